/** Phases of a training run: immutable values, and their text form. */
package org.blockwright.training.phase;

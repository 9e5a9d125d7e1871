/**
 * Learning-rate schedules: immutable values that give the learning rate of every step, and their
 * text form.
 */
package org.blockwright.training.schedule;

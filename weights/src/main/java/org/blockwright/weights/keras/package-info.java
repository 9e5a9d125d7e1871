/** Reads the configuration that Keras stores with a model: its layers, their order and wiring. */
package org.blockwright.weights.keras;

/** Reads the configuration that Keras stores with a model: layers, their order and connections. */
package org.blockwright.weights.keras;

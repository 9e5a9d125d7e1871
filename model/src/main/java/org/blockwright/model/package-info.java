/**
 * A network with its weights: run it, read and set its parameters, save it, open it.
 *
 * <pre>{@code
 * try (Model model = Model.initialized(network, 42)) {
 *   INDArray probabilities = model.predict(batch);
 *   Activations inner = model.activations(batch, List.of("block3_pool"));
 *   model.save(Path.of("model.zip"));
 * }
 * }</pre>
 */
package org.blockwright.model;

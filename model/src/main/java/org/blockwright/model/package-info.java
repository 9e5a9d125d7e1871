/**
 * Networks with weights: predict, read and set weights, save, open, edit and merge models.
 *
 * <pre>{@code
 * try (Model model = Model.create(network, 42)) {
 *   INDArray probabilities = model.predict(batch);
 *   Activations activations = model.activations(batch, List.of("block3_pool"));
 *   model.save(Path.of("model.zip"));
 * }
 * }</pre>
 */
package org.blockwright.model;

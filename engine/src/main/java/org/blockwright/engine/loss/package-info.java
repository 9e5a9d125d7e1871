/**
 * Losses of outputs, equal for all executors and checked against Keras's losses: values and
 * gradients with respect to logits.
 *
 * <pre>{@code
 * OutputLoss smoothed =
 *     OutputLoss.of(new CategoricalCrossEntropy(0.1, ImmutableDoubleArray.of()));
 * TrainingSpec spec = TrainingSpec.of(new Adam(1e-3)).withLosses(Map.of("predictions", smoothed));
 * }</pre>
 */
package org.blockwright.engine.loss;

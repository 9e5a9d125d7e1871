/**
 * Update rules of optimizers on flat vectors, equal for all executors and checked against Keras's
 * optimizers.
 *
 * <pre>{@code
 * UpdateRule rule = new Adam(1e-3);
 * List<Segment> segments = List.of(Segment.frozen(0, 64), Segment.trained(64, 96, 1, 0));
 * try (OptimizerState state = OptimizerState.create(rule, segments, DataType.FLOAT)) {
 *   state.update(parameters, gradientSum, samples);
 * }
 * }</pre>
 */
package org.blockwright.engine.optimizer;

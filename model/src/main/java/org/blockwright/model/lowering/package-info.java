/**
 * Lowers networks to DL4J configurations. Only this package uses DL4J's layer classes.
 *
 * <pre>{@code
 * TrainingPlan plan =
 *     TrainingPlan.of(
 *         network.graph(),
 *         Optimizer.adam(1e-3),
 *         LearningRateMultipliers.uniform().freeze("block*"),
 *         42);
 * ComputationGraph graph = new ComputationGraph(Lowering.lower(network.graph(), plan));
 * }</pre>
 */
package org.blockwright.model.lowering;

/**
 * Lowers networks to DL4J configurations. Only this package uses DL4J's layer classes.
 *
 * <pre>{@code
 * TrainingPlan plan =
 *     TrainingPlan.of(
 *         network,
 *         Optimizer.adam(1e-3),
 *         LearningRateMultipliers.uniform().freeze("block*"),
 *         42);
 * LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
 * ComputationGraph graph = new ComputationGraph(lowered.configuration());
 * }</pre>
 */
package org.blockwright.model.lowering;

/**
 * From a network to DL4J: the only place that knows DL4J's classes of layers.
 *
 * <pre>{@code
 * Plan plan = Plan.of(network.graph(), Optimizer.adam(1e-3), Rates.none().freeze("block*"), 42);
 * ComputationGraph graph = new ComputationGraph(Lowering.lower(network.graph(), plan));
 * }</pre>
 */
package org.blockwright.model.lowering;

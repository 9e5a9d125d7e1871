/**
 * How a {@code ComputationGraph} runs fast on this machine: one start, executors, and what is known
 * about the machine. Knows no network description.
 *
 * <pre>{@code
 * Engine.start();
 * try (Executor executor = Executors.forTraining(graph)) {
 *   for (MultiDataSet batch : batches) {
 *     double loss = executor.step(batch);          // before the update
 *   }
 *   executor.publish();                            // the graph now has what was learnt
 *   INDArray probabilities = executor.output(pictures)[0];
 *   Map<String, INDArray> inner = executor.activations(new INDArray[] {pictures}, List.of("conv1"));
 * }
 * }</pre>
 */
package org.blockwright.engine;

/**
 * Runs DL4J {@code ComputationGraph}s: engine start, executors, benchmark and diagnostics. Does not
 * depend on network descriptions.
 *
 * <pre>{@code
 * Engine.start();
 * try (Executor executor = Executors.forTraining(graph, TrainingSpec.of(new Adam(1e-3)))) {
 *   for (MultiDataSet batch : batches) {
 *     double loss = executor.step(batch);          // loss before the update
 *   }
 *   executor.publish();                            // writes the trained parameters to the graph
 *   INDArray probabilities = executor.output(images)[0];
 *   Map<String, INDArray> maps = executor.activations(new INDArray[] {images}, List.of("conv1"));
 * }
 * }</pre>
 */
package org.blockwright.engine;

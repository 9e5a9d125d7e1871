/**
 * Compiles graphs for inference and training: reads a {@code ComputationGraph} into a plan of
 * operations, fuses operations, and runs them with oneDNN. {@link
 * org.blockwright.engine.CompiledGraph} is the entry point of inference, {@link
 * org.blockwright.engine.Executors#forTraining} that of training.
 */
package org.blockwright.engine.compiled;

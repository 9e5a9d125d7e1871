/**
 * Compiles graphs for inference: reads a {@code ComputationGraph} into a plan of operations, fuses
 * operations, and runs them with oneDNN. {@link org.blockwright.engine.CompiledGraph} is the entry
 * point.
 */
package org.blockwright.engine.compiled;

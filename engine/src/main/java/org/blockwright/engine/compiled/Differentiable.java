package org.blockwright.engine.compiled;

import java.util.function.Consumer;

/**
 * The value of an operation, and its backward pass.
 *
 * @param backward adds the steps of the backward pass; receives the gradient of the value, in its
 *     dimensions and any layout. Called once, after the steps of all operations that use the value
 */
record Differentiable(Value value, Consumer<Tensor> backward) {}

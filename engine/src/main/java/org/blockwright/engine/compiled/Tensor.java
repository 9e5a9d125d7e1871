package org.blockwright.engine.compiled;

import org.bytedeco.dnnl.memory;

/** A view of a buffer with a layout of oneDNN. */
record Tensor(memory.desc desc, long[] dimensions, Buffer buffer) {
  /** Returns the same memory with another layout. */
  Tensor viewedAs(memory.desc newDesc, long... newDimensions) {
    return new Tensor(newDesc, newDimensions, buffer);
  }
}

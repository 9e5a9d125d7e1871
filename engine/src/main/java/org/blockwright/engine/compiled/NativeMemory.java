package org.blockwright.engine.compiled;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Off-heap memory, aligned for vector instructions; counts towards javacpp's limits. */
final class NativeMemory implements AutoCloseable {
  static final long ALIGNMENT = 64;

  private final BytePointer memory;
  private final long start;

  private NativeMemory(BytePointer memory) {
    this.memory = memory;
    this.start = Math.floorMod(-memory.address(), ALIGNMENT);
  }

  /**
   * Allocates uninitialized memory.
   *
   * @throws org.blockwright.base.UsageException if it does not fit
   */
  static NativeMemory allocate(long bytes, String purpose) {
    try {
      return new NativeMemory(new BytePointer(bytes + ALIGNMENT));
    } catch (OutOfMemoryError e) {
      throw CompiledProblems.outOfMemory(bytes, purpose, e);
    }
  }

  /** Returns the size that was requested. */
  long bytes() {
    return memory.capacity() - ALIGNMENT;
  }

  /** Returns the address of a byte. */
  Pointer at(long offset) {
    return memory.getPointer(start + offset);
  }

  @Override
  public void close() {
    memory.deallocate();
  }
}

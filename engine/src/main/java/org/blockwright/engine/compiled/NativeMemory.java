package org.blockwright.engine.compiled;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/** Off-heap memory, aligned for vector instructions; counts towards javacpp's limits. */
final class NativeMemory implements AutoCloseable {
  static final long ALIGNMENT = 64;

  private final BytePointer memory;
  private final long bytes;
  private final long start;

  private NativeMemory(BytePointer memory, long bytes) {
    this.memory = memory;
    this.bytes = bytes;
    this.start = Math.floorMod(-memory.address(), ALIGNMENT);
  }

  /**
   * Allocates uninitialized memory, which lives until {@link #close()} even if the caller has an
   * open {@link PointerScope}.
   *
   * @throws org.blockwright.base.UsageException if it does not fit
   */
  @SuppressWarnings("unchecked")
  static NativeMemory allocate(long bytes, String purpose) {
    try (PointerScope scope = new PointerScope(BytePointer.class)) {
      NativeMemory result = new NativeMemory(new BytePointer(bytes + ALIGNMENT), bytes);
      scope.extend();
      return result;
    } catch (OutOfMemoryError e) {
      throw CompiledProblems.outOfMemory(bytes, purpose, e);
    }
  }

  /** Returns the size that was requested. */
  long bytes() {
    return bytes;
  }

  /** Returns the address of a byte. */
  Pointer at(long offset) {
    return memory.getPointer(start + offset);
  }

  /** Frees the memory; does nothing if it was freed before. */
  @Override
  public void close() {
    memory.deallocate();
  }
}

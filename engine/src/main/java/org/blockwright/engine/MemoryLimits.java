package org.blockwright.engine;

import org.bytedeco.javacpp.Pointer;

/**
 * Memory limits of this process, in bytes.
 *
 * @param heap maximum size of the Java heap ({@code -Xmx})
 * @param offHeap maximum off-heap memory allocated by pointers ({@code
 *     org.bytedeco.javacpp.maxbytes}; 0 means no limit)
 * @param physical maximum resident memory; near it the garbage collector is run, above it
 *     allocations fail ({@code org.bytedeco.javacpp.maxphysicalbytes}; 0 means no limit)
 */
public record MemoryLimits(long heap, long offHeap, long physical) {
  private static final long MB = 1024 * 1024;

  /** Returns the limits of this process. */
  public static MemoryLimits read() {
    return new MemoryLimits(
        Runtime.getRuntime().maxMemory(), Pointer.maxBytes(), Pointer.maxPhysicalBytes());
  }

  /** Returns text such as {@code heap 2048 MB, off-heap 8192 MB, physical 12288 MB}. */
  public String text() {
    return "heap %s, off-heap %s, physical %s".formatted(mb(heap), mb(offHeap), mb(physical));
  }

  private static String mb(long bytes) {
    return bytes == 0 ? "no limit" : bytes / MB + " MB";
  }
}

package org.blockwright.engine;

import org.bytedeco.javacpp.Pointer;

/**
 * What this process may take, in bytes.
 *
 * @param heap the largest Java heap ({@code -Xmx})
 * @param offHeap what may be allocated off the heap by pointers ({@code
 *     org.bytedeco.javacpp.maxbytes}; 0 is no limit)
 * @param physical the resident memory near which the collector is called, and above which
 *     allocations fail ({@code org.bytedeco.javacpp.maxphysicalbytes}; 0 is no limit)
 */
public record MemoryLimits(long heap, long offHeap, long physical) {
  private static final long MB = 1024 * 1024;

  /** What holds for this process. */
  public static MemoryLimits read() {
    return new MemoryLimits(
        Runtime.getRuntime().maxMemory(), Pointer.maxBytes(), Pointer.maxPhysicalBytes());
  }

  /** {@code heap 2048 MB, off heap 8192 MB, in all 12288 MB}. */
  public String text() {
    return "heap %s, off heap %s, in all %s".formatted(mb(heap), mb(offHeap), mb(physical));
  }

  private static String mb(long bytes) {
    return bytes == 0 ? "no limit" : bytes / MB + " MB";
  }
}

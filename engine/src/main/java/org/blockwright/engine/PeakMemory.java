package org.blockwright.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * The most resident memory that this process has had: on Linux the kernel's own high-water mark
 * ({@code VmHWM} in {@code /proc/self/status}), elsewhere the largest of the samples taken.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private long sampled;

  void sample() {
    sampled = Math.max(sampled, Pointer.physicalBytes());
  }

  /** In bytes. */
  long bytes() {
    sample();
    long mark = Files.isReadable(STATUS) ? highWaterMark() : 0;
    return mark > 0 ? mark : sampled;
  }

  private static long highWaterMark() {
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes of a line like {@code VmHWM: 123456 kB}; 0 where there is none. */
  static long parse(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .filter(digits -> !digits.isEmpty())
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
        .findFirst()
        .orElse(0);
  }
}

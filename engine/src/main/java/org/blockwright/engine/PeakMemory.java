package org.blockwright.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Measures the peak resident memory of this process: on Linux the kernel's high-water mark ({@code
 * VmHWM} in {@code /proc/self/status}), elsewhere the largest of the samples taken.
 */
public final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private long largestSample;

  /** Takes a sample, for systems without a high-water mark. */
  public void sample() {
    largestSample = Math.max(largestSample, Pointer.physicalBytes());
  }

  /** Returns the peak in bytes. */
  public long bytes() {
    sample();
    long highWaterMark = Files.isReadable(STATUS) ? highWaterMark() : 0;
    return highWaterMark > 0 ? highWaterMark : largestSample;
  }

  private static long highWaterMark() {
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the bytes of the line {@code VmHWM: 123456 kB}, or 0 if there is none. */
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

package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Measured run times of one operation.
 *
 * @param operation {@code forward} or {@code training step}
 * @param executor name of the executor
 * @param batchSize number of samples per run
 * @param firstSeconds time of the first warm-up run, in which memory is allocated
 * @param seconds time of each measured run, in order; without the warm-up runs
 * @param peakBytes peak resident memory of the process so far, in bytes
 */
public record Timing(
    String operation,
    String executor,
    int batchSize,
    double firstSeconds,
    List<Double> seconds,
    long peakBytes) {

  public Timing {
    seconds = ImmutableList.copyOf(seconds);
  }

  /** Returns the median in seconds; for an even number of runs the mean of the two middle ones. */
  public double medianSeconds() {
    List<Double> sorted = seconds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Returns the number of samples per second at the median time. */
  public double imagesPerSecond() {
    return batchSize / medianSeconds();
  }
}

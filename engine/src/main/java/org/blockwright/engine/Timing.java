package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How long one kind of run took.
 *
 * @param operation {@code forward} or {@code training step}
 * @param executor what ran the graph
 * @param batchSize samples in a run
 * @param seconds each measured run, in order; those that warmed up are not among them
 * @param peakBytes the most resident memory that the process has had so far
 */
public record Timing(
    String operation, String executor, int batchSize, List<Double> seconds, long peakBytes) {

  public Timing {
    seconds = ImmutableList.copyOf(seconds);
  }

  /** The middle run's seconds; of an even number the mean of the two in the middle. */
  public double medianSeconds() {
    List<Double> sorted = seconds.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Samples a second at the median. */
  public double imagesPerSecond() {
    return batchSize / medianSeconds();
  }
}

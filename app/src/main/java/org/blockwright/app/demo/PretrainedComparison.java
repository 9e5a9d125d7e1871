package org.blockwright.app.demo;

import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.Measurements;

/**
 * Comparison of a pretrained network with the same network trained from scratch, on the same test
 * images.
 *
 * @param epochs number of training epochs of both
 * @param pretrained metrics of the network with frozen pretrained blocks and a trained head
 * @param fromScratch metrics of the network trained from random initial weights
 */
public record PretrainedComparison(int epochs, Measurements pretrained, Measurements fromScratch) {

  /** Returns whether the confidence intervals of the two accuracies are disjoint. */
  public boolean hasDisjointIntervals() {
    Interval first = interval(pretrained);
    Interval second = interval(fromScratch);
    return first.low() > second.high() || second.low() > first.high();
  }

  static Interval interval(Measurements measurements) {
    return measurements.accuracy().interval().orElseThrow();
  }

  static double accuracy(Measurements measurements) {
    return measurements.accuracy().value().orElseThrow();
  }

  /** Formats the numbers of misclassified images, and whether the intervals overlap. */
  @Override
  public String toString() {
    return "After %s epochs, the pretrained network misclassifies %s of %s test images, the network trained from scratch %s; the intervals %s."
        .formatted(
            epochs,
            misclassified(pretrained),
            pretrained.samples(),
            misclassified(fromScratch),
            hasDisjointIntervals() ? "do not overlap" : "overlap");
  }

  private static long misclassified(Measurements measurements) {
    return Math.round((1 - accuracy(measurements)) * measurements.samples());
  }
}

package org.blockwright.app.demo;

import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.Measurements;

/**
 * Two runs that differ in the weights alone, measured on the same pictures.
 *
 * @param epochs that both were trained
 * @param pretrained the head trained behind frozen blocks with weights
 * @param fromScratch the same network from initial weights, every layer trained
 */
public record PretrainedComparison(int epochs, Measurements pretrained, Measurements fromScratch) {

  /** Whether the two intervals of the accuracy have nothing in common. */
  public boolean hasDisjointIntervals() {
    Interval one = interval(pretrained);
    Interval other = interval(fromScratch);
    return one.low() > other.high() || other.low() > one.high();
  }

  static Interval interval(Measurements m) {
    return m.accuracy().interval().orElseThrow();
  }

  static double accuracy(Measurements m) {
    return m.accuracy().value().orElseThrow();
  }

  /** The two counts of mistakes, and whether the intervals tell the runs apart; a sentence. */
  @Override
  public String toString() {
    return "After %s epochs %s of %s are mistaken with the weights and %s without; the intervals %s."
        .formatted(
            epochs,
            misclassified(pretrained),
            pretrained.samples(),
            misclassified(fromScratch),
            hasDisjointIntervals() ? "do not overlap" : "overlap");
  }

  private static long misclassified(Measurements m) {
    return Math.round((1 - accuracy(m)) * m.samples());
  }
}

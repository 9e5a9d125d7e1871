package org.blockwright.app.demo;

import org.blockwright.training.measure.Interval;
import org.blockwright.training.measure.Measurements;

/**
 * Two runs that differ in the weights alone, measured on the same pictures.
 *
 * @param epochs that both were trained
 * @param with the head trained behind frozen blocks with weights
 * @param without the same network from initial weights, every layer trained
 */
public record Pair(int epochs, Measurements with, Measurements without) {

  /** Whether the two intervals of the accuracy have nothing in common. */
  public boolean separated() {
    Interval one = interval(with);
    Interval other = interval(without);
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
            mistakes(with),
            with.samples(),
            mistakes(without),
            separated() ? "do not overlap" : "overlap");
  }

  private static long mistakes(Measurements m) {
    return Math.round((1 - accuracy(m)) * m.samples());
  }
}

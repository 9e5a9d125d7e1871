package org.blockwright.job;

import java.util.OptionalDouble;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;

/**
 * The probability from which on a label is predicted.
 *
 * @param value the same for every label; empty if it is chosen for each on the validation images
 */
record Threshold(OptionalDouble value) {
  static final String AUTO = "auto";

  /**
   * Parses {@code auto} or a probability.
   *
   * @throws UsageException if it is neither
   */
  static Threshold parse(String text) {
    return text.equals(AUTO)
        ? new Threshold(OptionalDouble.empty())
        : NumberParser.parseDouble(text)
            .filter(value -> value > 0 && value < 1)
            .map(value -> new Threshold(OptionalDouble.of(value)))
            .orElseThrow(() -> new UsageException(JobProblems.invalidThreshold(text)));
  }

  /** Returns whether thresholds are chosen on the validation images. */
  boolean isChosen() {
    return value.isEmpty();
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return isChosen() ? AUTO : String.valueOf(value.getAsDouble());
  }
}

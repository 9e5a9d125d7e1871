package org.blockwright.data;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.UsageException;

/**
 * How large the parts of a split are to be, as shares whose sum is 1.
 *
 * @param train the share to learn from
 * @param validation the share to choose by
 * @param test the share to measure on, 0 where there is no such part
 */
public record Ratios(double train, double validation, double test) {

  /** 8:1:1. */
  public static final Ratios DEFAULT = of(8, 1, 1);

  /** Three parts in proportion to positive numbers. */
  public static Ratios of(double train, double validation, double test) {
    double sum = train + validation + test;
    if (!(train > 0 && validation > 0 && test >= 0 && sum < Double.POSITIVE_INFINITY)) {
      throw DataProblems.badRatios("%s:%s:%s".formatted(train, validation, test));
    }
    return new Ratios(train / sum, validation / sum, test / sum);
  }

  /** Two parts: a share for validation, the rest to train. */
  public static Ratios holdOut(double validation) {
    if (!(validation > 0 && validation < 1)) {
      throw DataProblems.badRatios(String.valueOf(validation));
    }
    return new Ratios(1 - validation, validation, 0);
  }

  /**
   * Reads {@code 8:1:1}, {@code 9:1} or {@code 0.1}.
   *
   * @throws UsageException where the text is none of these
   */
  public static Ratios parse(String text) {
    List<Double> numbers = new ArrayList<>();
    try {
      for (String part : text.split(":", -1)) {
        numbers.add(Double.valueOf(part.trim()));
      }
    } catch (NumberFormatException e) {
      throw DataProblems.badRatios(text);
    }
    boolean positive = numbers.stream().allMatch(n -> n > 0 && n < Double.POSITIVE_INFINITY);
    if (positive && numbers.size() == 3) {
      return of(numbers.get(0), numbers.get(1), numbers.get(2));
    }
    if (positive && numbers.size() == 2) {
      return of(numbers.get(0), numbers.get(1), 0);
    }
    if (positive && numbers.size() == 1 && numbers.get(0) < 1) {
      return holdOut(numbers.get(0));
    }
    throw DataProblems.badRatios(text);
  }

  /** How many parts there are: 2 or 3. */
  public int subsetCount() {
    return test > 0 ? 3 : 2;
  }

  /** The share of one part. */
  public double of(Subset side) {
    return switch (side) {
      case TRAINING -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** Where the parts end on the way from 0 to 1. */
  HashThresholds thresholds() {
    return new HashThresholds(train, test > 0 ? train + validation : 1);
  }
}

package org.blockwright.data;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.UsageException;

/**
 * The target sizes of the subsets of a split, as fractions that sum to 1.
 *
 * @param train the fraction of training images
 * @param validation the fraction of validation images
 * @param test the fraction of test images; 0 for a split without a test subset
 */
public record Ratios(double train, double validation, double test) {

  /** 8:1:1. */
  public static final Ratios DEFAULT = of(8, 1, 1);

  /**
   * Returns ratios in proportion to three numbers.
   *
   * @param train above 0
   * @param validation above 0
   * @param test at least 0
   * @throws UsageException if a number is out of range
   */
  public static Ratios of(double train, double validation, double test) {
    double sum = train + validation + test;
    if (!(train > 0 && validation > 0 && test >= 0 && sum < Double.POSITIVE_INFINITY)) {
      throw DataProblems.badRatios("%s:%s:%s".formatted(train, validation, test));
    }
    return new Ratios(train / sum, validation / sum, test / sum);
  }

  /**
   * Returns ratios of two subsets: a fraction for validation, the rest for training.
   *
   * @param validation between 0 and 1, both exclusive
   * @throws UsageException if it is out of range
   */
  public static Ratios holdOut(double validation) {
    if (!(validation > 0 && validation < 1)) {
      throw DataProblems.badRatios(String.valueOf(validation));
    }
    return new Ratios(1 - validation, validation, 0);
  }

  /**
   * Parses {@code 8:1:1}, {@code 9:1} or {@code 0.1}.
   *
   * @throws UsageException if the text has another form or a number is out of range
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

  /** The number of subsets: 2 or 3. */
  public int subsetCount() {
    return test > 0 ? 3 : 2;
  }

  /** The fraction of a subset. */
  public double of(Subset subset) {
    return switch (subset) {
      case TRAINING -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** The thresholds for hashes that are uniform in [0, 1]. */
  HashThresholds thresholds() {
    return new HashThresholds(train, test > 0 ? train + validation : 1);
  }
}

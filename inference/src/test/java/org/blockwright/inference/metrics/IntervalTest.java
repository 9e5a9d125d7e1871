package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
  private static final Offset<Double> FOUR_DIGITS = within(0.00005);

  /** Values computed by hand from the definition. */
  @ParameterizedTest
  @CsvSource({
    "91, 100, 0.8377, 0.9519",
    "24, 28, 0.6851, 0.9430",
    "10, 10, 0.7225, 1",
    "0, 10, 0, 0.2775",
    "9, 10, 0.5958, 0.9821"
  })
  void wilsonMatchesValuesComputedByHand(long k, long n, double low, double high) {
    Interval interval = Interval.wilson(k, n).orElseThrow();

    assertThat(interval.low()).isCloseTo(low, FOUR_DIGITS);
    assertThat(interval.high()).isCloseTo(high, FOUR_DIGITS);
  }

  @Test
  void wilsonIsEmptyWithoutTrials() {
    assertThat(Interval.wilson(0, 0)).isEmpty();
  }

  @Property(tries = 200)
  void wilsonContainsTheFractionAndStaysWithinZeroAndOne(
      @ForAll @IntRange(min = 1, max = 100_000) int n,
      @ForAll @IntRange(max = 100_000) int successes) {
    int k = successes % (n + 1);

    Interval interval = Interval.wilson(k, n).orElseThrow();

    assertThat((double) k / n).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isBetween(0.0, 1.0);
    assertThat(interval.high()).isBetween(0.0, 1.0);
  }

  /** NumPy: percentile([3, 1, 2, 5], [2.5, 97.5]) is [1.075, 4.85]. */
  @Test
  void percentilesMatchNumpyAndIgnoreUndefinedValues() {
    Interval interval = Interval.percentiles(new double[] {3, Double.NaN, 1, 2, 5}).orElseThrow();

    assertThat(interval.low()).isCloseTo(1.075, within(1e-12));
    assertThat(interval.high()).isCloseTo(4.85, within(1e-12));
    assertThat(Interval.percentiles(new double[] {Double.NaN})).isEmpty();
  }

  @Test
  void equalValuesHaveNoInterval() {
    assertThat(Interval.percentiles(new double[] {1, 1, 1})).isEmpty();
  }
}

package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

class PredictionIntervalsTest {

  /** Returns measurements of one target whose errors are these numbers. */
  private static Measurements withErrors(float... errors) {
    return Measurements.of(
        Task.REGRESSION,
        List.of("ink [px]"),
        IntStream.range(0, errors.length)
            .mapToObj(
                i ->
                    Prediction.of(
                        Task.REGRESSION,
                        "" + i,
                        "" + i,
                        new float[] {100},
                        new float[] {100 + errors[i]}))
            .toList(),
        Loss.meanSquaredError(),
        Thresholds.defaults(0),
        42);
  }

  private static float[] errorsUpTo(int n) {
    float[] errors = new float[n];
    for (int i = 0; i < n; i++) {
      errors[i] = i % 2 == 0 ? i + 1 : -(i + 1);
    }
    return errors;
  }

  /** The rank is ceil(0.9 (n + 1)): 9 of 9, 10 of 10, 18 of 19, 19 of 20, 90.9 -> 91 of 100. */
  @Test
  void halfWidthIsTheErrorOfTheConformalRank() {
    for (int[] example : new int[][] {{9, 9}, {10, 10}, {19, 18}, {20, 19}, {99, 90}, {100, 91}}) {
      assertThat(PredictionIntervals.from(withErrors(errorsUpTo(example[0]))))
          .as("%s samples", example[0])
          .hasValue(new PredictionIntervals(List.of((double) example[1])));
    }
  }

  @Test
  void fewerThanNineSamplesGiveNoInterval() {
    assertThat(PredictionIntervals.from(withErrors(errorsUpTo(8)))).isEmpty();
    assertThat(PredictionIntervals.from(withErrors())).isEmpty();
  }

  @Test
  void coverageIsTheFractionOfErrorsUpToTheHalfWidth() {
    Measurements test =
        withErrors(0, 1, -2, 3, -4).withIntervals(new PredictionIntervals(List.of(3.0)));

    assertThat(test.value(Metrics.INTERVAL_COVERAGE)).hasValue(0.8);
    assertThat(test.classes().get(0).intervalHalfWidth()).hasValue(3);
    assertThat(test.overallMetrics()).contains(Metrics.INTERVAL_COVERAGE);
  }

  @Test
  void coverageIsUndefinedWithoutIntervals() {
    Measurements test = withErrors(0, 1);

    assertThat(test.value(Metrics.INTERVAL_COVERAGE)).isEmpty();
    assertThat(test.classes().get(0).intervalHalfWidth()).isEmpty();
    assertThat(test.overallMetrics()).doesNotContain(Metrics.INTERVAL_COVERAGE);
  }

  /**
   * The guarantee of Lei et al.: over exchangeable samples, the expected coverage is at least 0.9
   * and at most 0.9 + 1/(n + 1).
   */
  @Test
  void expectedCoverageIsAtLeastTheLevel() {
    SplitMix64 random = new SplitMix64(3);
    double sum = 0;
    int repetitions = 400;
    for (int r = 0; r < repetitions; r++) {
      PredictionIntervals intervals =
          PredictionIntervals.from(withErrors(skewedErrors(random, 30))).orElseThrow();
      sum +=
          withErrors(skewedErrors(random, 100))
              .withIntervals(intervals)
              .value(Metrics.INTERVAL_COVERAGE)
              .orElseThrow();
    }

    // 28/31 = 0.9032; the standard deviation of this mean is about 0.003.
    assertThat(sum / repetitions).isCloseTo(28 / 31.0, within(0.01));
  }

  private static float[] skewedErrors(SplitMix64 random, int n) {
    float[] errors = new float[n];
    for (int i = 0; i < n; i++) {
      errors[i] = (float) -Math.log(1 - random.nextDouble());
    }
    return errors;
  }
}

package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  private static Measurements binary(float[] targets, float[] probabilities) {
    return measure(Task.BINARY, List.of("no", "yes"), targets, probabilities);
  }

  private static Measurements measure(
      Task task, List<String> names, float[] targets, float[] probabilities) {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < targets.length; i++) {
      predictions.add(
          Prediction.of(
              task, "" + i, "" + i, new float[] {targets[i]}, new float[] {probabilities[i]}));
    }
    return Measurements.of(
        task, names, predictions, Loss.binaryCrossEntropy(), Thresholds.defaults(1), 42);
  }

  /**
   * From the highest score on, F1 is 2/(3+1), 2/(3+2), 4/(3+3), 6/(3+4) and 6/(3+5): the fourth is
   * the best, between 0.25 and 0.125.
   */
  @Test
  void choosesTheMidpointWithTheHighestF1() {
    Measurements m =
        binary(new float[] {1, 0, 1, 1, 0}, new float[] {0.75f, 0.5f, 0.375f, 0.25f, 0.125f});

    assertThat(Thresholds.chooseByF1(m)).isEqualTo(new Thresholds(List.of(0.1875)));
    assertThat(m.classes().get(1).f1().value()).hasValue(0.4);
    assertThat(m.withThresholds(Thresholds.chooseByF1(m)).classes().get(1).f1().value())
        .hasValue(6.0 / 7);
  }

  @Test
  void samplesWithEqualScoresAreNotSeparated() {
    Measurements m = binary(new float[] {1, 0, 1, 0}, new float[] {0.75f, 0.75f, 0.75f, 0.25f});

    assertThat(Thresholds.chooseByF1(m).values()).containsExactly(0.5);
  }

  /** F1 is 2/3 for the thresholds 0.8125 and 0.46875 (2/(2+1) and 4/(2+4)). */
  @Test
  void prefersTheThresholdNearestToOneHalf() {
    Measurements m =
        binary(new float[] {1, 0, 0, 1, 0}, new float[] {0.875f, 0.75f, 0.625f, 0.5f, 0.4375f});

    assertThat(Thresholds.chooseByF1(m).values()).containsExactly(0.46875);
  }

  @Test
  void takesHalfOfTheLowestScoreIfAllSamplesArePositive() {
    Measurements m = binary(new float[] {1, 1}, new float[] {0.75f, 0.25f});

    assertThat(Thresholds.chooseByF1(m).values()).containsExactly(0.125);
  }

  /** A sigmoid is 0 in floating point for very negative logits; networks have no threshold of 0. */
  @Test
  void neverChoosesZero() {
    assertThat(
            Thresholds.chooseByF1(binary(new float[] {1, 1, 0}, new float[] {0, 0.75f, 0.25f}))
                .values())
        .containsExactly(0.5);
    assertThat(Thresholds.chooseByF1(binary(new float[] {1, 1}, new float[] {0, 0})).values())
        .containsExactly(0.5);
  }

  @Test
  void labelWithoutPositiveKeepsOneHalf() {
    Measurements m =
        measure(
            Task.MULTI_LABEL, List.of("nodule"), new float[] {0, 0.375f}, new float[] {0.9f, 0.1f});

    assertThat(Thresholds.chooseByF1(m)).isEqualTo(Thresholds.defaults(1));
  }

  @Property(tries = 200)
  void noOtherThresholdHasHigherF1(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 15) Integer> scores,
      @ForAll @Size(12) List<Boolean> positive) {
    float[] targets = new float[scores.size()];
    float[] probabilities = new float[scores.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = positive.get(i) ? 1 : 0;
      probabilities[i] = scores.get(i) / 15f;
    }
    Measurements m = binary(targets, probabilities);

    double chosen = f1(targets, probabilities, Thresholds.chooseByF1(m).get(0));

    for (double threshold = 1 / 64.0; threshold <= 1; threshold += 1 / 64.0) {
      assertThat(f1(targets, probabilities, threshold)).isLessThanOrEqualTo(chosen);
    }
  }

  /** Counts by itself: {@link Measurements} would also compute an interval by the bootstrap. */
  private static double f1(float[] targets, float[] probabilities, double threshold) {
    int truePositives = 0;
    int errors = 0;
    for (int i = 0; i < targets.length; i++) {
      boolean predicted = probabilities[i] >= threshold;
      if (predicted && targets[i] == 1) {
        truePositives++;
      } else if (predicted || targets[i] == 1) {
        errors++;
      }
    }
    return truePositives == 0 ? 0 : 2.0 * truePositives / (2 * truePositives + errors);
  }

  @Test
  void probabilityEqualToTheThresholdPredictsTheLabel() {
    Measurements m = binary(new float[] {1, 0}, new float[] {0.5f, 0.49999997f});

    assertThat(m.accuracy().value()).hasValue(1);
    assertThat(m.predictedClass(m.predictions().get(0))).isEqualTo(1);
    assertThat(m.predictedClass(m.predictions().get(1))).isZero();
    assertThat(m.matrix().counts()).isDeepEqualTo(new long[][] {{1, 0}, {0, 1}});
  }

  @Test
  void tasksHaveOneThresholdPerSigmoidUnit() {
    assertThat(Thresholds.defaults(Task.CLASSIFICATION, 3).values()).isEmpty();
    assertThat(Thresholds.defaults(Task.BINARY, 2).values()).containsExactly(0.5);
    assertThat(Thresholds.defaults(Task.MULTI_LABEL, 3).values()).containsExactly(0.5, 0.5, 0.5);
    assertThat(Thresholds.defaults(Task.REGRESSION, 3).values()).isEmpty();
  }
}

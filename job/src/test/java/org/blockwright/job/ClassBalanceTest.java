package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassBalanceTest {
  private static final double[] IMAGES = {150, 30, 7};

  private static void assertWeights(ImmutableDoubleArray weights, double... expected) {
    assertThat(weights.toArray()).containsExactly(expected, within(1e-12));
  }

  /** The values of compute_class_weight("balanced", ...) of scikit-learn 1.9.1. */
  @Test
  void balancedWeightsAreThoseOfScikitLearn() {
    assertWeights(ClassBalance.BALANCED.weights(150, 30), 0.6, 3);
    assertWeights(
        ClassBalance.BALANCED.weights(IMAGES),
        0.41555555555555557,
        2.077777777777778,
        8.904761904761905);
  }

  /**
   * The values of Cui et al. 2019, which are scaled to the sum 3, computed in Python as in their
   * code: (1 - beta) / (1 - np.power(beta, images)).
   */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0.7573718121902127, 0.790898825817372, 1.4517293619924156",
    "0.99, 0.19415941191511776, 0.5807248558322087, 2.2251157322526733",
    "0.999, 0.1168187152999417, 0.5505577794294867, 2.332623505270572",
    "0.9999, 0.11010698400153043, 0.5472463618212615, 2.342646654177208"
  })
  void effectiveWeightsAreThoseOfThePaperUpToTheirScale(
      double beta, double first, double second, double third) {
    double mean = (150 * first + 30 * second + 7 * third) / 187;

    ImmutableDoubleArray weights = ClassBalance.effective(beta).weights(IMAGES);

    assertThat(weights.get(0)).isCloseTo(first / mean, within(1e-9));
    assertThat(weights.get(1)).isCloseTo(second / mean, within(1e-9));
    assertThat(weights.get(2)).isCloseTo(third / mean, within(1e-9));
  }

  @Test
  void betaIsBetweenEqualWeightsAndInverseFrequencies() {
    assertWeights(ClassBalance.effective(0).weights(IMAGES), 1, 1, 1);
    assertThat(ClassBalance.effective(1)).isEqualTo(ClassBalance.BALANCED);
    ImmutableDoubleArray limit = ClassBalance.effective(1 - 1e-12).weights(IMAGES);
    ImmutableDoubleArray balanced = ClassBalance.BALANCED.weights(IMAGES);
    for (int i = 0; i < 3; i++) {
      assertThat(limit.get(i)).isCloseTo(balanced.get(i), within(1e-6));
    }
  }

  @Test
  void classesWithoutImagesDoNotCount() {
    assertWeights(ClassBalance.BALANCED.weights(30, 0, 10), 2 / 3.0, 1, 2);
    assertWeights(ClassBalance.BALANCED.weights(12, 0), 1, 1);
  }

  @Test
  void textsAreRead() {
    assertThat(ClassWeights.parse("balanced")).isEqualTo(ClassWeights.of(ClassBalance.BALANCED));
    assertThat(ClassWeights.parse("effective"))
        .isEqualTo(ClassWeights.of(ClassBalance.effective(0.999)))
        .hasToString("effective=0.999");
    assertThat(ClassWeights.parse("effective=0.9"))
        .isEqualTo(ClassWeights.of(ClassBalance.effective(0.9)));
    assertThat(ClassWeights.parse("balanced=2,effective=3").balance()).isEmpty();
  }

  @Test
  void rejectsOtherBetas() {
    for (double beta : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> ClassBalance.effective(beta))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "\"class-weights\" needs a number from 0 to 1 after \"effective=\", such as 0.999, got \"%s\". For the weight of a class called effective, put its output before it: OUTPUT/effective=2.",
              beta);
    }
  }
}

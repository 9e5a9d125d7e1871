package org.blockwright.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

class LossFunctionTest {
  private static final ImmutableDoubleArray NONE = ImmutableDoubleArray.of();

  /** Cases whose values are those of Keras: from logits, or of an output without activation. */
  static Stream<String> cases() {
    return KerasLosses.names().stream()
        .filter(
            name -> {
              KerasLosses.Case c = KerasLosses.get(name);
              return c.loss().activation().isPresent() || c.activation() == Activation.IDENTITY;
            });
  }

  @Test
  void referenceHasAllCases() {
    assertThat(KerasLosses.namesInFile()).isEqualTo(KerasLosses.names());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsMatchKeras(String name) {
    KerasLosses.Case c = KerasLosses.get(name);
    double[] gradient = new double[c.units()];
    for (int i = 0; i < c.samples(); i++) {
      assertThat(c.loss().evaluate(c.inputs()[i], c.targets()[i], gradient))
          .as("sample " + i)
          .isCloseTo(c.losses()[i][0], within(1e-14 * Math.max(1, c.losses()[i][0])));
      assertThat(gradient).as("sample " + i).containsExactly(c.gradients()[i], within(1e-14));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreFiniteDifferences(String name) {
    KerasLosses.Case c = KerasLosses.get(name);
    double[] values = {0.7, -0.35, 0.11};
    double[] targets = {0.2, 0.5, 0.9};
    double[] gradient = new double[c.units()];
    double[] ignored = new double[c.units()];
    values = Arrays.copyOf(values, c.units());
    c.loss().evaluate(values, targets, gradient);

    for (int i = 0; i < c.units(); i++) {
      double[] upper = values.clone();
      double[] lower = values.clone();
      upper[i] += 1e-6;
      lower[i] -= 1e-6;
      double difference =
          c.loss().evaluate(upper, targets, ignored) - c.loss().evaluate(lower, targets, ignored);
      assertThat(gradient[i]).isCloseTo(difference / 2e-6, within(1e-8));
    }
  }

  /** The gradient of -ln(p) is p - 1 at the true class: -1 if p is 0. */
  @Test
  void wrongPredictionsOfAnyCertaintyHaveGradientOfFullSize() {
    for (double logit : new double[] {40, 1e3, 1e300}) {
      double[] gradient = new double[2];
      double[] logits = {logit, -logit};

      double loss = new CategoricalCrossEntropy().evaluate(logits, new double[] {0, 1}, gradient);
      assertThat(loss).isEqualTo(2 * logit);
      assertThat(gradient).containsExactly(1, -1);

      loss = new BinaryCrossEntropy().evaluate(logits, new double[] {0, 1}, gradient);
      assertThat(loss).isEqualTo(logit);
      assertThat(gradient).containsExactly(0.5, -0.5);
    }
  }

  /** ln(1 + exp(-40)) is exp(-40) up to its square. */
  @Test
  void lossOfCertainPredictionsIsNotRoundedToZero() {
    double[] gradient = new double[2];
    double expected = Math.exp(-40);

    assertThat(
            new CategoricalCrossEntropy()
                .evaluate(new double[] {40, 0}, new double[] {1, 0}, gradient))
        .isCloseTo(expected, within(1e-15 * expected));
    assertThat(new BinaryCrossEntropy().evaluate(new double[] {-40}, new double[] {0}, gradient))
        .isCloseTo(expected, within(1e-15 * expected));
  }

  @Test
  void notANumberGivesNotANumber() {
    for (String name : KerasLosses.names()) {
      LossFunction loss = KerasLosses.get(name).loss();
      int units = KerasLosses.get(name).units();
      for (int i = 0; i < units; i++) {
        double[] values = Arrays.copyOf(new double[] {1, 2, 3}, units);
        values[i] = Double.NaN;
        double[] targets = Arrays.copyOf(new double[] {0.2, 0.3, 0.5}, units);
        assertThat(loss.evaluate(values, targets, new double[units])).as(name).isNaN();
      }
    }
  }

  static Stream<Arguments> invalidLosses() {
    ImmutableDoubleArray negative = ImmutableDoubleArray.of(1, -2);
    return Stream.of(
        invalid(
            () -> new CategoricalCrossEntropy(1, NONE),
            "CategoricalCrossEntropy: labelSmoothing must be at least 0 and less than 1, got 1.0"),
        invalid(
            () -> new CategoricalCrossEntropy(0, negative),
            "CategoricalCrossEntropy: classWeights must be a number of at least 0, got -2.0"),
        invalid(
            () -> new BinaryCrossEntropy(Double.NaN, NONE),
            "BinaryCrossEntropy: labelSmoothing must be at least 0 and less than 1, got NaN"),
        invalid(
            () -> new BinaryCrossEntropy(0, negative),
            "BinaryCrossEntropy: presentWeights must be a number of at least 0, got -2.0"),
        invalid(
            () -> new BinaryCrossEntropy(0, NONE, negative),
            "BinaryCrossEntropy: absentWeights must be a number of at least 0, got -2.0"),
        invalid(() -> new Huber(0), "Huber: delta must be a number greater than 0, got 0.0"),
        invalid(
            () -> new OutputLoss(new Huber(), -1),
            "OutputLoss: weight must be a number of at least 0, got -1.0"));
  }

  private static Arguments invalid(ThrowingCallable loss, String message) {
    return Arguments.of(message, loss);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalidLosses")
  void rejectsInvalidParameters(String message, ThrowingCallable loss) {
    assertThatThrownBy(loss)
        .isInstanceOf(UsageException.class)
        .hasMessage(message + ". Choose another value.");
  }

  @Test
  void absentLabelsNeedAsManyWeightsAsPresentOnes() {
    assertThatThrownBy(() -> new BinaryCrossEntropy(0, NONE, ImmutableDoubleArray.of(2)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "BinaryCrossEntropy: absentWeights must have as many weights as presentWeights (0), got 1. Give each label both weights, or no absentWeights.");
  }

  /** A soft target has the mean of the weights of both classes: 0.25 * 3 + 0.75 * 0.5. */
  @Test
  void weightsOfSoftTargetsAreBetweenThoseOfTheClasses() {
    BinaryCrossEntropy loss =
        new BinaryCrossEntropy(0.1, ImmutableDoubleArray.of(3), ImmutableDoubleArray.of(0.5));
    double[] gradient = new double[1];
    double[] plain = new double[1];
    double weighted = loss.evaluate(new double[] {1.5}, new double[] {0.25}, gradient);
    double unweighted =
        new BinaryCrossEntropy(0.1, NONE).evaluate(new double[] {1.5}, new double[] {0.25}, plain);

    assertThat(weighted).isCloseTo(1.125 * unweighted, within(1e-15));
    assertThat(gradient[0]).isCloseTo(1.125 * plain[0], within(1e-15));
  }

  @Test
  void defaultsAreThoseOfKeras() {
    assertThat(new Huber().delta()).isEqualTo(1);
    assertThat(List.of(new CategoricalCrossEntropy(), new BinaryCrossEntropy()))
        .isEqualTo(List.of(new CategoricalCrossEntropy(0, NONE), new BinaryCrossEntropy(0, NONE)));
    assertThat(OutputLoss.of(new Huber()).weight()).isEqualTo(1);
  }
}

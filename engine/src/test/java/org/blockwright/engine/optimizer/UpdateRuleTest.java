package org.blockwright.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateRuleTest {

  static Stream<Arguments> invalidRules() {
    return Stream.of(
        invalid(() -> new Adam(-1), "Adam: learningRate must be a number of at least 0, got -1.0"),
        invalid(
            () -> new Adam(Double.NaN),
            "Adam: learningRate must be a number of at least 0, got NaN"),
        invalid(
            () -> new Adam(1, 1, 0.9, 1),
            "Adam: beta1 must be at least 0 and less than 1, got 1.0"),
        invalid(
            () -> new Adam(1, 0.9, -0.1, 1),
            "Adam: beta2 must be at least 0 and less than 1, got -0.1"),
        invalid(
            () -> new Adam(1, 0.9, 0.9, 0),
            "Adam: epsilon must be a number greater than 0, got 0.0"),
        invalid(
            () -> new AdamW(1, -1), "AdamW: weightDecay must be a number of at least 0, got -1.0"),
        invalid(
            () -> new AdamW(1, 1, 2, 0.9, 1),
            "AdamW: beta1 must be at least 0 and less than 1, got 2.0"),
        invalid(() -> new Sgd(1, 1.5, true), "Sgd: momentum must be between 0 and 1, got 1.5"),
        invalid(
            () -> new Sgd(Double.POSITIVE_INFINITY),
            "Sgd: learningRate must be a number of at least 0, got Infinity"),
        invalid(
            () -> new RmsProp(1, 1, 0, 1, false),
            "RmsProp: rho must be at least 0 and less than 1, got 1.0"),
        invalid(
            () -> new RmsProp(1, 0.9, -1, 1, false),
            "RmsProp: momentum must be between 0 and 1, got -1.0"),
        invalid(
            () -> new RmsProp(1, 0.9, 0, -1, false),
            "RmsProp: epsilon must be a number greater than 0, got -1.0"));
  }

  private static Arguments invalid(ThrowingCallable rule, String message) {
    return Arguments.of(message, rule);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalidRules")
  void rejectsInvalidHyperparameters(String message, ThrowingCallable rule) {
    assertThatThrownBy(rule)
        .isInstanceOf(UsageException.class)
        .hasMessage(message + ". Choose another value.");
  }

  @Test
  void rejectsInvalidFactorsOfSegments() {
    assertThatThrownBy(() -> Segment.trained(0, 1, -0.5, 0))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The learning-rate multiplier must be a number of at least 0, got -0.5. Use 0 for"
                + " parameters that are not trained.");
    assertThatThrownBy(() -> Segment.trained(0, 1, 1, Double.NaN))
        .isInstanceOf(UsageException.class)
        .hasMessage("The L2 factor must be a number of at least 0, got NaN. Use 0 for none.");
  }

  @Test
  void changesLearningRateOnly() {
    assertThat(new Adam(1, 0.8, 0.9, 1e-3).withLearningRate(2))
        .isEqualTo(new Adam(2, 0.8, 0.9, 1e-3));
    assertThat(new AdamW(1, 0.5).withLearningRate(2)).isEqualTo(new AdamW(2, 0.5));
    assertThat(new Sgd(1, 0.9, true).withLearningRate(2)).isEqualTo(new Sgd(2, 0.9, true));
    assertThat(new RmsProp(1, 0.8, 0.7, 0.1, true).withLearningRate(2))
        .isEqualTo(new RmsProp(2, 0.8, 0.7, 0.1, true));
  }
}

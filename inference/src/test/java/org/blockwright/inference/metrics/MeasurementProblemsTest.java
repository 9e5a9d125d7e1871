package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class MeasurementProblemsTest {
  private static final List<String> AB = List.of("a", "b");

  @Test
  void badClassNames() {
    assertThatThrownBy(() -> ConfusionMatrix.builder(List.of("a", "a")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Measurements need at least one class and no name twice, got [a, a]. Give the labels of the network in its order.");
  }

  @Test
  void noProbabilities() {
    assertThatThrownBy(() -> new Prediction("x.png", "x.png", 0, new float[0]))
        .isInstanceOf(UsageException.class)
        .hasMessage("Prediction \"x.png\" has no probabilities. Give one for each class.");
  }

  @Test
  void notAProbability() {
    assertThatThrownBy(() -> new Prediction("x.png", "x.png", 0, new float[] {0, Float.NaN}))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Prediction \"x.png\": the probability of class 1 is NaN, expected a number from 0 to 1. End the network with softmax(); if it did, its weights diverged: lower the rate.");
  }

  @Test
  void wrongCount() {
    assertThatThrownBy(
            () ->
                Measurements.of(
                    AB, List.of(new Prediction("x.png", "x.png", 0, new float[] {1, 0, 0})), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 3 probabilities but there are 2 classes [a, b]. Measure with the labels that the network has outputs for.");
  }

  @Test
  void noSuchClass() {
    assertThatThrownBy(
            () ->
                Measurements.of(
                    AB, List.of(new Prediction("x.png", "x.png", 2, new float[] {1, 0})), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The truth of \"x.png\" is class 2 but the classes [a, b] have indices 0 to 1. Number them in the order of the labels.");
  }

  @Test
  void notSquare() {
    assertThatThrownBy(() -> ConfusionMatrix.of(AB, new long[][] {{1, 2}, {3, -1}}))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "A confusion matrix of 2 classes needs 2 x 2 counts of at least 0, got [[1, 2], [3, -1]]. Give one row for each true class.");
    assertThatThrownBy(() -> ConfusionMatrix.of(AB, new long[][] {{1, 2}, {3, 1}, {0, 0}}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got [[1, 2], [3, 1], [0, 0]]");
  }

  @Test
  void unknownFigure() {
    assertThatThrownBy(() -> Measurements.of(AB, List.of(), 1).value("acuracy"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "No figure \"acuracy\". Did you mean \"accuracy\"? Figures: loss, accuracy, balanced_accuracy, macro_precision, macro_f1.");
  }

  @Test
  void unknownDirection() {
    assertThatThrownBy(() -> Metric.of("specificity"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Cannot tell whether \"specificity\" is to be maximised; write Metric.maximize(\"specificity\").");
  }
}

package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class MeasurementProblemsTest {
  private static final List<String> AB = List.of("a", "b");

  @Test
  void rejectsDuplicateClassNames() {
    assertThatThrownBy(() -> ConfusionMatrix.builder(List.of("a", "a")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Measurements need at least one class name and no duplicates, got [a, a]. Pass the"
                + " labels of the network in their order.");
  }

  @Test
  void rejectsPredictionWithoutProbabilities() {
    assertThatThrownBy(() -> new Prediction("x.png", "x.png", 0, new float[0]))
        .isInstanceOf(UsageException.class)
        .hasMessage("Prediction \"x.png\" has no probabilities. Pass one for each class.");
  }

  @Test
  void rejectsNanProbability() {
    assertThatThrownBy(() -> new Prediction("x.png", "x.png", 0, new float[] {0, Float.NaN}))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Prediction \"x.png\": the probability of class 1 is NaN, expected a number from 0 to"
                + " 1. End the network with softmax(); if it does, the weights have diverged: lower"
                + " the learning rate.");
  }

  @Test
  void rejectsWrongNumberOfProbabilities() {
    assertThatThrownBy(
            () ->
                Measurements.of(
                    AB, List.of(new Prediction("x.png", "x.png", 0, new float[] {1, 0, 0})), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 3 probabilities but there are 2 classes [a, b]. Pass as many"
                + " labels as the network has outputs.");
  }

  @Test
  void rejectsTrueClassOutOfRange() {
    assertThatThrownBy(
            () ->
                Measurements.of(
                    AB, List.of(new Prediction("x.png", "x.png", 2, new float[] {1, 0})), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The true class of \"x.png\" is class 2 but the classes [a, b] have indices 0 to 1."
                + " Number them in the order of the labels.");
  }

  @Test
  void rejectsMatrixThatIsNotSquareOrHasNegativeCounts() {
    assertThatThrownBy(() -> ConfusionMatrix.of(AB, new long[][] {{1, 2}, {3, -1}}))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "A confusion matrix of 2 classes needs 2 x 2 counts of at least 0, got [[1, 2], [3,"
                + " -1]]. Pass one row for each true class.");
    assertThatThrownBy(() -> ConfusionMatrix.of(AB, new long[][] {{1, 2}, {3, 1}, {0, 0}}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got [[1, 2], [3, 1], [0, 0]]");
  }

  @Test
  void rejectsUnknownMetric() {
    assertThatThrownBy(() -> Measurements.of(AB, List.of(), 1).value("acuracy"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"acuracy\" is not a known metric. Did you mean \"accuracy\"? Metrics: accuracy,"
                + " balanced_accuracy, macro_precision, macro_f1, matthews_correlation,"
                + " cohen_kappa, average_precision, roc_auc, loss.");
  }

  @Test
  void rejectsMetricOfUnknownDirection() {
    assertThatThrownBy(() -> Metric.of("specificity"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The direction of metric \"specificity\" is not known. Use"
                + " Metric.maximize(\"specificity\") or Metric.minimize(\"specificity\").");
  }
}

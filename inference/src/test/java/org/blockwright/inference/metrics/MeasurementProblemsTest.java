package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;
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

  private static Prediction number(float target, float output) {
    return Prediction.of(
        Task.REGRESSION, "x.png", "x.png", new float[] {target}, new float[] {output});
  }

  private static Measurements measure(Task task, List<String> names, Prediction... predictions) {
    return Measurements.of(
        task,
        names,
        List.of(predictions),
        task.defaultLoss(),
        Thresholds.defaults(task, names.size()),
        1);
  }

  @Test
  void rejectsProbabilitiesOfSigmoidsOutOfRange() {
    assertThatThrownBy(
            () -> Prediction.ofClass(Task.BINARY, "x.png", "x.png", 0, new float[] {1.5f}))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Prediction \"x.png\": the probability of class 1 is 1.5, expected a number from 0 to"
                + " 1. End the network with sigmoid(); if it does, the weights have diverged: lower"
                + " the learning rate.");
    assertThatThrownBy(
            () ->
                Prediction.of(
                    Task.MULTI_LABEL, "x.png", "x.png", new float[2], new float[] {0, Float.NaN}))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Prediction \"x.png\": the probability of label 1 is NaN, expected a number from 0 to"
                + " 1. End the network with sigmoid(); if it does, the weights have diverged: lower"
                + " the learning rate.");
  }

  @Test
  void rejectsNumberThatIsNotFinite() {
    assertThatThrownBy(() -> number(1, Float.NaN))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Prediction \"x.png\": the value of target 0 is NaN, expected a finite number. The"
                + " weights have diverged: lower the learning rate.");
  }

  @Test
  void rejectsPredictionWithoutOutputs() {
    assertThatThrownBy(
            () -> Prediction.of(Task.REGRESSION, "x.png", "x.png", new float[0], new float[0]))
        .isInstanceOf(UsageException.class)
        .hasMessage("Prediction \"x.png\" has no outputs. Pass one for each target.");
  }

  @Test
  void rejectsInvalidTrueValues() {
    assertThatThrownBy(() -> number(Float.POSITIVE_INFINITY, 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"x.png\": the true value of target 0 is Infinity, expected a finite number. Correct"
                + " the data.");
    assertThatThrownBy(
            () ->
                Prediction.of(
                    Task.MULTI_LABEL, "x.png", "x.png", new float[] {0, 2}, new float[] {0, 0}))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"x.png\": the true value of label 1 is 2.0, expected a number from 0 to 1. Correct the"
                + " data.");
    assertThatThrownBy(
            () -> Prediction.of(Task.REGRESSION, "x.png", "x.png", new float[2], new float[1]))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 2 true values but 1 outputs. Pass one true value for each"
                + " output of the network.");
  }

  @Test
  void rejectsTrueClassOfOtherTask() {
    assertThatThrownBy(() -> number(1, 1).trueClass())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has no true class, since its task is regression. Use its targets,"
                + " one for each target.");
    assertThatThrownBy(
            () -> Prediction.ofClass(Task.MULTI_LABEL, "x.png", "x.png", 0, new float[] {1}))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has no true class, since its task is multi-label. Use its targets,"
                + " one for each label.");
  }

  @Test
  void rejectsPredictionOfOtherTask() {
    assertThatThrownBy(() -> measure(Task.MULTI_LABEL, AB, number(1, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has task regression but the measurements have task multi-label."
                + " Pass predictions of the same output.");
  }

  @Test
  void rejectsWrongNumberOfOutputs() {
    assertThatThrownBy(() -> measure(Task.REGRESSION, AB, number(1, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 1 values but there are 2 targets [a, b]. Pass as many labels"
                + " as the network has outputs.");
    assertThatThrownBy(
            () ->
                measure(
                    Task.MULTI_LABEL,
                    AB,
                    Prediction.of(Task.MULTI_LABEL, "x.png", "x.png", new float[1], new float[1])))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 1 probabilities but there are 2 labels [a, b]. Pass as many"
                + " labels as the network has outputs.");
    assertThatThrownBy(
            () ->
                measure(
                    Task.BINARY,
                    AB,
                    Prediction.ofClass(Task.BINARY, "x.png", "x.png", 0, new float[] {0, 1})))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Prediction \"x.png\" has 2 outputs, expected 1: the probability of \"b\". Pass the"
                + " outputs of a network with a single sigmoid unit.");
  }

  @Test
  void rejectsBinaryClassesOtherThanTwo() {
    assertThatThrownBy(() -> measure(Task.BINARY, List.of("a")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Measurements of task binary need two class names, got [a]. The second one is the class"
                + " of the probability.");
  }

  @Test
  void rejectsInvalidThresholds() {
    assertThatThrownBy(() -> new Thresholds(List.of(0.5, 1.5)))
        .isInstanceOf(UsageException.class)
        .hasMessage("A threshold is 1.5, expected a probability from 0 to 1.");
    assertThatThrownBy(() -> measure(Task.BINARY, AB).withThresholds(Thresholds.defaults(2)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Got 2 thresholds, expected 1: one for each label of a multi-label output, one for a"
                + " binary output, none for other tasks.");
    assertThatThrownBy(() -> Thresholds.chooseByF1(measure(Task.REGRESSION, AB)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Task regression has no thresholds to choose. Thresholds belong to the tasks binary and"
                + " multi-label.");
  }

  @Test
  void rejectsPredictionIntervalsOfOtherTasks() {
    String message =
        "Task classification has no prediction intervals, which belong to the task regression.";
    Measurements classification = Measurements.of(AB, List.of(), 1);
    assertThatThrownBy(() -> PredictionIntervals.from(classification))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> classification.withIntervals(new PredictionIntervals(List.of(1.0, 1.0))))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void rejectsPredictionIntervalsOfOtherNumberOfTargets() {
    Measurements regression = measure(Task.REGRESSION, AB);
    assertThatThrownBy(() -> regression.withIntervals(new PredictionIntervals(List.of(1.0))))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Got prediction intervals of 1 targets, expected 2. Compute them from measurements of"
                + " the same output.");
  }

  @Test
  void rejectsConfusionMatrixOfOtherTasks() {
    assertThatThrownBy(() -> measure(Task.MULTI_LABEL, AB).matrix())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Task multi-label has no confusion matrix of all labels. Use that of each label:"
                + " classes().get(0).matrix().");
    assertThatThrownBy(() -> measure(Task.REGRESSION, AB).classes().get(0).matrix())
        .isInstanceOf(UsageException.class)
        .hasMessage("Task regression has no confusion matrix. Use the predictions or the metrics.");
  }

  @Test
  void rejectsMetricOfOtherTask() {
    assertThatThrownBy(() -> Metrics.overall("accuracy", Task.REGRESSION))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"accuracy\" is a metric of classification, binary, not of regression. Metrics of"
                + " regression: mae, rmse, median_absolute_error, r2, pearson_correlation,"
                + " interval_coverage, loss.");
    assertThatThrownBy(() -> measure(Task.REGRESSION, AB).accuracy())
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> measure(Task.REGRESSION, AB).classes().get(0).recall())
        .isInstanceOf(UsageException.class);
  }

  @Test
  void rejectsUnitsOfDifferentNumbers() {
    assertThatThrownBy(
            () ->
                ScoredSamples.of(
                    Task.REGRESSION, 2, new float[1][2], new float[1][1], new double[1]))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Samples of 2 units need as many rows of targets as rows of outputs and weights, and 2"
                + " numbers in each row, got 1 rows of targets, 1 rows of outputs and 1 weights.");
  }
}

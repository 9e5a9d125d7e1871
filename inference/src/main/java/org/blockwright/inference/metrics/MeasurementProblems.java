package org.blockwright.inference.metrics;

import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;

/** The messages of this package. */
final class MeasurementProblems {
  private MeasurementProblems() {}

  static UsageException invalidClassNames(List<String> names) {
    return new UsageException(
        "Measurements need at least one class name and no duplicates, got %s. Pass the labels of the network in their order."
            .formatted(names));
  }

  static UsageException noOutputs(Task task, String key) {
    return new UsageException(
        "Prediction \"%s\" has no %s. Pass one for each %s."
            .formatted(key, task == Task.REGRESSION ? "outputs" : "probabilities", unit(task)));
  }

  /** Returns what the outputs of a network with this task belong to. */
  private static String unit(Task task) {
    return switch (task) {
      case CLASSIFICATION, BINARY -> "class";
      case MULTI_LABEL -> "label";
      case REGRESSION -> "target";
    };
  }

  static TrainingException notAProbability(Task task, String key, int index, float value) {
    return new TrainingException(
        "Prediction \"%s\": the probability of %s %s is %s, expected a number from 0 to 1. End the network with %s(); if it does, the weights have diverged: lower the learning rate."
            .formatted(
                key,
                unit(task),
                task == Task.BINARY ? 1 : index,
                value,
                task == Task.CLASSIFICATION ? "softmax" : "sigmoid"));
  }

  static TrainingException notANumber(String key, int index, float value) {
    return new TrainingException(
        "Prediction \"%s\": the value of target %s is %s, expected a finite number. The weights have diverged: lower the learning rate."
            .formatted(key, index, value));
  }

  static UsageException invalidTarget(Task task, String key, int index, float value) {
    return new UsageException(
        "\"%s\": the true value of %s %s is %s, expected %s. Correct the data."
            .formatted(
                key,
                unit(task),
                index,
                value,
                task == Task.REGRESSION ? "a finite number" : "a number from 0 to 1"));
  }

  static UsageException wrongTargetCount(String key, int targets, int outputs) {
    return new UsageException(
        "Prediction \"%s\" has %s true values but %s outputs. Pass one true value for each output of the network."
            .formatted(key, targets, outputs));
  }

  static UsageException noTrueClass(Task task, String key) {
    return new UsageException(
        "Prediction \"%s\" has no true class, since its task is %s. Use its targets, one for each %s."
            .formatted(key, task.id(), unit(task)));
  }

  static UsageException otherTask(String key, Task got, Task expected) {
    return new UsageException(
        "Prediction \"%s\" has task %s but the measurements have task %s. Pass predictions of the same output."
            .formatted(key, got.id(), expected.id()));
  }

  static UsageException notTwoClasses(List<String> names) {
    return new UsageException(
        "Measurements of task binary need two class names, got %s. The second one is the class of the probability."
            .formatted(names));
  }

  static UsageException wrongOutputCount(Task task, String key, int got, List<String> names) {
    return new UsageException(
        task == Task.BINARY
            ? "Prediction \"%s\" has %s outputs, expected 1: the probability of \"%s\". Pass the outputs of a network with a single sigmoid unit."
                .formatted(key, got, names.get(1))
            : "Prediction \"%s\" has %s %s but there are %s %s %s. Pass as many labels as the network has outputs."
                .formatted(
                    key,
                    got,
                    task == Task.REGRESSION ? "values" : "probabilities",
                    names.size(),
                    task == Task.CLASSIFICATION ? "classes" : unit(task) + "s",
                    names));
  }

  static UsageException invalidThreshold(double value) {
    return new UsageException(
        "A threshold is %s, expected a probability from 0 to 1.".formatted(value));
  }

  static UsageException wrongThresholdCount(int got, int expected) {
    return new UsageException(
        "Got %s thresholds, expected %s: one for each label of a multi-label output, one for a binary output, none for other tasks."
            .formatted(got, expected));
  }

  static UsageException noThresholds(Task task) {
    return new UsageException(
        "Task %s has no thresholds to choose. Thresholds belong to the tasks binary and multi-label."
            .formatted(task.id()));
  }

  static UsageException noPredictionIntervals(Task task) {
    return new UsageException(
        "Task %s has no prediction intervals, which belong to the task regression."
            .formatted(task.id()));
  }

  static UsageException wrongIntervalCount(int got, int targets) {
    return new UsageException(
        "Got prediction intervals of %s targets, expected %s. Compute them from measurements of the same output."
            .formatted(got, targets));
  }

  static UsageException noConfusionMatrix(Task task) {
    return new UsageException(
        task == Task.MULTI_LABEL
            ? "Task multi-label has no confusion matrix of all labels. Use that of each label: classes().get(0).matrix()."
            : "Task regression has no confusion matrix. Use the predictions or the metrics.");
  }

  static UsageException metricOfOtherTask(
      MetricDefinition<?> metric, Task task, List<String> known) {
    return new UsageException(
        "\"%s\" is a metric of %s, not of %s. Metrics of %s: %s."
            .formatted(
                metric.key(),
                metric.tasks().stream().map(Task::id).collect(Collectors.joining(", ")),
                task.id(),
                task.id(),
                String.join(", ", known)));
  }

  static UsageException classIndexOutOfRange(String what, int index, List<String> names) {
    return new UsageException(
        "%s is class %s but the classes %s have indices 0 to %s. Number them in the order of the labels."
            .formatted(what, index, names, names.size() - 1));
  }

  static UsageException differentSizes(int classes, int labels, int scores, int weights) {
    return new UsageException(
        "Samples of %s classes need as many labels as rows of scores and weights, and %s scores in each row, got %s labels, %s rows of scores and %s weights."
            .formatted(classes, classes, labels, scores, weights));
  }

  static UsageException differentUnits(int units, int targets, int outputs, int weights) {
    return new UsageException(
        "Samples of %s units need as many rows of targets as rows of outputs and weights, and %s numbers in each row, got %s rows of targets, %s rows of outputs and %s weights."
            .formatted(units, units, targets, outputs, weights));
  }

  static UsageException labelOutOfRange(int label, int classes) {
    return new UsageException(
        "Label %s is out of range: labels of %s classes are from 0 to %s."
            .formatted(label, classes, classes - 1));
  }

  static UsageException notSquare(int names, String got) {
    return new UsageException(
        "A confusion matrix of %s classes needs %s x %s counts of at least 0, got %s. Pass one row for each true class."
            .formatted(names, names, names, got));
  }

  static UsageException unknownMetric(String name, List<String> known) {
    return new UsageException(
        "\"%s\" is not a known metric. %sMetrics: %s."
            .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known)));
  }

  static UsageException unknownDirection(String metric) {
    return new UsageException(
        "The direction of metric \"%s\" is not known. Use Metric.maximize(\"%s\") or Metric.minimize(\"%s\")."
            .formatted(metric, metric, metric));
  }
}

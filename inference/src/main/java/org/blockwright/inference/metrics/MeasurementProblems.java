package org.blockwright.inference.metrics;

import java.util.List;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;

/** The messages of this package. */
final class MeasurementProblems {
  private MeasurementProblems() {}

  static UsageException invalidClassNames(List<String> names) {
    return new UsageException(
        "Measurements need at least one class name and no duplicates, got %s. Pass the labels of the network in their order."
            .formatted(names));
  }

  static UsageException noProbabilities(String key) {
    return new UsageException(
        "Prediction \"%s\" has no probabilities. Pass one for each class.".formatted(key));
  }

  static TrainingException notAProbability(String key, int index, float value) {
    return new TrainingException(
        "Prediction \"%s\": the probability of class %s is %s, expected a number from 0 to 1. End the network with softmax(); if it does, the weights have diverged: lower the learning rate."
            .formatted(key, index, value));
  }

  static UsageException wrongProbabilityCount(String key, int got, List<String> names) {
    return new UsageException(
        "Prediction \"%s\" has %s probabilities but there are %s classes %s. Pass as many labels as the network has outputs."
            .formatted(key, got, names.size(), names));
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

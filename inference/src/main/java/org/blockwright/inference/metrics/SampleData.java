package org.blockwright.inference.metrics;

import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;

/**
 * True values and outputs of samples, and what does not depend on the weights of the samples, each
 * computed once for all bootstrap resamples.
 */
final class SampleData {
  final Task task;

  /** Number of classes, labels or targets. */
  final int classes;

  /** Index of the true class; null unless the task is a classification. */
  final int[] labels;

  /** A target for each unit; null if labels are sufficient. */
  final float[][] targets;

  final float[][] outputs;
  final Loss loss;
  final Thresholds thresholds;
  final Optional<PredictionIntervals> intervals;

  /** Index of the predicted class; null unless the task is a classification. */
  final int[] predicted;

  /** By label and sample; null unless the task is multi-label. */
  final boolean[][] labelTrue;

  final boolean[][] labelPredicted;

  private final Ranking[] rankings;
  private final TargetErrors[] errors;
  private SampleData pooled;

  SampleData(
      Task task,
      int classes,
      int[] labels,
      float[][] targets,
      float[][] outputs,
      Loss loss,
      Thresholds thresholds,
      Optional<PredictionIntervals> intervals) {
    this.task = task;
    this.classes = classes;
    this.labels = labels;
    this.targets = targets;
    this.outputs = outputs;
    this.loss = loss;
    this.thresholds = thresholds;
    this.intervals = intervals;
    predicted = task.isClassification() ? new int[outputs.length] : null;
    labelTrue = task == Task.MULTI_LABEL ? new boolean[classes][outputs.length] : null;
    labelPredicted = task == Task.MULTI_LABEL ? new boolean[classes][outputs.length] : null;
    rankings = new Ranking[classes];
    errors = new TargetErrors[classes];
    for (int i = 0; i < outputs.length; i++) {
      switch (task) {
        case CLASSIFICATION -> predicted[i] = Prediction.indexOfMaximum(outputs[i]);
        case BINARY -> predicted[i] = thresholds.isPredicted(0, outputs[i][0]) ? 1 : 0;
        case MULTI_LABEL -> {
          for (int c = 0; c < classes; c++) {
            labelTrue[c][i] = targets[i][c] >= Prediction.TRUE_LABEL;
            labelPredicted[c][i] = thresholds.isPredicted(c, outputs[i][c]);
          }
        }
        case REGRESSION -> {}
      }
    }
  }

  int size() {
    return outputs.length;
  }

  /** Returns whether a sample belongs to a class, or a label is true for it. */
  boolean isPositive(int i, int c) {
    return labels != null ? labels[i] == c : labelTrue[c][i];
  }

  /** Returns the probability of a class or label. */
  float score(int i, int c) {
    if (task == Task.BINARY) {
      return c == 0 ? 1 - outputs[i][0] : outputs[i][0];
    }
    return outputs[i][c];
  }

  /** Returns the order of the samples by the score of a class or label. */
  Ranking ranking(int c) {
    if (rankings[c] == null) {
      float[] column = new float[size()];
      for (int i = 0; i < column.length; i++) {
        // 1 - p would make small probabilities equal.
        column[i] = task == Task.BINARY ? (c == 0 ? -outputs[i][0] : outputs[i][0]) : outputs[i][c];
      }
      rankings[c] = new Ranking(column);
    }
    return rankings[c];
  }

  /** Returns the errors of a target of a regression. */
  TargetErrors errors(int c) {
    if (errors[c] == null) {
      errors[c] =
          new TargetErrors(
              IntStream.range(0, size()).mapToDouble(i -> targets[i][c]).toArray(),
              IntStream.range(0, size()).mapToDouble(i -> outputs[i][c]).toArray());
    }
    return errors[c];
  }

  /** Returns all labels of all samples as samples of a single label, for micro averages. */
  SampleData pooled() {
    if (pooled == null) {
      pooled =
          new SampleData(
              task,
              1,
              null,
              pool(targets),
              pool(outputs),
              loss,
              Thresholds.defaults(1),
              Optional.empty());
      for (int i = 0; i < pooled.size(); i++) {
        // Each label has its own threshold.
        pooled.labelPredicted[0][i] = labelPredicted[i % classes][i / classes];
      }
    }
    return pooled;
  }

  private float[][] pool(float[][] rows) {
    float[][] pool = new float[rows.length * classes][];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = new float[] {rows[i / classes][i % classes]};
    }
    return pool;
  }

  /** Counts true positives, support and predictions by weight. */
  ClassCounts count(double[] weights) {
    return switch (task) {
      case CLASSIFICATION, BINARY -> ClassCounts.ofClasses(classes, labels, predicted, weights);
      case MULTI_LABEL -> ClassCounts.ofLabels(labelTrue, labelPredicted, weights);
      case REGRESSION -> ClassCounts.ofTargets(classes, weights);
    };
  }
}

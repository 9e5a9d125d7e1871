package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;

/**
 * True values, outputs and weights of samples: the input of every metric of every task. Arrays are
 * not copied and must not be modified.
 *
 * <pre>{@code
 * int[] labels = {0, 1, 1};
 * float[][] scores = {{0.8f, 0.2f}, {0.3f, 0.7f}, {0.6f, 0.4f}};
 * ScoredSamples samples = ScoredSamples.of(2, labels, scores, new double[] {1, 1, 1});
 * Metrics.overall("cohen_kappa").compute(samples);   // OptionalDouble[0.4]
 *
 * float[][] pixels = {{52}, {40}};
 * float[][] outputs = {{49.5f}, {41}};
 * Metrics.MAE.compute(ScoredSamples.of(Task.REGRESSION, 1, pixels, outputs, new double[] {1, 1}));
 * }</pre>
 */
public final class ScoredSamples {
  private final SampleData data;
  private final double[] weights;
  private final ClassCounts counts;
  private ScoredSamples pooled;

  private ScoredSamples(SampleData data, double[] weights) {
    this.data = data;
    this.weights = weights;
    counts = data.count(weights);
  }

  /**
   * Returns samples of {@link Task#CLASSIFICATION}.
   *
   * @param classes number of classes
   * @param labels index of the true class of each sample
   * @param scores a score of each class for each sample, such as probabilities; the class with the
   *     highest score is the predicted class, the first one in case of a tie
   * @param weights weight of each sample, not negative
   * @throws org.blockwright.base.UsageException if the sizes of the arrays differ, or a label is
   *     not a class
   */
  public static ScoredSamples of(int classes, int[] labels, float[][] scores, double[] weights) {
    boolean sameSizes = labels.length == scores.length && labels.length == weights.length;
    if (!sameSizes || Arrays.stream(scores).anyMatch(s -> s.length != classes)) {
      throw MeasurementProblems.differentSizes(
          classes, labels.length, scores.length, weights.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw MeasurementProblems.labelOutOfRange(label, classes);
      }
    }
    return of(Task.CLASSIFICATION, classes, labels, null, scores, weights);
  }

  /**
   * Returns samples of any task, with its default loss and thresholds of 0.5.
   *
   * @param units number of units of the output: classes, labels or targets; 1 for {@link
   *     Task#BINARY}
   * @param targets a target of each unit for each sample: 0 and 1 or soft targets, of {@link
   *     Task#BINARY} for the second class; or numbers
   * @param outputs a probability, or for {@link Task#REGRESSION} a number, of each unit for each
   *     sample
   * @param weights weight of each sample, not negative
   * @throws org.blockwright.base.UsageException if the sizes of the arrays differ
   */
  public static ScoredSamples of(
      Task task, int units, float[][] targets, float[][] outputs, double[] weights) {
    boolean sameSizes = targets.length == outputs.length && targets.length == weights.length;
    if (!sameSizes
        || Arrays.stream(targets).anyMatch(t -> t.length != units)
        || Arrays.stream(outputs).anyMatch(o -> o.length != units)) {
      throw MeasurementProblems.differentUnits(
          units, targets.length, outputs.length, weights.length);
    }
    int[] labels =
        switch (task) {
          case CLASSIFICATION ->
              Arrays.stream(targets).mapToInt(Prediction::indexOfMaximum).toArray();
          case BINARY ->
              Arrays.stream(targets).mapToInt(t -> t[0] >= Prediction.TRUE_LABEL ? 1 : 0).toArray();
          case MULTI_LABEL, REGRESSION -> null;
        };
    return of(task, task == Task.BINARY ? 2 : units, labels, targets, outputs, weights);
  }

  private static ScoredSamples of(
      Task task,
      int classes,
      int[] labels,
      float[][] targets,
      float[][] outputs,
      double[] weights) {
    return new ScoredSamples(
        new SampleData(
            task,
            classes,
            labels,
            targets,
            outputs,
            task.defaultLoss(),
            Thresholds.defaults(task, classes),
            Optional.empty()),
        weights);
  }

  /** Returns checked predictions with weight 1. */
  static ScoredSamples of(Task task, int classes, List<Prediction> predictions) {
    double[] weights = new double[predictions.size()];
    Arrays.fill(weights, 1);
    float[][] outputs = predictions.stream().map(Prediction::rawOutputs).toArray(float[][]::new);
    int[] labels =
        task.isClassification()
            ? predictions.stream().mapToInt(Prediction::trueClass).toArray()
            : null;
    boolean soft = predictions.stream().anyMatch(Prediction::hasTargets);
    float[][] targets =
        soft || labels == null
            ? predictions.stream().map(ScoredSamples::targets).toArray(float[][]::new)
            : null;
    return of(task, classes, labels, targets, outputs, weights);
  }

  /** Returns the targets, 1 for the true class. */
  private static float[] targets(Prediction prediction) {
    if (prediction.hasTargets()) {
      return prediction.rawTargets();
    }
    float[] targets = new float[prediction.rawOutputs().length];
    if (prediction.task() == Task.BINARY) {
      targets[0] = prediction.trueClass();
    } else {
      targets[prediction.trueClass()] = 1;
    }
    return targets;
  }

  /** Sets the loss of the output, by default that of the task. */
  public ScoredSamples loss(Loss loss) {
    return with(loss, data.thresholds, data.intervals);
  }

  /**
   * Sets the thresholds of {@link Task#BINARY} and {@link Task#MULTI_LABEL}, by default 0.5.
   *
   * @throws org.blockwright.base.UsageException if there is not one for each unit
   */
  public ScoredSamples thresholds(Thresholds thresholds) {
    if (thresholds.values().size() != data.thresholds.values().size()) {
      throw MeasurementProblems.wrongThresholdCount(
          thresholds.values().size(), data.thresholds.values().size());
    }
    return with(data.loss, thresholds, data.intervals);
  }

  /**
   * Sets the prediction intervals of {@link Task#REGRESSION}, by default none.
   *
   * @throws org.blockwright.base.UsageException if there is not one for each target
   */
  public ScoredSamples intervals(PredictionIntervals intervals) {
    if (intervals.halfWidths().size() != classes()) {
      throw MeasurementProblems.wrongIntervalCount(intervals.halfWidths().size(), classes());
    }
    return with(data.loss, data.thresholds, Optional.of(intervals));
  }

  private ScoredSamples with(
      Loss loss, Thresholds thresholds, Optional<PredictionIntervals> intervals) {
    return new ScoredSamples(
        new SampleData(
            data.task,
            data.classes,
            data.labels,
            data.targets,
            data.outputs,
            loss,
            thresholds,
            intervals),
        weights);
  }

  /** Returns the same samples with other weights, such as those of a bootstrap resample. */
  ScoredSamples withWeights(double[] other) {
    return new ScoredSamples(data, other);
  }

  /** Returns the task. */
  public Task task() {
    return data.task;
  }

  /** Returns the number of samples. */
  public int size() {
    return data.size();
  }

  /** Returns the number of classes, labels or targets; 2 for {@link Task#BINARY}. */
  public int classes() {
    return data.classes;
  }

  /** Returns a class against the rest, a label, or a target. */
  public OneVsRest oneVsRest(int c) {
    return new OneVsRest(this, c);
  }

  ClassCounts counts() {
    return counts;
  }

  SampleData data() {
    return data;
  }

  boolean isPositive(int i, int c) {
    return data.isPositive(i, c);
  }

  float score(int i, int c) {
    return data.score(i, c);
  }

  double weight(int i) {
    return weights[i];
  }

  double[] weights() {
    return weights;
  }

  Ranking ranking(int c) {
    return data.ranking(c);
  }

  /** Returns all labels of all samples as samples of a single label, for micro averages. */
  ScoredSamples pooled() {
    if (pooled == null) {
      double[] repeated = new double[size() * classes()];
      for (int i = 0; i < repeated.length; i++) {
        repeated[i] = weights[i / classes()];
      }
      pooled = new ScoredSamples(data.pooled(), repeated);
    }
    return pooled;
  }

  /** Returns the mean loss, see {@link SampleLoss}. */
  Ratio meanLoss() {
    SampleLoss loss = new SampleLoss(data);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * loss.of(i);
    }
    return new Ratio(sum, counts.total());
  }

  /** Returns the fraction of samples all of whose labels are predicted correctly. */
  Ratio exactMatch() {
    double exact = 0;
    for (int i = 0; i < weights.length; i++) {
      boolean matches = true;
      for (int c = 0; matches && c < classes(); c++) {
        matches = data.labelTrue[c][i] == data.labelPredicted[c][i];
      }
      exact += matches ? weights[i] : 0;
    }
    return new Ratio(exact, counts.total());
  }

  /** Returns the fraction of all labels of all samples that are predicted wrongly. */
  Ratio hammingLoss() {
    double wrong = 0;
    for (int c = 0; c < classes(); c++) {
      wrong += counts.support(c) + counts.predicted(c) - 2 * counts.truePositives(c);
    }
    return new Ratio(wrong, counts.total() * classes());
  }
}

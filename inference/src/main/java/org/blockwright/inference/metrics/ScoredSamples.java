package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * Labels, scores and weights of samples: the input of every metric. Arrays are not copied and must
 * not be modified.
 *
 * <pre>{@code
 * int[] labels = {0, 1, 1};
 * float[][] scores = {{0.8f, 0.2f}, {0.3f, 0.7f}, {0.6f, 0.4f}};
 * ScoredSamples samples = ScoredSamples.of(2, labels, scores, new double[] {1, 1, 1});
 * Metrics.overall("cohen_kappa").compute(samples);   // OptionalDouble[0.4]
 * }</pre>
 */
public final class ScoredSamples {
  /** Lower bound of the probabilities in the loss, Keras's epsilon. */
  private static final double MIN_PROBABILITY = 1e-7;

  private final int[] labels;
  private final float[][] scores;
  private final double[] weights;
  private final int[] predicted;
  private final Ranking[] rankings;
  private final ClassCounts counts;

  private ScoredSamples(
      int[] labels, float[][] scores, double[] weights, int[] predicted, Ranking[] rankings) {
    this.labels = labels;
    this.scores = scores;
    this.weights = weights;
    this.predicted = predicted;
    this.rankings = rankings;
    counts = new ClassCounts(rankings.length, labels, predicted, weights);
  }

  /**
   * Returns samples.
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
    int[] predicted = Arrays.stream(scores).mapToInt(Prediction::indexOfMaximum).toArray();
    return new ScoredSamples(labels, scores, weights, predicted, new Ranking[classes]);
  }

  /** Returns predictions with weight 1. */
  static ScoredSamples of(int classes, List<Prediction> predictions) {
    double[] weights = new double[predictions.size()];
    Arrays.fill(weights, 1);
    return of(
        classes,
        predictions.stream().mapToInt(Prediction::trueClass).toArray(),
        predictions.stream().map(Prediction::scores).toArray(float[][]::new),
        weights);
  }

  /** Returns the same samples with other weights, such as those of a bootstrap resample. */
  ScoredSamples withWeights(double[] other) {
    return new ScoredSamples(labels, scores, other, predicted, rankings);
  }

  /** Returns the number of samples. */
  public int size() {
    return labels.length;
  }

  /** Returns the number of classes. */
  public int classes() {
    return rankings.length;
  }

  /** Returns a class against the rest. */
  public OneVsRest oneVsRest(int c) {
    return new OneVsRest(this, c);
  }

  ClassCounts counts() {
    return counts;
  }

  int label(int i) {
    return labels[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** Returns the order of the samples by the score of a class; computed once for all weights. */
  Ranking ranking(int c) {
    if (rankings[c] == null) {
      rankings[c] = new Ranking(scores, c);
    }
    return rankings[c];
  }

  /** Returns the mean cross-entropy in nats, {@code -ln max(p, 1e-7)} of the true class. */
  Ratio crossEntropy() {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= weights[i] * Math.log(Math.max(scores[i][labels[i]], MIN_PROBABILITY));
    }
    return new Ratio(sum, counts.total());
  }
}

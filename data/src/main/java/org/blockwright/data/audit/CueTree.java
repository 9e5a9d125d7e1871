package org.blockwright.data.audit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A decision tree of depth 3 on a single value, with class-balanced weights, Gini impurity and at
 * least five examples in a leaf, as {@code DecisionTreeClassifier(max_depth=3, min_samples_leaf=5,
 * class_weight="balanced")} of scikit-learn.
 */
final class CueTree {
  private static final int DEPTH = 3;
  private static final int MIN_LEAF = 5;

  /** The threshold of an inner node; NaN at a leaf. */
  private double threshold = Double.NaN;

  private int prediction;
  private CueTree low;
  private CueTree high;

  private CueTree() {}

  /** Fits a tree to the value and class of each example. */
  static CueTree fit(double[] values, int[] labels, int classes) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] weights = new double[classes];
    for (int label : labels) {
      weights[label]++;
    }
    for (int k = 0; k < classes; k++) {
      weights[k] = weights[k] == 0 ? 0 : 1 / weights[k];
    }
    return node(
        Arrays.stream(order).mapToDouble(i -> values[i]).toArray(),
        Arrays.stream(order).map(i -> labels[i]).toArray(),
        weights,
        0,
        values.length,
        DEPTH);
  }

  /** Returns the predicted class. */
  int predict(double value) {
    if (Double.isNaN(threshold)) {
      return prediction;
    }
    return value <= threshold ? low.predict(value) : high.predict(value);
  }

  /** Builds the node of the sorted examples {@code from} .. {@code to} - 1. */
  private static CueTree node(
      double[] values, int[] labels, double[] weights, int from, int to, int depth) {
    CueTree node = new CueTree();
    double[] total = new double[weights.length];
    for (int i = from; i < to; i++) {
      total[labels[i]] += weights[labels[i]];
    }
    for (int k = 1; k < total.length; k++) {
      node.prediction = total[k] > total[node.prediction] ? k : node.prediction;
    }
    int split = depth == 0 ? from : bestSplit(values, labels, weights, total, from, to);
    if (split > from) {
      node.threshold = (values[split - 1] + values[split]) / 2;
      node.low = node(values, labels, weights, from, split, depth - 1);
      node.high = node(values, labels, weights, split, to, depth - 1);
    }
    return node;
  }

  /** Returns the start of the upper part of the best split, or {@code from} if there is none. */
  private static int bestSplit(
      double[] values, int[] labels, double[] weights, double[] total, int from, int to) {
    double[] lower = new double[total.length];
    double[] upper = total.clone();
    int best = from;
    double bestPurity = purity(total) * (1 + 1e-12);
    for (int i = from; i < to - 1; i++) {
      lower[labels[i]] += weights[labels[i]];
      upper[labels[i]] -= weights[labels[i]];
      boolean largeEnough = i + 1 - from >= MIN_LEAF && to - i - 1 >= MIN_LEAF;
      if (largeEnough && values[i] < values[i + 1]) {
        double purity = purity(lower) + purity(upper);
        if (purity > bestPurity) {
          bestPurity = purity;
          best = i + 1;
        }
      }
    }
    return best;
  }

  /** The sum of squared weights by the sum: the larger, the smaller the weighted Gini impurity. */
  private static double purity(double[] counts) {
    double sum = 0;
    double squares = 0;
    for (double count : counts) {
      sum += count;
      squares += count * count;
    }
    return sum <= 0 ? 0 : squares / sum;
  }
}

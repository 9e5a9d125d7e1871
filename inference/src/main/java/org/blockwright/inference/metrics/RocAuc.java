package org.blockwright.inference.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The area under the ROC curve of one class against the rest: the probability that a sample of the
 * class has a higher score for it than a sample of another class, with ties counted half (Hanley
 * and McNeil 1982); computed from the sum of the mean ranks.
 */
final class RocAuc {
  private RocAuc() {}

  static OptionalDouble of(List<Prediction> predictions, int c) {
    List<Prediction> sorted =
        predictions.stream()
            .sorted(Comparator.comparingDouble((Prediction p) -> p.probability(c)))
            .toList();
    long n = sorted.size();
    long positives = sorted.stream().filter(p -> p.trueClass() == c).count();
    if (positives == 0 || positives == n) {
      return OptionalDouble.empty();
    }
    double rankSum = 0;
    for (int from = 0, to; from < n; from = to) {
      to = from;
      long tied = 0;
      while (to < n && sorted.get(to).probability(c) == sorted.get(from).probability(c)) {
        tied += sorted.get(to++).trueClass() == c ? 1 : 0;
      }
      rankSum += tied * (from + 1 + to) / 2.0;
    }
    double wins = rankSum - positives * (positives + 1) / 2.0;
    return OptionalDouble.of(wins / positives / (n - positives));
  }
}

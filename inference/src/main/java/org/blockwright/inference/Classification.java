package org.blockwright.inference;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.UsageException;

/**
 * The predicted classes of an image.
 *
 * @param scores all classes, the most probable first; classes of equal probability in the order of
 *     the model's labels
 */
public record Classification(List<Score> scores) {
  /**
   * A class and its predicted probability.
   *
   * @param label label of the class; its index, from 0, if the model has no labels
   */
  public record Score(String label, float probability) {
    /** Formats the score, for instance {@code cat 0.9312}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.4f", label, probability);
    }
  }

  public Classification {
    scores = ImmutableList.copyOf(scores);
  }

  /**
   * Creates a classification from the output of a model.
   *
   * @param labels labels in the order of the outputs; empty if there are none
   * @param probabilities one value per class
   */
  static Classification of(List<String> labels, float[] probabilities) {
    return new Classification(
        IntStream.range(0, probabilities.length)
            .mapToObj(
                i ->
                    new Score(
                        labels.isEmpty() ? String.valueOf(i) : labels.get(i), probabilities[i]))
            .sorted(Comparator.comparing(Score::probability).reversed())
            .toList());
  }

  /** Returns the most probable class. */
  public Score best() {
    return scores.get(0);
  }

  /** Returns the most probable label. */
  public String label() {
    return scores.get(0).label();
  }

  /** Returns the probability of the most probable label. */
  public float probability() {
    return scores.get(0).probability();
  }

  /**
   * Returns the most probable classes, in descending order.
   *
   * @param k maximum number of classes, at least 1
   * @throws UsageException if {@code k} is below 1
   */
  public List<Score> top(int k) {
    if (k < 1) {
      throw new UsageException(PredictionProblems.topBelowOne(k));
    }
    return scores.subList(0, Math.min(k, scores.size()));
  }

  /** Formats all scores, for instance {@code cat 0.9312, dog 0.0688}. */
  @Override
  public String toString() {
    return scores.stream().map(Score::toString).collect(Collectors.joining(", "));
  }
}

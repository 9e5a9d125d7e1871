package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.Task;

/**
 * The probability from which on a label is predicted, one for each sigmoid unit. A label is
 * predicted if its probability is at least the threshold; so a probability of exactly 0.5 predicts
 * the label, or the second class of {@link Task#BINARY}, with the default thresholds.
 *
 * @param values one for each unit, from 0 to 1
 */
public record Thresholds(List<Double> values) {
  /** The default threshold. */
  public static final double DEFAULT = 0.5;

  /**
   * Creates thresholds.
   *
   * @throws org.blockwright.base.UsageException if a value is not in [0, 1]
   */
  public Thresholds {
    values = ImmutableList.copyOf(values);
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw MeasurementProblems.invalidThreshold(value);
      }
    }
  }

  /** Returns thresholds of 0.5. */
  public static Thresholds defaults(int units) {
    return new Thresholds(Collections.nCopies(units, DEFAULT));
  }

  /** Returns thresholds of 0.5 for the units that a task has with a number of labels. */
  public static Thresholds defaults(Task task, int labels) {
    return defaults(
        switch (task) {
          case BINARY, MULTI_LABEL -> task.units(labels);
          case CLASSIFICATION, REGRESSION -> 0;
        });
  }

  /** Returns the threshold of a unit. */
  public double get(int unit) {
    return values.get(unit);
  }

  /** Returns whether a probability predicts the label of a unit. */
  public boolean isPredicted(int unit, float probability) {
    return probability >= values.get(unit);
  }

  /**
   * Chooses the threshold of each label that maximizes its F1 on validation samples (each sample
   * has weight 1). Candidates are the midpoints between neighboring distinct probabilities, and
   * half of the lowest one unless it is 0; of candidates with the same F1 the one nearest to 0.5 is
   * chosen. A label without a single positive sample keeps 0.5.
   *
   * <p>Metrics with these thresholds are optimistic on the same samples: report those on test
   * images.
   *
   * @param validation measurements of {@link Task#BINARY} or {@link Task#MULTI_LABEL}
   * @throws org.blockwright.base.UsageException if the task has no thresholds
   */
  public static Thresholds chooseByF1(Measurements validation) {
    Task task = validation.task();
    if (task != Task.BINARY && task != Task.MULTI_LABEL) {
      throw MeasurementProblems.noThresholds(task);
    }
    ScoredSamples samples = validation.scoredSamples();
    // The second class of a binary classification is the one with the probability.
    int first = task == Task.BINARY ? 1 : 0;
    return new Thresholds(
        IntStream.range(first, samples.classes())
            .mapToObj(c -> chooseByF1(samples, c))
            .collect(ImmutableList.toImmutableList()));
  }

  private static double chooseByF1(ScoredSamples samples, int c) {
    Ranking ranking = samples.ranking(c);
    long positives =
        IntStream.range(0, samples.size()).filter(i -> samples.isPositive(i, c)).count();
    double best = DEFAULT;
    double bestF1 = 0;
    long truePositives = 0;
    for (int rank = 0; rank < ranking.size(); rank++) {
      truePositives += samples.isPositive(ranking.sample(rank), c) ? 1 : 0;
      if (ranking.isTiedWithNext(rank)) {
        continue;
      }
      double score = samples.score(ranking.sample(rank), c);
      if (score == 0) {
        // Only a threshold of 0 would predict the label, but those of a network are above 0.
        continue;
      }
      double next = rank + 1 < ranking.size() ? samples.score(ranking.sample(rank + 1), c) : 0;
      double threshold = Math.min(1, (score + next) / 2);
      double f1 = 2.0 * truePositives / (positives + rank + 1);
      boolean nearer = Math.abs(threshold - DEFAULT) < Math.abs(best - DEFAULT);
      if (f1 > bestF1 || f1 == bestF1 && f1 > 0 && nearer) {
        best = threshold;
        bestF1 = f1;
      }
    }
    return best;
  }
}

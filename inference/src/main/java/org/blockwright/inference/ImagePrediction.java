package org.blockwright.inference;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.TargetName;

/**
 * What a model predicts for an image: a class, labels or regression targets.
 *
 * @param task what is predicted
 * @param scores the probability of every class or label, the most probable first, equal ones in the
 *     order of the model's labels; of two classes with another threshold than 0.5 the predicted one
 *     first. For a regression the number of every target, in the order of the model
 * @param labels the predicted class; the labels whose probability reaches their threshold, in the
 *     order of {@code scores}; empty for a regression
 */
public record ImagePrediction(Task task, List<Score> scores, List<String> labels) {
  /**
   * A class or label with its probability, or a target with its number.
   *
   * @param label label or target; its index, from 0, if the model has no labels
   * @param value probability in [0, 1], or number in the unit of the target
   */
  public record Score(String label, float value) {
    /** Returns the probability of a class or label. */
    public float probability() {
      return value;
    }

    /** Formats the score, for instance {@code cat 0.9312}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.4f", label, value);
    }
  }

  public ImagePrediction {
    scores = ImmutableList.copyOf(scores);
    labels = ImmutableList.copyOf(labels);
  }

  /**
   * Creates a prediction from the output of a model.
   *
   * @param units one value for each unit of the output
   */
  static ImagePrediction of(Output output, float[] units) {
    List<String> names = output.labelsOrIndices();
    return switch (output.task()) {
      case CLASSIFICATION -> {
        List<Score> sorted = sorted(names, units);
        yield new ImagePrediction(output.task(), sorted, List.of(sorted.get(0).label()));
      }
      case BINARY -> binary(output, names, units[0]);
      case MULTI_LABEL -> {
        List<Score> sorted = sorted(names, units);
        yield new ImagePrediction(
            output.task(),
            sorted,
            sorted.stream()
                .map(Score::label)
                .filter(label -> reachesThreshold(output, units, names.indexOf(label)))
                .toList());
      }
      case REGRESSION -> new ImagePrediction(output.task(), scores(names, units), List.of());
    };
  }

  private static boolean reachesThreshold(Output output, float[] units, int unit) {
    return units[unit] >= output.thresholds().get(unit);
  }

  private static ImagePrediction binary(Output output, List<String> names, float probability) {
    List<Score> scores = new ArrayList<>();
    scores.add(new Score(names.get(1), probability));
    scores.add(new Score(names.get(0), 1 - probability));
    if (probability < output.thresholds().get(0)) {
      scores.add(scores.remove(0));
    }
    return new ImagePrediction(output.task(), scores, List.of(scores.get(0).label()));
  }

  /**
   * Returns scores from the highest to the lowest, equal ones in the order of the units. Sorting
   * long integers takes a tenth of the time of sorting objects, of which a class has one for each
   * image.
   */
  private static List<Score> sorted(List<String> names, float[] units) {
    long[] keys = new long[units.length];
    for (int i = 0; i < units.length; i++) {
      int bits = Float.floatToIntBits(units[i]);
      // Integers in the order of Float.compare, descending.
      int order = ~(bits ^ (bits >> 31 & Integer.MAX_VALUE));
      keys[i] = (long) order << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys)
        .mapToInt(key -> (int) key)
        .mapToObj(i -> new Score(names.get(i), units[i]))
        .toList();
  }

  private static List<Score> scores(List<String> names, float[] units) {
    return IntStream.range(0, units.length)
        .mapToObj(i -> new Score(names.get(i), units[i]))
        .toList();
  }

  /** Returns the predicted class, the most probable label, or the first target. */
  public Score best() {
    return scores.get(0);
  }

  /** Returns the predicted class, the most probable label, or the name of the first target. */
  public String label() {
    return scores.get(0).label();
  }

  /** Returns the probability of {@link #label()}. */
  public float probability() {
    return scores.get(0).value();
  }

  /** Returns the number of the first target of a regression. */
  public float value() {
    return scores.get(0).value();
  }

  /**
   * Returns the most probable classes or labels, in descending order; of a regression the first
   * targets.
   *
   * @param k maximum number, at least 1
   * @throws UsageException if {@code k} is below 1
   */
  public List<Score> top(int k) {
    if (k < 1) {
      throw new UsageException(PredictionProblems.topBelowOne(k));
    }
    return scores.subList(0, Math.min(k, scores.size()));
  }

  /** Formats the {@link #top} scores, or the predicted values with their units. */
  public List<String> texts(int k) {
    return top(k).stream().map(this::format).toList();
  }

  /**
   * Formats all scores, for instance {@code cat 0.9312, dog 0.0688}; predicted values with their
   * units, for instance {@code ink 52.1 px}.
   */
  @Override
  public String toString() {
    return scores.stream().map(this::format).collect(Collectors.joining(", "));
  }

  private String format(Score score) {
    if (task != Task.REGRESSION) {
      return score.toString();
    }
    TargetName target = TargetName.parse(score.label());
    return target.name() + " " + target.format(score.value());
  }
}

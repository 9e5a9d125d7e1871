package org.blockwright.inference.metrics;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The metrics of a network on a list of samples. Immutable. Metrics are computed when they are
 * requested, and bootstrap intervals when the first one is requested.
 *
 * <p>Macro averages are unweighted means over the classes that have true samples. An undefined
 * precision of such a class counts as 0, as in scikit-learn with {@code zero_division=0}, and is
 * listed in {@link #notes}.
 */
public final class Measurements {
  private final ImmutableList<Prediction> predictions;
  private final ConfusionMatrix matrix;
  private final ScoredSamples samples;
  private final int[][] groups;
  private final Supplier<Bootstrap> bootstrap;
  private final ImmutableList<ClassMeasurements> classes;
  private final long seed;

  private Measurements(ConfusionMatrix matrix, List<Prediction> predictions, long seed) {
    this.predictions = ImmutableList.copyOf(predictions);
    this.matrix = matrix;
    this.seed = seed;
    samples = ScoredSamples.of(matrix.size(), predictions);
    groups = groups(predictions);
    bootstrap = Suppliers.memoize(() -> new Bootstrap(samples, groups, seed, this::isResampled));
    classes =
        IntStream.range(0, matrix.size())
            .mapToObj(this::classMeasurements)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Computes the metrics of predictions.
   *
   * @param classes the labels, in the order of the probabilities
   * @param predictions one for each sample; may be empty
   * @param seed seed of the bootstrap
   * @throws org.blockwright.base.UsageException if the number of probabilities or a class index
   *     does not match the classes
   */
  public static Measurements of(List<String> classes, List<Prediction> predictions, long seed) {
    ConfusionMatrix.Builder matrix = ConfusionMatrix.builder(classes);
    for (Prediction p : predictions) {
      if (p.classCount() != classes.size()) {
        throw MeasurementProblems.wrongProbabilityCount(p.key(), p.classCount(), classes);
      }
      if (p.trueClass() < 0 || p.trueClass() >= classes.size()) {
        throw MeasurementProblems.classIndexOutOfRange(
            "The true class of \"" + p.key() + "\"", p.trueClass(), classes);
      }
      matrix.add(p.trueClass(), p.predictedClass());
    }
    return new Measurements(matrix.build(), predictions, seed);
  }

  /** Returns the confusion matrix. */
  public ConfusionMatrix matrix() {
    return matrix;
  }

  /** Returns the predictions, in the order given. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /** Returns the metrics of each class, in the order of the labels; classes without samples too. */
  public List<ClassMeasurements> classes() {
    return classes;
  }

  /** Returns the number of samples. */
  public int samples() {
    return predictions.size();
  }

  /** Returns the number of groups. */
  public int groups() {
    return groups.length;
  }

  /** Returns whether a group has several samples, so that Wilson's intervals are too narrow. */
  public boolean hasGroupedSamples() {
    return groups.length < predictions.size();
  }

  /** Returns the seed of the bootstrap. */
  public long seed() {
    return seed;
  }

  /** Returns a metric of {@link Metrics#OVERALL} with its interval. */
  public MetricValue get(MetricDefinition<ScoredSamples> metric) {
    return value(metric, samples, () -> bootstrap.get().interval(metric));
  }

  /** Returns a metric without its interval, which is much faster; empty if it is undefined. */
  public OptionalDouble value(MetricDefinition<ScoredSamples> metric) {
    return metric.compute(samples);
  }

  /**
   * Returns a metric of {@link Metrics#OVERALL} by its key, without its interval.
   *
   * @throws org.blockwright.base.UsageException if there is no metric with this key
   */
  public OptionalDouble value(String key) {
    return value(Metrics.overall(key));
  }

  /** Returns the fraction of correct predictions. */
  public MetricValue accuracy() {
    return get(Metrics.ACCURACY);
  }

  /**
   * Returns the mean cross-entropy in nats, {@code -ln max(p, 1e-7)} of the true class; empty
   * without samples.
   */
  public OptionalDouble loss() {
    return value(Metrics.LOSS);
  }

  /** Returns remarks on undefined metrics and on groups, one sentence each; may be empty. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (samples() == 0) {
      notes.add("no samples: nothing is defined");
      return notes;
    }
    joinedNames(c -> matrix.support(c) == 0)
        .ifPresent(n -> notes.add("no true samples, excluded from the averages: " + n));
    for (MetricDefinition<OneVsRest> metric : Metrics.OF_CLASS) {
      if (Metrics.averageOf(metric).isPresent()) {
        joinedNames(c -> matrix.support(c) > 0 && metric.compute(samples.oneVsRest(c)).isEmpty())
            .ifPresent(
                n ->
                    notes.add(
                        "%s undefined for: %s (counts as 0 in the average)"
                            .formatted(metric.title(), n)));
      }
    }
    if (hasGroupedSamples()) {
      notes.add(
          "%s samples in %s groups are not independent: the wider of Wilson's and the bootstrap interval is shown"
              .formatted(samples(), groups()));
    }
    return ImmutableList.copyOf(notes);
  }

  private Optional<String> joinedNames(IntPredicate which) {
    List<String> names =
        IntStream.range(0, matrix.size()).filter(which).mapToObj(matrix.names()::get).toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }

  private ClassMeasurements classMeasurements(int c) {
    return new ClassMeasurements(
        matrix.names().get(c),
        matrix.support(c),
        matrix.predicted(c),
        metric -> value(metric, samples.oneVsRest(c), () -> bootstrap.get().interval(metric, c)));
  }

  private <S> MetricValue value(
      MetricDefinition<S> metric, S input, Supplier<Optional<Interval>> resampled) {
    Ratio ratio = metric.function().apply(input);
    if (ratio.value().isEmpty()) {
      return MetricValue.undefined();
    }
    Optional<Interval> wilson =
        metric.interval() == IntervalMethod.WILSON
            ? Interval.wilson(Math.round(ratio.numerator()), Math.round(ratio.denominator()))
            : Optional.empty();
    return new MetricValue(
        ratio.value(), wilson, isResampled(metric) ? resampled.get() : Optional.empty());
  }

  private boolean isResampled(MetricDefinition<?> metric) {
    return switch (metric.interval()) {
      case WILSON -> hasGroupedSamples();
      case BOOTSTRAP -> true;
      case NONE -> false;
    };
  }

  private static int[][] groups(List<Prediction> predictions) {
    ListMultimap<String, Integer> groups =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (int i = 0; i < predictions.size(); i++) {
      groups.put(predictions.get(i).group(), i);
    }
    return groups.asMap().values().stream().map(Ints::toArray).toArray(int[][]::new);
  }

  /** Returns the text tables of {@link MeasurementsText}. */
  @Override
  public String toString() {
    return MeasurementsText.format(this);
  }
}

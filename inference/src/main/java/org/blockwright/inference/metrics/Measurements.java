package org.blockwright.inference.metrics;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.primitives.Ints;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;

/**
 * The metrics of an output of a network on a list of samples. Immutable. Metrics are computed when
 * they are requested, and bootstrap intervals when the first one is requested.
 *
 * <p>Macro averages are unweighted means over the classes that have true samples, or the labels
 * that have positive ones. An undefined precision of such a class counts as 0, as in scikit-learn
 * with {@code zero_division=0}, and is listed in {@link #notes}. Metrics of a regression with
 * several targets are unweighted means over the targets for which they are defined.
 *
 * <p>A label is true if its target is at least 0.5; the true class of soft targets is the largest.
 */
public final class Measurements {
  private final ImmutableList<String> names;
  private final ImmutableList<Prediction> predictions;
  private final ScoredSamples samples;
  private final Supplier<ConfusionMatrix> matrix = Suppliers.memoize(this::countMatrix);
  private final int[][] groups;
  private final Supplier<Bootstrap> bootstrap;
  private final ImmutableList<ClassMeasurements> classes;
  private final long seed;

  private Measurements(
      List<String> names, List<Prediction> predictions, ScoredSamples samples, long seed) {
    this.names = ImmutableList.copyOf(names);
    this.predictions = ImmutableList.copyOf(predictions);
    this.samples = samples;
    this.seed = seed;
    groups = groups(predictions);
    bootstrap = Suppliers.memoize(() -> new Bootstrap(samples, groups, seed, this::isResampled));
    classes =
        IntStream.range(0, names.size())
            .mapToObj(this::classMeasurements)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Computes the metrics of a classification.
   *
   * @param classes the labels, in the order of the probabilities
   * @param predictions one for each sample; may be empty
   * @param seed seed of the bootstrap
   * @throws org.blockwright.base.UsageException if the number of probabilities or a class index
   *     does not match the classes
   */
  public static Measurements of(List<String> classes, List<Prediction> predictions, long seed) {
    return of(
        Task.CLASSIFICATION,
        classes,
        predictions,
        Task.CLASSIFICATION.defaultLoss(),
        Thresholds.defaults(0),
        seed);
  }

  /**
   * Computes the metrics of an output.
   *
   * @param names the classes (two for {@link Task#BINARY}), labels or targets, in the order of the
   *     outputs
   * @param predictions one for each sample, of the same task; may be empty
   * @param loss the loss of the output; its label smoothing and weights are not used
   * @param thresholds see {@link Thresholds#defaults(Task, int)}
   * @param seed seed of the bootstrap
   * @throws org.blockwright.base.UsageException if a prediction or the thresholds do not match the
   *     task and the names
   */
  public static Measurements of(
      Task task,
      List<String> names,
      List<Prediction> predictions,
      Loss loss,
      Thresholds thresholds,
      long seed) {
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw MeasurementProblems.invalidClassNames(names);
    }
    if (task == Task.BINARY && names.size() != 2) {
      throw MeasurementProblems.notTwoClasses(names);
    }
    predictions.forEach(prediction -> check(task, names, prediction));
    ScoredSamples samples =
        ScoredSamples.of(task, names.size(), predictions).loss(loss).thresholds(thresholds);
    return new Measurements(names, predictions, samples, seed);
  }

  private static void check(Task task, List<String> names, Prediction p) {
    if (p.task() != task) {
      throw MeasurementProblems.otherTask(p.key(), p.task(), task);
    }
    if (p.rawOutputs().length != task.units(names.size())) {
      throw MeasurementProblems.wrongOutputCount(task, p.key(), p.rawOutputs().length, names);
    }
    if (task.isClassification() && (p.trueClass() < 0 || p.trueClass() >= names.size())) {
      throw MeasurementProblems.classIndexOutOfRange(
          "The true class of \"" + p.key() + "\"", p.trueClass(), names);
    }
  }

  /**
   * Returns the metrics of the predictions of several models, such as those of cross-validation.
   * Thresholds that differ are replaced by 0.5, and prediction intervals are left out.
   *
   * @param parts at least one; with the same task and names
   * @param seed seed of the bootstrap
   */
  public static Measurements pooled(List<Measurements> parts, long seed) {
    Measurements first = parts.get(0);
    List<Prediction> predictions =
        parts.stream().flatMap(part -> part.predictions.stream()).toList();
    boolean sameThresholds =
        parts.stream().allMatch(part -> part.thresholds().equals(first.thresholds()));
    return of(
        first.task(),
        first.names,
        predictions,
        first.samples.data().loss,
        sameThresholds ? first.thresholds() : Thresholds.defaults(first.task(), first.names.size()),
        seed);
  }

  /**
   * Returns the metrics of some of the predictions, such as those of one source, with the same
   * thresholds and without prediction intervals.
   */
  public Measurements filter(Predicate<Prediction> predicate) {
    return of(
        task(),
        names,
        predictions.stream().filter(predicate).toList(),
        samples.data().loss,
        thresholds(),
        seed);
  }

  /**
   * Returns the same measurements with prediction intervals, whose coverage is the metric {@link
   * Metrics#INTERVAL_COVERAGE}.
   *
   * @throws org.blockwright.base.UsageException if the task is not a regression
   */
  public Measurements withIntervals(PredictionIntervals intervals) {
    if (task() != Task.REGRESSION) {
      throw MeasurementProblems.noPredictionIntervals(task());
    }
    return new Measurements(names, predictions, samples.intervals(intervals), seed);
  }

  /** Returns the same measurements with other thresholds, such as those chosen on validation. */
  public Measurements withThresholds(Thresholds thresholds) {
    return new Measurements(names, predictions, samples.thresholds(thresholds), seed);
  }

  /** Returns the task. */
  public Task task() {
    return samples.task();
  }

  /** Returns the names of the classes, labels or targets. */
  public List<String> names() {
    return names;
  }

  /** Returns the thresholds, one for each sigmoid unit; empty for other tasks. */
  public Thresholds thresholds() {
    return samples.data().thresholds;
  }

  /** Returns the prediction intervals of a regression; empty unless they were set. */
  public Optional<PredictionIntervals> intervals() {
    return samples.data().intervals;
  }

  /**
   * Returns the confusion matrix of a classification.
   *
   * @throws org.blockwright.base.UsageException for other tasks; each label has a matrix of its
   *     own, see {@link ClassMeasurements#matrix}
   */
  public ConfusionMatrix matrix() {
    return matrix.get();
  }

  private ConfusionMatrix countMatrix() {
    if (!task().isClassification()) {
      throw MeasurementProblems.noConfusionMatrix(task());
    }
    ConfusionMatrix.Builder builder = ConfusionMatrix.builder(names);
    for (int i = 0; i < predictions.size(); i++) {
      builder.add(predictions.get(i).trueClass(), samples.data().predicted[i]);
    }
    return builder.build();
  }

  /** Returns the predictions, in the order given. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /**
   * Returns the predicted class: the most probable one, the first of equals; of {@link Task#BINARY}
   * the second class if its probability is at least the threshold.
   *
   * @throws org.blockwright.base.UsageException if the task is not a classification
   */
  public int predictedClass(Prediction prediction) {
    return switch (task()) {
      case CLASSIFICATION -> Prediction.indexOfMaximum(prediction.rawOutputs());
      case BINARY -> isPredicted(prediction, 0) ? 1 : 0;
      case MULTI_LABEL, REGRESSION ->
          throw MeasurementProblems.noTrueClass(task(), prediction.key());
    };
  }

  /** Returns whether the probability of a sigmoid unit is at least its threshold. */
  public boolean isPredicted(Prediction prediction, int unit) {
    return thresholds().isPredicted(unit, prediction.output(unit));
  }

  /** Returns the metrics of each class, label or target; of classes without samples too. */
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

  ScoredSamples scoredSamples() {
    return samples;
  }

  /**
   * Returns the overall metrics of the task, in the order of the table; without {@link
   * Metrics#INTERVAL_COVERAGE} if there are no prediction intervals.
   */
  public List<MetricDefinition<ScoredSamples>> overallMetrics() {
    return available(Metrics.overall(task()));
  }

  /** Returns the metrics of each class, label or target, with the same exception. */
  public List<MetricDefinition<OneVsRest>> classMetrics() {
    return available(Metrics.ofClass(task()));
  }

  private <S> List<MetricDefinition<S>> available(List<MetricDefinition<S>> metrics) {
    return metrics.stream()
        .filter(
            metric ->
                intervals().isPresent() || !metric.key().equals(Metrics.INTERVAL_COVERAGE.key()))
        .toList();
  }

  /**
   * Returns a metric of {@link Metrics#overall} with its interval.
   *
   * @throws org.blockwright.base.UsageException if the metric does not apply to the task
   */
  public MetricValue get(MetricDefinition<ScoredSamples> metric) {
    return value(metric, samples, () -> bootstrap.get().interval(metric));
  }

  /**
   * Returns a metric without its interval, which is much faster; empty if it is undefined.
   *
   * @throws org.blockwright.base.UsageException if the metric does not apply to the task
   */
  public OptionalDouble value(MetricDefinition<ScoredSamples> metric) {
    Metrics.requireTask(metric, task());
    return metric.compute(samples);
  }

  /**
   * Returns an overall metric by its key, without its interval.
   *
   * @throws org.blockwright.base.UsageException if the task has no metric with this key
   */
  public OptionalDouble value(String key) {
    return value(Metrics.overall(key, task()));
  }

  /**
   * Returns the fraction of correct predictions of a classification.
   *
   * @throws org.blockwright.base.UsageException for other tasks
   */
  public MetricValue accuracy() {
    return get(Metrics.ACCURACY);
  }

  /**
   * Returns the mean loss; the cross-entropy in nats with probabilities of at least 1e-7. Empty
   * without samples.
   */
  public OptionalDouble loss() {
    return value(Metrics.LOSS);
  }

  /** Returns remarks on undefined metrics and on groups, one sentence each; may be empty. */
  public List<String> notes() {
    return MeasurementNotes.of(this);
  }

  private ClassMeasurements classMeasurements(int c) {
    return new ClassMeasurements(
        names.get(c),
        samples,
        c,
        metric -> value(metric, samples.oneVsRest(c), () -> bootstrap.get().interval(metric, c)));
  }

  private <S> MetricValue value(
      MetricDefinition<S> metric, S input, Supplier<Optional<Interval>> resampled) {
    Metrics.requireTask(metric, task());
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

package org.blockwright.inference.metrics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.dsl.Task;

/** The metrics of one class against the rest, of one label, or of one target of a regression. */
public final class ClassMeasurements {
  private final String name;
  private final ScoredSamples samples;
  private final int c;
  private final Function<MetricDefinition<OneVsRest>, MetricValue> values;

  ClassMeasurements(
      String name,
      ScoredSamples samples,
      int c,
      Function<MetricDefinition<OneVsRest>, MetricValue> values) {
    this.name = name;
    this.samples = samples;
    this.c = c;
    this.values = values;
  }

  /** Returns the name of the class, label or target. */
  public String name() {
    return name;
  }

  /**
   * Returns the number of samples whose true class it is, or for which the label is true; of a
   * target the number of all samples.
   */
  public long support() {
    return Math.round(samples.counts().support(c));
  }

  /** Returns the number of samples for which the class or label is predicted; 0 for a target. */
  public long predicted() {
    return Math.round(samples.counts().predicted(c));
  }

  /**
   * Returns the confusion matrix with two classes: "not" with the name, and the name.
   *
   * @throws org.blockwright.base.UsageException for a target of a regression
   */
  public ConfusionMatrix matrix() {
    if (samples.task() == Task.REGRESSION) {
      throw MeasurementProblems.noConfusionMatrix(samples.task());
    }
    long truePositives = Math.round(samples.counts().truePositives(c));
    long falseNegatives = support() - truePositives;
    long falsePositives = predicted() - truePositives;
    return ConfusionMatrix.of(
        List.of("not " + name, name),
        new long[][] {
          {samples.size() - support() - falsePositives, falsePositives},
          {falseNegatives, truePositives}
        });
  }

  /**
   * Returns the probability from which on the label is predicted; empty if there is none for it: of
   * several classes, of the first class of a binary output, and of a target.
   */
  public OptionalDouble threshold() {
    int unit = samples.task() == Task.BINARY ? c - 1 : c;
    List<Double> thresholds = samples.data().thresholds.values();
    return unit < 0 || unit >= thresholds.size()
        ? OptionalDouble.empty()
        : OptionalDouble.of(thresholds.get(unit));
  }

  /** Returns half the width of the prediction interval of a target; empty if there is none. */
  public OptionalDouble intervalHalfWidth() {
    return samples
        .data()
        .intervals
        .map(intervals -> OptionalDouble.of(intervals.halfWidth(c)))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Returns a metric of {@link Metrics#ofClass} with its interval.
   *
   * @throws org.blockwright.base.UsageException if the metric does not apply to the task
   */
  public MetricValue get(MetricDefinition<OneVsRest> metric) {
    return values.apply(metric);
  }

  /** Returns TP/(TP+FN), also called sensitivity. */
  public MetricValue recall() {
    return get(Metrics.RECALL);
  }

  /** Returns TP/(TP+FP). */
  public MetricValue precision() {
    return get(Metrics.PRECISION);
  }

  /** Returns 2TP/(2TP+FP+FN). */
  public MetricValue f1() {
    return get(Metrics.F1);
  }
}

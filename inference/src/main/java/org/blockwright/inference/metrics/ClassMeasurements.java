package org.blockwright.inference.metrics;

import java.util.function.Function;

/** The metrics of one class against the rest. */
public final class ClassMeasurements {
  private final String name;
  private final long support;
  private final long predicted;
  private final Function<MetricDefinition<OneVsRest>, MetricValue> values;

  ClassMeasurements(
      String name,
      long support,
      long predicted,
      Function<MetricDefinition<OneVsRest>, MetricValue> values) {
    this.name = name;
    this.support = support;
    this.predicted = predicted;
    this.values = values;
  }

  /** Returns the label of the class. */
  public String name() {
    return name;
  }

  /** Returns the number of samples whose true class it is. */
  public long support() {
    return support;
  }

  /** Returns the number of samples predicted as this class. */
  public long predicted() {
    return predicted;
  }

  /** Returns a metric of {@link Metrics#OF_CLASS} with its interval. */
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

package org.blockwright.inference.metrics;

import java.util.function.Function;

/** A label metric of all labels of all samples together, as if they were samples of one label. */
record MicroAverage(MetricDefinition<OneVsRest> metric) implements Function<ScoredSamples, Ratio> {
  @Override
  public Ratio apply(ScoredSamples samples) {
    return metric.function().apply(samples.pooled().oneVsRest(0));
  }
}

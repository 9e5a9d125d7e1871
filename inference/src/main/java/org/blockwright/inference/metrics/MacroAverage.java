package org.blockwright.inference.metrics;

import java.util.function.Function;

/**
 * The unweighted mean of a class metric over the classes that have samples. An undefined value of
 * such a class counts as 0.
 */
record MacroAverage(MetricDefinition<OneVsRest> metric) implements Function<ScoredSamples, Ratio> {
  @Override
  public Ratio apply(ScoredSamples samples) {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < samples.classes(); c++) {
      OneVsRest one = samples.oneVsRest(c);
      if (one.support() > 0) {
        sum += metric.compute(one).orElse(0);
        classes++;
      }
    }
    return new Ratio(sum, classes);
  }
}

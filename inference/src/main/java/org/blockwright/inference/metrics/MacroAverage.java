package org.blockwright.inference.metrics;

import java.util.function.Function;

/**
 * The unweighted mean of a class metric over the classes that have samples, the labels that have
 * positive samples, or the targets.
 *
 * @param undefinedIsZero whether an undefined value of such a class counts as 0; otherwise the
 *     class is excluded
 */
record MacroAverage(MetricDefinition<OneVsRest> metric, boolean undefinedIsZero)
    implements Function<ScoredSamples, Ratio> {
  @Override
  public Ratio apply(ScoredSamples samples) {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < samples.classes(); c++) {
      OneVsRest one = samples.oneVsRest(c);
      if (one.support() > 0) {
        Ratio value = metric.function().apply(one);
        if (value.denominator() != 0) {
          sum += value.numerator() / value.denominator();
          classes++;
        } else if (undefinedIsZero) {
          classes++;
        }
      }
    }
    return new Ratio(sum, classes);
  }
}

package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;

/**
 * Percentile bootstrap over groups (Efron 1979; groups are resampled as a whole because the samples
 * of one patient are not independent): {@value #RESAMPLES} resamples with replacement, each with as
 * many groups as the data. A resample is a weight for each sample. A resample in which a metric is
 * undefined is ignored for that metric. With fewer than two groups there are no intervals.
 */
final class Bootstrap {
  static final int RESAMPLES = 2000;

  private final ImmutableMap<MetricDefinition<ScoredSamples>, Optional<Interval>> overall;
  private final ImmutableMap<MetricDefinition<OneVsRest>, List<Optional<Interval>>> ofClass;

  /**
   * Computes the intervals.
   *
   * @param groups the indices of the samples of each group
   * @param needed selects the metrics
   */
  Bootstrap(
      ScoredSamples samples, int[][] groups, long seed, Predicate<MetricDefinition<?>> needed) {
    List<MetricDefinition<ScoredSamples>> overallMetrics =
        Metrics.overall(samples.task()).stream().filter(needed).toList();
    List<MetricDefinition<OneVsRest>> classMetrics =
        Metrics.ofClass(samples.task()).stream().filter(needed).toList();
    int classes = samples.classes();
    int resamples = groups.length < 2 ? 0 : RESAMPLES;
    double[][] overallValues = new double[overallMetrics.size()][resamples];
    double[][][] classValues = new double[classMetrics.size()][classes][resamples];
    SplitMix64 random = Seeds.random("bootstrap", seed);
    for (int r = 0; r < resamples; r++) {
      ScoredSamples resample = samples.withWeights(weights(samples.size(), groups, random));
      for (int m = 0; m < overallValues.length; m++) {
        overallValues[m][r] = overallMetrics.get(m).compute(resample).orElse(Double.NaN);
      }
      for (int c = 0; c < classes; c++) {
        OneVsRest one = resample.oneVsRest(c);
        for (int m = 0; m < classValues.length; m++) {
          classValues[m][c][r] = classMetrics.get(m).compute(one).orElse(Double.NaN);
        }
      }
    }
    List<Optional<Interval>> overallIntervals = intervals(overallValues);
    overall =
        IntStream.range(0, overallMetrics.size())
            .boxed()
            .collect(ImmutableMap.toImmutableMap(overallMetrics::get, overallIntervals::get));
    ofClass =
        IntStream.range(0, classMetrics.size())
            .boxed()
            .collect(
                ImmutableMap.toImmutableMap(classMetrics::get, m -> intervals(classValues[m])));
  }

  private static double[] weights(int samples, int[][] groups, SplitMix64 random) {
    double[] weights = new double[samples];
    for (int i = 0; i < groups.length; i++) {
      for (int sample : groups[random.nextInt(groups.length)]) {
        weights[sample]++;
      }
    }
    return weights;
  }

  private static List<Optional<Interval>> intervals(double[][] values) {
    return Arrays.stream(values).map(Interval::percentiles).toList();
  }

  /** Returns the interval of an overall metric. */
  Optional<Interval> interval(MetricDefinition<ScoredSamples> metric) {
    return overall.get(metric);
  }

  /** Returns the interval of a metric of class {@code c}. */
  Optional<Interval> interval(MetricDefinition<OneVsRest> metric, int c) {
    return ofClass.get(metric).get(c);
  }
}

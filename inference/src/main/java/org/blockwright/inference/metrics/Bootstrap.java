package org.blockwright.inference.metrics;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;

/**
 * Percentile bootstrap over groups (Efron 1979; groups are resampled as a whole because the samples
 * of one patient are not independent): {@value #RESAMPLES} resamples with replacement, each with as
 * many groups as the data. A resample in which a metric is undefined is ignored for that metric.
 * With fewer than two groups there are no intervals.
 */
final class Bootstrap {
  static final int RESAMPLES = 2000;

  /** The metrics of each class. */
  private static final List<ClassMetric> CLASS_METRICS =
      List.of(
          ClassCounts::recall,
          ClassCounts::precision,
          ClassCounts::specificity,
          ClassCounts::f1,
          ClassCounts::oneVsRest);

  private static final List<ToDoubleFunction<ClassCounts>> OVERALL_METRICS =
      List.of(
          ClassCounts::accuracy,
          ClassCounts::macroRecall,
          ClassCounts::macroPrecision,
          ClassCounts::macroF1);

  private interface ClassMetric {
    double value(ClassCounts counts, int c);
  }

  final int groups;
  final boolean grouped;
  private final List<Optional<Interval>> overallIntervals;
  private final List<List<Optional<Interval>>> classIntervals;

  Bootstrap(List<Prediction> predictions, int classes, long seed) {
    int[][] members = groupMembers(predictions);
    groups = members.length;
    grouped = groups < predictions.size();
    int resamples = groups < 2 ? 0 : RESAMPLES;
    double[][] overallValues = new double[OVERALL_METRICS.size()][resamples];
    double[][][] classValues = new double[CLASS_METRICS.size()][classes][resamples];
    int[] trueClasses = predictions.stream().mapToInt(Prediction::trueClass).toArray();
    int[] predicted = predictions.stream().mapToInt(Prediction::predictedClass).toArray();
    SplitMix64 random = Seeds.random("bootstrap", seed);
    ClassCounts counts = new ClassCounts(classes);
    for (int r = 0; r < resamples; r++) {
      counts.clear();
      for (int i = 0; i < groups; i++) {
        for (int member : members[random.nextInt(groups)]) {
          counts.add(trueClasses[member], predicted[member]);
        }
      }
      for (int m = 0; m < overallValues.length; m++) {
        overallValues[m][r] = OVERALL_METRICS.get(m).applyAsDouble(counts);
      }
      for (int m = 0; m < classValues.length; m++) {
        for (int c = 0; c < classes; c++) {
          classValues[m][c][r] = CLASS_METRICS.get(m).value(counts, c);
        }
      }
    }
    overallIntervals = intervals(overallValues);
    classIntervals = Arrays.stream(classValues).map(Bootstrap::intervals).toList();
  }

  private static List<Optional<Interval>> intervals(double[][] values) {
    return Arrays.stream(values).map(Interval::percentiles).toList();
  }

  private static int[][] groupMembers(List<Prediction> predictions) {
    ListMultimap<String, Integer> members =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (int i = 0; i < predictions.size(); i++) {
      members.put(predictions.get(i).group(), i);
    }
    return members.asMap().values().stream().map(Ints::toArray).toArray(int[][]::new);
  }

  Optional<Interval> accuracy() {
    return overallIntervals.get(0);
  }

  Optional<Interval> macroRecall() {
    return overallIntervals.get(1);
  }

  Optional<Interval> macroPrecision() {
    return overallIntervals.get(2);
  }

  Optional<Interval> macroF1() {
    return overallIntervals.get(3);
  }

  Optional<Interval> recall(int c) {
    return classIntervals.get(0).get(c);
  }

  Optional<Interval> precision(int c) {
    return classIntervals.get(1).get(c);
  }

  Optional<Interval> specificity(int c) {
    return classIntervals.get(2).get(c);
  }

  Optional<Interval> f1(int c) {
    return classIntervals.get(3).get(c);
  }

  Optional<Interval> oneVsRest(int c) {
    return classIntervals.get(4).get(c);
  }
}

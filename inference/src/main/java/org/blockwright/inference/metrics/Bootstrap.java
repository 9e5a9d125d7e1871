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
 * Percentile bootstrap over groups (Efron 1979; whole clusters are drawn since the samples of one
 * patient are not independent): {@value #RESAMPLES} times as many groups as there are, drawn with
 * replacement, measured anew. A draw in which a figure is undefined does not count for it. With
 * fewer than two groups there is no interval.
 */
final class Bootstrap {
  static final int RESAMPLES = 2000;

  /** The figures drawn for every class; each is an array of draws. */
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
    double value(ClassCounts tally, int c);
  }

  final int groups;
  final boolean grouped;
  private final List<Optional<Interval>> overallIntervals;
  private final List<List<Optional<Interval>>> classIntervals;

  Bootstrap(List<Prediction> predictions, int classes, long seed) {
    int[][] members = groupMembers(predictions);
    groups = members.length;
    grouped = groups < predictions.size();
    int draws = groups < 2 ? 0 : RESAMPLES;
    double[][] overallDraws = new double[OVERALL_METRICS.size()][draws];
    double[][][] classDraws = new double[CLASS_METRICS.size()][classes][draws];
    int[] truth = predictions.stream().mapToInt(Prediction::trueClass).toArray();
    int[] predicted = predictions.stream().mapToInt(Prediction::predictedClass).toArray();
    SplitMix64 random = Seeds.random("bootstrap", seed);
    ClassCounts tally = new ClassCounts(classes);
    for (int draw = 0; draw < draws; draw++) {
      tally.clear();
      for (int i = 0; i < groups; i++) {
        for (int member : members[random.nextInt(groups)]) {
          tally.add(truth[member], predicted[member]);
        }
      }
      for (int f = 0; f < overallDraws.length; f++) {
        overallDraws[f][draw] = OVERALL_METRICS.get(f).applyAsDouble(tally);
      }
      for (int f = 0; f < classDraws.length; f++) {
        for (int c = 0; c < classes; c++) {
          classDraws[f][c][draw] = CLASS_METRICS.get(f).value(tally, c);
        }
      }
    }
    overallIntervals = intervals(overallDraws);
    classIntervals = Arrays.stream(classDraws).map(Bootstrap::intervals).toList();
  }

  private static List<Optional<Interval>> intervals(double[][] draws) {
    return Arrays.stream(draws).map(Interval::percentiles).toList();
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

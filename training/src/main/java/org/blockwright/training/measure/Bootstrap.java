package org.blockwright.training.measure;

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
 * patient are not independent): {@value #DRAWS} times as many groups as there are, drawn with
 * replacement, measured anew. A draw in which a figure is undefined does not count for it. With
 * fewer than two groups there is no interval.
 */
final class Bootstrap {
  static final int DRAWS = 2000;

  /** The figures drawn for every class; each is an array of draws. */
  private static final List<OfClass> OF_CLASS =
      List.of(
          Tally::recall, Tally::precision, Tally::specificity, Tally::f1, Tally::oneAgainstRest);

  private static final List<ToDoubleFunction<Tally>> OVERALL =
      List.of(Tally::accuracy, Tally::macroRecall, Tally::macroPrecision, Tally::macroF1);

  private interface OfClass {
    double value(Tally tally, int c);
  }

  final int groups;
  final boolean shared;
  private final List<Optional<Interval>> overall;
  private final List<List<Optional<Interval>>> ofClass;

  Bootstrap(List<Prediction> predictions, int classes, long seed) {
    int[][] members = members(predictions);
    groups = members.length;
    shared = groups < predictions.size();
    int draws = groups < 2 ? 0 : DRAWS;
    double[][] overallDraws = new double[OVERALL.size()][draws];
    double[][][] classDraws = new double[OF_CLASS.size()][classes][draws];
    int[] truth = predictions.stream().mapToInt(Prediction::truth).toArray();
    int[] predicted = predictions.stream().mapToInt(Prediction::predicted).toArray();
    SplitMix64 random = Seeds.random("bootstrap", seed);
    Tally tally = new Tally(classes);
    for (int draw = 0; draw < draws; draw++) {
      tally.clear();
      for (int i = 0; i < groups; i++) {
        for (int member : members[random.nextInt(groups)]) {
          tally.add(truth[member], predicted[member]);
        }
      }
      for (int f = 0; f < overallDraws.length; f++) {
        overallDraws[f][draw] = OVERALL.get(f).applyAsDouble(tally);
      }
      for (int f = 0; f < classDraws.length; f++) {
        for (int c = 0; c < classes; c++) {
          classDraws[f][c][draw] = OF_CLASS.get(f).value(tally, c);
        }
      }
    }
    overall = intervals(overallDraws);
    ofClass = Arrays.stream(classDraws).map(Bootstrap::intervals).toList();
  }

  private static List<Optional<Interval>> intervals(double[][] draws) {
    return Arrays.stream(draws).map(Interval::percentiles).toList();
  }

  private static int[][] members(List<Prediction> predictions) {
    ListMultimap<String, Integer> members =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (int i = 0; i < predictions.size(); i++) {
      members.put(predictions.get(i).group(), i);
    }
    return members.asMap().values().stream().map(Ints::toArray).toArray(int[][]::new);
  }

  Optional<Interval> accuracy() {
    return overall.get(0);
  }

  Optional<Interval> macroRecall() {
    return overall.get(1);
  }

  Optional<Interval> macroPrecision() {
    return overall.get(2);
  }

  Optional<Interval> macroF1() {
    return overall.get(3);
  }

  Optional<Interval> recall(int c) {
    return ofClass.get(0).get(c);
  }

  Optional<Interval> precision(int c) {
    return ofClass.get(1).get(c);
  }

  Optional<Interval> specificity(int c) {
    return ofClass.get(2).get(c);
  }

  Optional<Interval> f1(int c) {
    return ofClass.get(3).get(c);
  }

  Optional<Interval> oneAgainstRest(int c) {
    return ofClass.get(4).get(c);
  }
}

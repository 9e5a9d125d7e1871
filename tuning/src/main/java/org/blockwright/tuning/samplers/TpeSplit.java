package org.blockwright.tuning.samplers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.TrialRecord;

/**
 * The good trials, and the others, by number. Of the good ones completed trials are the best, then
 * pruned ones by their last step; running trials are not good (constant liar), so that parallel
 * trials keep a distance.
 */
record TpeSplit(List<TrialRecord> below, List<TrialRecord> above) {
  private static final double GOOD_FRACTION = 0.1;
  private static final int MAX_GOOD = 25;

  static TpeSplit of(List<TrialRecord> trials, Metric metric) {
    List<TrialRecord> ranked = new ArrayList<>();
    trials.stream()
        .filter(t -> t.state() == TrialRecord.State.COMPLETE && t.value().isPresent())
        .sorted((a, b) -> metric.compare(a.value().getAsDouble(), b.value().getAsDouble()))
        .forEach(ranked::add);
    trials.stream()
        .filter(t -> t.state() == TrialRecord.State.PRUNED)
        .sorted((a, b) -> comparePruned(metric, a, b))
        .forEach(ranked::add);
    int good = Math.min(MAX_GOOD, (int) Math.ceil(GOOD_FRACTION * ranked.size()));
    List<TrialRecord> below = new ArrayList<>(ranked.subList(0, good));
    List<TrialRecord> above = new ArrayList<>(ranked.subList(good, ranked.size()));
    trials.stream().filter(t -> t.state() == TrialRecord.State.RUNNING).forEach(above::add);
    below.sort(Comparator.comparing(TrialRecord::number));
    above.sort(Comparator.comparing(TrialRecord::number));
    return new TpeSplit(below, above);
  }

  private static int comparePruned(Metric metric, TrialRecord a, TrialRecord b) {
    if (a.reported().isEmpty() || b.reported().isEmpty()) {
      return Boolean.compare(a.reported().isEmpty(), b.reported().isEmpty());
    }
    int byStep = Integer.compare(b.reported().lastKey(), a.reported().lastKey());
    double first = a.reported().lastEntry().getValue();
    double second = b.reported().lastEntry().getValue();
    if (byStep != 0 || Double.isNaN(first) || Double.isNaN(second)) {
      return byStep != 0 ? byStep : Boolean.compare(Double.isNaN(first), Double.isNaN(second));
    }
    return metric.compare(first, second);
  }
}

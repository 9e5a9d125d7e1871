package org.blockwright.tuning.pruning;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.TrialRecord;

/** See {@link Pruners#percentile}. */
record PercentilePruner(double percentile, int startupTrials, int warmUp) implements Pruner {
  PercentilePruner {
    String name = "percentile";
    PruningProblems.require(
        percentile >= 0 && percentile <= 100, name, "a percentage from 0 to 100", percentile);
    PruningProblems.require(
        startupTrials >= 0, name, "a number of start-up trials of at least 0", startupTrials);
    PruningProblems.require(warmUp >= 0, name, "a warm-up of at least 0", warmUp);
  }

  @Override
  public boolean prune(
      String study, Direction direction, TrialRecord trial, List<TrialRecord> trials) {
    List<TrialRecord> completed =
        trials.stream().filter(t -> t.state() == TrialRecord.State.COMPLETE).toList();
    int step = trial.reported().lastKey();
    if (completed.isEmpty() || completed.size() < startupTrials || step < warmUp) {
      return false;
    }
    double best = best(direction, trial);
    if (Double.isNaN(best)) {
      return true;
    }
    double limit = limit(direction, completed, step);
    return !Double.isNaN(limit) && direction.isBetter(limit, best);
  }

  private static double best(Direction direction, TrialRecord trial) {
    DoubleStream values =
        trial.reported().values().stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v));
    return (direction == Direction.MAXIMIZE ? values.max() : values.min()).orElse(Double.NaN);
  }

  /** Returns the percentile at a step, interpolated linearly; NaN without values. */
  private double limit(Direction direction, List<TrialRecord> completed, int step) {
    double[] values =
        completed.stream()
            .filter(t -> t.reported().containsKey(step))
            .mapToDouble(t -> t.reported().get(step))
            .filter(v -> !Double.isNaN(v))
            .toArray();
    if (values.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(values);
    double fraction = (direction == Direction.MAXIMIZE ? 100 - percentile : percentile) / 100;
    double position = fraction * (values.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(values.length - 1, below + 1);
    double weight = position - below;
    return weight == 0 ? values[below] : values[below] + weight * (values[above] - values[below]);
  }
}

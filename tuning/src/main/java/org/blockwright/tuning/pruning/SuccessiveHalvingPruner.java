package org.blockwright.tuning.pruning;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.TrialRecord;

/**
 * See {@link Pruners#successiveHalving}.
 *
 * @param skippedRungs number of the first steps of the reduction at which no trial is pruned
 */
record SuccessiveHalvingPruner(int minimum, int factor, int skippedRungs) implements Pruner {
  SuccessiveHalvingPruner {
    String name = "successive halving";
    PruningProblems.require(minimum >= 1, name, "a first step of at least 1", minimum);
    PruningProblems.require(factor >= 2, name, "a factor of at least 2", factor);
  }

  @Override
  public boolean prune(
      String study, Direction direction, TrialRecord trial, List<TrialRecord> trials) {
    int step = trial.reported().lastKey();
    Integer before = trial.reported().lowerKey(step);
    double value = trial.reported().get(step);
    for (long rung = minimum * power(skippedRungs); rung <= step; rung *= factor) {
      if (before != null && before >= rung) {
        continue; // Decided at an earlier step.
      }
      if (Double.isNaN(value) || !isAmongBest(direction, value, trial, trials, rung)) {
        return true;
      }
    }
    return false;
  }

  private long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= factor;
    }
    return power;
  }

  private boolean isAmongBest(
      Direction direction, double value, TrialRecord trial, List<TrialRecord> trials, long rung) {
    List<Double> competing =
        trials.stream()
            .filter(t -> t.number() != trial.number())
            .flatMap(t -> valueAt(t, rung).stream().boxed())
            .filter(v -> !Double.isNaN(v))
            .toList();
    int total = competing.size() + 1;
    // The best one of the first trials goes on, too.
    int kept = Math.max(1, total / factor);
    long better = competing.stream().filter(v -> direction.isBetter(v, value)).count();
    return better < kept;
  }

  /** Returns the value of a trial at the first step that reaches a rung. */
  private static OptionalDouble valueAt(TrialRecord trial, long rung) {
    if (rung > Integer.MAX_VALUE) {
      return OptionalDouble.empty();
    }
    Map.Entry<Integer, Double> entry = trial.reported().ceilingEntry((int) rung);
    return entry == null ? OptionalDouble.empty() : OptionalDouble.of(entry.getValue());
  }
}

package org.blockwright.tuning.pruning;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.TrialRecord;

/** See {@link Pruners#hyperband}. */
record HyperbandPruner(int minimum, int maximum, int factor) implements Pruner {
  HyperbandPruner {
    String name = "hyperband";
    PruningProblems.require(minimum >= 1, name, "a first step of at least 1", minimum);
    PruningProblems.require(factor >= 2, name, "a factor of at least 2", factor);
    PruningProblems.require(
        maximum >= minimum, name, "a last step of at least " + minimum, maximum);
  }

  @Override
  public boolean prune(
      String study, Direction direction, TrialRecord trial, List<TrialRecord> trials) {
    int bracket = bracket(study, trial);
    List<TrialRecord> same = trials.stream().filter(t -> bracket(study, t) == bracket).toList();
    return new SuccessiveHalvingPruner(minimum, factor, bracket)
        .prune(study, direction, trial, same);
  }

  private int brackets() {
    int brackets = 1;
    for (long steps = (long) minimum * factor; steps <= maximum; steps *= factor) {
      brackets++;
    }
    return brackets;
  }

  /**
   * Returns the bracket of a trial. As Optuna does, a hash of its number decides, with a
   * probability in proportion to the number of trials of a bracket in the paper.
   */
  private int bracket(String study, TrialRecord trial) {
    int brackets = brackets();
    long[] budgets = new long[brackets];
    long total = 0;
    for (int i = 0; i < brackets; i++) {
      int s = brackets - 1 - i;
      budgets[i] = (long) Math.ceil(brackets * Math.pow(factor, s) / (s + 1));
      total += budgets[i];
    }
    CRC32 hash = new CRC32();
    hash.update((study + "_" + trial.number()).getBytes(StandardCharsets.UTF_8));
    long rest = hash.getValue() % total;
    int bracket = 0;
    while (rest >= budgets[bracket]) {
      rest -= budgets[bracket++];
    }
    return bracket;
  }
}

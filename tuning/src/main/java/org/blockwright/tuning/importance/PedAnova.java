package org.blockwright.tuning.importance;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.TrialRecord;

/**
 * Parameter importance by PED-ANOVA (Watanabe et al. 2023), with parameters that have a value under
 * a condition as in conditional PED-ANOVA (arXiv 2601.20800), and the defaults of Optuna 5.0: how
 * much the values of a parameter in the best tenth of the trials differ from those in all of them.
 *
 * <p>With fewer than five trials in the best tenth, that is 50 trials, the result depends on single
 * trials.
 */
public final class PedAnova {
  /** Fraction of the trials that count as the best ones. */
  private static final double TARGET_QUANTILE = 0.1;

  private static final int MIN_TRIALS_OF_REGIME = 2;

  private PedAnova() {}

  /**
   * Returns the importance of each parameter of the completed trials, as fractions of their sum;
   * the largest first. All are equal if there are fewer than two completed trials with a finite
   * value, or if no parameter matters. Empty without completed trials.
   */
  public static ImmutableMap<String, Double> importances(
      List<TrialRecord> trials, Direction direction) {
    Map<String, Double> divergences = divergences(trials, direction);
    double sum = divergences.values().stream().mapToDouble(d -> d).sum();
    return divergences.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .collect(
            ImmutableMap.toImmutableMap(
                Map.Entry::getKey, e -> sum == 0 ? 1.0 / divergences.size() : e.getValue() / sum));
  }

  /** Returns the importances before they are divided by their sum. */
  static Map<String, Double> divergences(List<TrialRecord> trials, Direction direction) {
    Set<String> names = new LinkedHashSet<>();
    List<TrialRecord> finite = new ArrayList<>();
    for (TrialRecord trial : trials) {
      if (trial.state() == TrialRecord.State.COMPLETE) {
        names.addAll(trial.parameters().keySet());
        if (Double.isFinite(trial.value().orElse(Double.NaN))) {
          finite.add(trial);
        }
      }
    }
    Map<String, Double> divergences = new LinkedHashMap<>();
    Set<Long> best = finite.size() > 1 ? best(finite, direction) : Set.of();
    double quantile = (double) best.size() / finite.size();
    for (String name : names) {
      divergences.put(
          name, best.isEmpty() ? 0 : quantile * quantile * divergence(name, finite, best));
    }
    return divergences;
  }

  /** Returns the trials with the best values, those that equal the last one of them included. */
  private static Set<Long> best(List<TrialRecord> trials, Direction direction) {
    double sign = direction == Direction.MINIMIZE ? 1 : -1;
    double[] losses = trials.stream().mapToDouble(t -> sign * value(t)).sorted().toArray();
    double last = losses[(int) Math.ceil(TARGET_QUANTILE * losses.length) - 1];
    Set<Long> best = new LinkedHashSet<>();
    trials.stream().filter(t -> sign * value(t) <= last).forEach(t -> best.add(t.id()));
    return best;
  }

  private static double value(TrialRecord trial) {
    return trial.value().getAsDouble();
  }

  /**
   * Sums over the regimes of a parameter, which are the ranges that it had; trials in which it has
   * no value add nothing.
   */
  private static double divergence(String name, List<TrialRecord> trials, Set<Long> best) {
    Map<Optional<Parameter>, List<TrialRecord>> regimes = new LinkedHashMap<>();
    for (TrialRecord trial : trials) {
      regimes
          .computeIfAbsent(
              Optional.ofNullable(trial.parameters().get(name)), p -> new ArrayList<>())
          .add(trial);
    }
    double sum = 0;
    for (Map.Entry<Optional<Parameter>, List<TrialRecord>> regime : regimes.entrySet()) {
      List<TrialRecord> all = regime.getValue();
      List<TrialRecord> target = all.stream().filter(t -> best.contains(t.id())).toList();
      if (regime.getKey().isEmpty() || all.size() < MIN_TRIALS_OF_REGIME || target.isEmpty()) {
        continue;
      }
      ParameterGrid grid = ParameterGrid.of(regime.getKey().get());
      if (grid.size() > 1) {
        double ofTarget = (double) target.size() / best.size();
        double ofAll = (double) all.size() / trials.size();
        sum += ofTarget * ofTarget / ofAll * pearson(grid.density(target), grid.density(all));
      }
    }
    return sum;
  }

  /** Returns the Pearson divergence of two densities on a grid. */
  private static double pearson(double[] density, double[] base) {
    double sum = 0;
    for (int i = 0; i < base.length; i++) {
      double difference = density[i] / base[i] - 1;
      sum += base[i] * difference * difference;
    }
    return sum;
  }
}

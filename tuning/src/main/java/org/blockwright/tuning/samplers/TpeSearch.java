package org.blockwright.tuning.samplers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Condition;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Points;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TriedPoints;
import org.blockwright.tuning.Values;

/**
 * A search of {@link TpeSampler}: estimates the densities of good and of other trials, draws
 * candidates from that of good ones, and proposes the one with the highest ratio of both (Bergstra
 * et al. 2011; multivariate as by Falkner et al. 2018).
 */
final class TpeSearch implements Sampler.Search {
  private static final int MAX_ATTEMPTS = 20;

  private final TpeSampler settings;
  private final Space space;
  private final TriedPoints triedPoints;
  private final Metric metric;
  private final long seed;
  private final List<List<Parameter>> groups;

  TpeSearch(TpeSampler settings, Space space, Metric metric, long seed) {
    this.settings = settings;
    this.space = space;
    this.triedPoints = new TriedPoints(space);
    this.metric = metric;
    this.seed = seed;
    this.groups = groups(space);
  }

  /** Returns the parameters that vary, grouped by their conditions. */
  private static List<List<Parameter>> groups(Space space) {
    Map<List<Condition>, List<Parameter>> groups = new LinkedHashMap<>();
    for (Parameter p : space.parameters()) {
      if (p.size().orElse(2) > 1) {
        groups.computeIfAbsent(space.conditions(p.name()), c -> new ArrayList<>()).add(p);
      }
    }
    return List.copyOf(groups.values());
  }

  @Override
  public OptionalLong total() {
    return Points.isListed(space) ? Points.combinations(space) : OptionalLong.empty();
  }

  @Override
  public Optional<Values> propose(List<TrialRecord> trials) {
    SplitMix64 random = Seeds.random("tpe", seed, trials.size());
    Set<Values> tried = space.parameters().isEmpty() ? Set.of() : triedPoints.of(trials);
    long finished =
        trials.stream()
            .filter(
                t ->
                    t.state() == TrialRecord.State.COMPLETE
                        || t.state() == TrialRecord.State.PRUNED)
            .count();
    TpeSplit split = TpeSplit.of(trials, metric);
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      Values values = finished < settings.startupTrials() ? random(random) : sample(split, random);
      if (!tried.contains(values)) {
        return Optional.of(values);
      }
    }
    return untried(tried, random);
  }

  /** Returns a random point that was not tried; empty if there is none. */
  private Optional<Values> untried(Set<Values> tried, SplitMix64 random) {
    if (!Points.isListed(space)) {
      Values values = random(random);
      return tried.contains(values) ? Optional.empty() : Optional.of(values);
    }
    List<Values> open = Points.all(space).stream().filter(v -> !tried.contains(v)).toList();
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(random.nextInt(open.size())));
  }

  private Values random(SplitMix64 random) {
    double[] point = new double[space.parameters().size()];
    for (int i = 0; i < point.length; i++) {
      point[i] = random.nextDouble();
    }
    return space.at(point);
  }

  private Values sample(TpeSplit split, SplitMix64 random) {
    Map<String, Object> values = new LinkedHashMap<>();
    space.parameters().forEach(p -> values.put(p.name(), p.valueAt(0)));
    for (List<Parameter> group : groups) {
      ParzenEstimator below = ParzenEstimator.of(group, split.below());
      ParzenEstimator above = ParzenEstimator.of(group, split.above());
      double[] best = null;
      double bestRatio = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < settings.candidates(); i++) {
        double[] candidate = below.sample(random);
        double ratio = below.logDensity(candidate) - above.logDensity(candidate);
        if (best == null || ratio > bestRatio) {
          best = candidate;
          bestRatio = ratio;
        }
      }
      for (int i = 0; i < group.size(); i++) {
        values.put(group.get(i).name(), Kernels.value(group.get(i), best[i]));
      }
    }
    return space.active(values);
  }
}

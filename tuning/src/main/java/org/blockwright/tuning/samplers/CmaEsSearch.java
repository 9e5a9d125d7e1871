package org.blockwright.tuning.samplers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Points;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TriedPoints;
import org.blockwright.tuning.Values;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.hipparchus.random.MersenneTwister;

/**
 * A search of {@link CmaEsSampler}. The optimizer calls its function, but a study asks for points;
 * so the optimizer runs again for each trial, with the results so far as function, until it asks
 * for a point without a result, which is the next trial. It always asks for the same points, so
 * that a study can be continued, and several processes can work on it. While the last trials of a
 * generation run, further ones are random.
 */
final class CmaEsSearch implements Sampler.Search {
  private static final double INITIAL_SIGMA = 0.3;
  private static final int MAX_EVALUATIONS = 1_000_000;
  private static final int MAX_ATTEMPTS = 100;

  private final Space space;
  private final TriedPoints triedPoints;
  private final Metric metric;
  private final long seed;

  CmaEsSearch(Space space, Metric metric, long seed) {
    this.space = space;
    this.triedPoints = new TriedPoints(space);
    this.metric = metric;
    this.seed = seed;
  }

  /** Ends a run of the optimizer at a point without a result. */
  private static final class NextPoint extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Optional<Values> values;

    private NextPoint(Optional<Values> values) {
      super("next point", null, false, false);
      this.values = values;
    }
  }

  @Override
  public OptionalLong total() {
    return Points.isListed(space) ? Points.combinations(space) : OptionalLong.empty();
  }

  @Override
  public Optional<Values> propose(List<TrialRecord> trials) {
    if (space.parameters().isEmpty()) {
      return Optional.of(space.at(new double[0]));
    }
    Set<Values> tried = triedPoints.of(trials);
    Optional<Values> next = next(trials);
    return next.isPresent() && !tried.contains(next.get()) ? next : random(tried, trials.size());
  }

  /** Returns the point that the optimizer asks for; empty if it waits for running trials. */
  private Optional<Values> next(List<TrialRecord> trials) {
    int axes = space.parameters().size();
    int population = 4 + (int) (3 * Math.log(axes));
    Map<Values, Double> results = results(trials);
    Set<Values> running = new HashSet<>();
    trials.stream().filter(t -> !t.state().ended()).forEach(t -> running.add(Points.of(space, t)));
    double[] center = filled(axes, 0.5);
    CMAESOptimizer optimizer =
        new CMAESOptimizer(
            MAX_EVALUATIONS, 0, true, 0, 0, new MersenneTwister(seed), false, (i, p, c) -> false);
    Generation generation = new Generation(population, results, running);
    try {
      optimizer.optimize(
          new MaxEval(MAX_EVALUATIONS),
          new MaxIter(MAX_EVALUATIONS),
          GoalType.MINIMIZE,
          new ObjectiveFunction(point -> generation.value(space.at(point))),
          new InitialGuess(center),
          new SimpleBounds(filled(axes, 0), filled(axes, 1)),
          new CMAESOptimizer.Sigma(filled(axes, INITIAL_SIGMA)),
          new CMAESOptimizer.PopulationSize(population));
    } catch (NextPoint e) {
      return e.values;
    }
    return Optional.empty();
  }

  /** Answers the optimizer from results; the first call is for its start. */
  private static final class Generation {
    private final int population;
    private final Map<Values, Double> results;
    private final Set<Values> running;
    private int calls;
    private boolean incomplete;

    private Generation(int population, Map<Values, Double> results, Set<Values> running) {
      this.population = population;
      this.results = results;
      this.running = running;
    }

    private double value(Values values) {
      boolean first = calls == 0;
      boolean newGeneration = !first && (calls - 1) % population == 0;
      calls++;
      if (newGeneration && incomplete) {
        throw new NextPoint(Optional.empty());
      }
      Double known = results.get(values);
      if (known != null) {
        return known;
      }
      if (!running.contains(values)) {
        throw new NextPoint(Optional.of(values));
      }
      // The value is not used: the generation is repeated when the trial has ended.
      incomplete = true;
      return 0;
    }
  }

  /** Returns the values to minimize; failed and pruned trials count as the worst one. */
  private Map<Values, Double> results(List<TrialRecord> trials) {
    double sign = metric.direction() == Direction.MAXIMIZE ? -1 : 1;
    Map<Values, Double> results = new HashMap<>();
    double worst =
        trials.stream()
            .flatMap(t -> t.value().stream().boxed())
            .filter(Double::isFinite)
            .mapToDouble(v -> sign * v)
            .max()
            .orElse(0);
    for (TrialRecord t : trials) {
      if (t.state().ended() && !t.retried()) {
        double value = sign * t.value().orElse(sign * worst);
        results.putIfAbsent(Points.of(space, t), Double.isFinite(value) ? value : worst);
      }
    }
    return results;
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  private Optional<Values> random(Set<Values> tried, int number) {
    SplitMix64 random = Seeds.random("cma-es", seed, number);
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      double[] point = new double[space.parameters().size()];
      for (int axis = 0; axis < point.length; axis++) {
        point[axis] = random.nextDouble();
      }
      Values values = space.at(point);
      if (!tried.contains(values)) {
        return Optional.of(values);
      }
    }
    return Points.isListed(space)
        ? Points.all(space).stream().filter(v -> !tried.contains(v)).findFirst()
        : Optional.empty();
  }
}

package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.Segment;
import org.blockwright.engine.optimizer.UpdateRule;

/**
 * How an {@link Executor} trains a graph: update rule, learning-rate multipliers, constraints,
 * penalties and losses. Updaters, regularization and constraints in the configuration of the graph
 * are not used. Immutable: each {@code with...} method returns a modified copy.
 *
 * <pre>{@code
 * TrainingSpec spec =
 *     TrainingSpec.of(new Adam(1e-3))
 *         .withMultipliers(Map.of("conv1", 0.1))
 *         .withFixed(Set.of(new ParameterKey("norm1", "gamma")));
 * }</pre>
 *
 * @param rule the update rule
 * @param multipliers learning-rate multipliers by vertex; the default is 1. All parameters of a
 *     vertex with multiplier 0 keep their values, moving statistics included. Frozen layers of the
 *     graph ({@code FrozenLayer}, {@code FrozenLayerWithBackprop}) keep their values in any case
 * @param fixed parameters that keep their values although their layer is trained, such as the gamma
 *     of a batch norm without scale
 * @param regularization penalties, clipping and the average of the parameters
 * @param losses losses by name of the output; an output without an entry has the loss of its DL4J
 *     layer
 * @param earlier the numbers of updates by earlier executors
 */
public record TrainingSpec(
    UpdateRule rule,
    Map<String, Double> multipliers,
    Set<ParameterKey> fixed,
    Regularization regularization,
    Map<String, OutputLoss> losses,
    EarlierUpdates.Counts earlier) {

  public TrainingSpec {
    multipliers = ImmutableMap.copyOf(multipliers);
    fixed = ImmutableSet.copyOf(fixed);
    losses = ImmutableMap.copyOf(losses);
  }

  /**
   * Returns the specification that trains all parameters by a rule, with the losses of the graph.
   */
  public static TrainingSpec of(UpdateRule rule) {
    return new TrainingSpec(
        rule, Map.of(), Set.of(), Regularization.NONE, Map.of(), EarlierUpdates.Counts.NONE);
  }

  /** Returns a copy with other learning-rate multipliers by vertex. */
  public TrainingSpec withMultipliers(Map<String, Double> other) {
    return new TrainingSpec(rule, other, fixed, regularization, losses, earlier);
  }

  /** Returns a copy with other fixed parameters. */
  public TrainingSpec withFixed(Set<ParameterKey> other) {
    return new TrainingSpec(rule, multipliers, other, regularization, losses, earlier);
  }

  /** Returns a copy with other penalties, clipping and average. */
  public TrainingSpec withRegularization(Regularization other) {
    return new TrainingSpec(rule, multipliers, fixed, other, losses, earlier);
  }

  /** Returns the L2 penalties. */
  public Map<ParameterKey, Double> l2() {
    return regularization.l2();
  }

  /** Returns a copy with other L2 penalties. */
  public TrainingSpec withL2(Map<ParameterKey, Double> other) {
    return withRegularization(regularization.withL2(other));
  }

  /** Returns a copy with other losses by name of the output. */
  public TrainingSpec withLosses(Map<String, OutputLoss> other) {
    return new TrainingSpec(rule, multipliers, fixed, regularization, other, earlier);
  }

  /** Returns a copy that continues after updates by earlier executors. */
  public TrainingSpec withEarlierUpdates(EarlierUpdates.Counts other) {
    return new TrainingSpec(rule, multipliers, fixed, regularization, losses, other);
  }

  /**
   * Returns how each parameter of a graph is updated.
   *
   * @param ranges positions of all parameters in the flat vector of an executor, in order
   * @throws org.blockwright.base.UsageException if this names a parameter that does not exist, or a
   *     factor is negative or not finite
   */
  List<Segment> segments(List<ParameterRange> ranges) {
    Set<ParameterKey> known =
        ranges.stream().map(ParameterRange::key).collect(ImmutableSet.toImmutableSet());
    Set<String> vertices = known.stream().map(ParameterKey::vertex).collect(Collectors.toSet());
    for (String vertex : multipliers.keySet()) {
      if (!vertices.contains(vertex)) {
        throw EngineProblems.noParameters(vertex, vertices);
      }
    }
    for (Set<ParameterKey> keys :
        List.of(
            fixed,
            regularization.l1().keySet(),
            regularization.l2().keySet(),
            regularization.undecayed())) {
      for (ParameterKey key : keys) {
        if (!known.contains(key)) {
          throw EngineProblems.unknownParameter(key, known);
        }
      }
    }
    return ranges.stream().map(this::segment).toList();
  }

  private Segment segment(ParameterRange range) {
    double multiplier = multipliers.getOrDefault(range.key().vertex(), 1.0);
    Segment trained =
        Segment.trained(
                range.from(),
                range.to(),
                multiplier,
                regularization.l2().getOrDefault(range.key(), 0.0))
            .withL1(regularization.l1().getOrDefault(range.key(), 0.0))
            .startingAfter(earlier.without(range.key()));
    if (regularization.undecayed().contains(range.key())) {
      trained = trained.withoutWeightDecay();
    }
    if (!trained.isTrained() || range.isFrozen() || fixed.contains(range.key())) {
      return Segment.frozen(range.from(), range.to());
    }
    return range.isStatistic() ? Segment.statistic(range.from(), range.to()) : trained;
  }
}

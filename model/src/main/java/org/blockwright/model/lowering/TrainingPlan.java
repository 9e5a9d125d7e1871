package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;

/**
 * What lowering has to know beside the network: how it will be trained.
 *
 * @param multipliers of the optimizer's rate, by vertex name; 0 is frozen, a layer not named has 1
 * @param seed of what DL4J draws itself
 * @param weightDecay the factor of half the sum of the squared kernel weights of all trained layers
 *     in the loss; 0 for none
 */
public record TrainingPlan(
    Optimizer optimizer, Map<String, Double> multipliers, long seed, double weightDecay) {

  public TrainingPlan {
    multipliers = ImmutableMap.copyOf(multipliers);
  }

  /**
   * A plan for a network or a part of it.
   *
   * @param whole the whole network, which the patterns of the rates speak of
   * @throws org.blockwright.base.DescriptionException where a pattern matches nothing
   */
  public static TrainingPlan of(
      LayerGraph whole, Optimizer optimizer, LearningRateMultipliers rates, long seed) {
    return new TrainingPlan(optimizer, rates.resolve(whole), seed, 0);
  }

  /** A network that is to be run, not trained; plain DL4J may still go on training it. */
  public static TrainingPlan inference() {
    return new TrainingPlan(Optimizer.adam(1e-3), Map.of(), 0, 0);
  }

  /** The same plan with another weight decay. */
  public TrainingPlan weightDecay(double factor) {
    return new TrainingPlan(optimizer, multipliers, seed, factor);
  }

  double multiplier(Node node) {
    return multipliers.getOrDefault(node.name(), 1.0);
  }

  /** Whether a layer is frozen. */
  public boolean isFrozen(Node node) {
    return multiplier(node) == 0;
  }
}

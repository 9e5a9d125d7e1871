package org.blockwright.dsl.lowering;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;

/**
 * What lowering has to know beside the network: how it will be trained.
 *
 * @param multipliers of the optimizer's rate, by vertex name; 0 is frozen, a layer not named has 1
 * @param seed of what DL4J draws itself
 * @param weightDecay the factor of half the sum of the squared kernel weights of all trained layers
 *     in the loss; 0 for none
 */
public record Plan(
    Optimizer optimizer, Map<String, Double> multipliers, long seed, double weightDecay) {

  public Plan {
    multipliers = ImmutableMap.copyOf(multipliers);
  }

  /**
   * A plan for a network or a part of it.
   *
   * @param whole the whole network, which the patterns of the rates speak of
   * @throws org.blockwright.base.DescriptionException where a pattern matches nothing
   */
  public static Plan of(Graph whole, Optimizer optimizer, Rates rates, long seed) {
    return new Plan(optimizer, rates.of(whole), seed, 0);
  }

  /** A network that is to be run, not trained; plain DL4J may still go on training it. */
  public static Plan inference() {
    return new Plan(Optimizer.adam(1e-3), Map.of(), 0, 0);
  }

  /** The same plan with another weight decay. */
  public Plan weightDecay(double factor) {
    return new Plan(optimizer, multipliers, seed, factor);
  }

  double multiplier(Node node) {
    return multipliers.getOrDefault(node.name(), 1.0);
  }

  /** Whether a layer is frozen. */
  public boolean freezes(Node node) {
    return multiplier(node) == 0;
  }
}

package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.loss.OutputLoss;

/**
 * Settings of training that lowering depends on.
 *
 * @param multipliers factors of the learning rate by vertex name; 0 freezes the layer; 1 for layers
 *     without an entry
 * @param seed seed of DL4J's own random numbers
 * @param regularization penalties, clipping and average of the parameters
 * @param losses the losses of outputs by vertex name
 */
public record TrainingPlan(
    Optimizer optimizer,
    Map<String, Double> multipliers,
    long seed,
    RegularizationPlan regularization,
    Map<String, OutputLoss> losses) {

  public TrainingPlan {
    multipliers = ImmutableMap.copyOf(multipliers);
    losses = ImmutableMap.copyOf(losses);
  }

  /**
   * Creates a plan, without further regularization, for a network or a part of it.
   *
   * @param network the whole network, with its losses; the patterns of the multipliers refer to it
   * @throws org.blockwright.base.DescriptionException if a pattern matches no layer
   */
  public static TrainingPlan of(
      Network network, Optimizer optimizer, LearningRateMultipliers multipliers, long seed) {
    return new TrainingPlan(
        optimizer,
        multipliers.resolve(network.graph()),
        seed,
        RegularizationPlan.NONE,
        LossFunctions.of(network));
  }

  /** Returns a plan for inference: nothing is frozen, so stock DL4J can continue training. */
  public static TrainingPlan inference(Network network) {
    return new TrainingPlan(
        Optimizer.adam(1e-3), Map.of(), 0, RegularizationPlan.NONE, LossFunctions.of(network));
  }

  /** Returns a copy with another regularization. */
  public TrainingPlan regularization(RegularizationPlan other) {
    return new TrainingPlan(optimizer, multipliers, seed, other, losses);
  }

  /** Returns a copy with another weight decay, a penalty of the kernels of all trained layers. */
  public TrainingPlan weightDecay(double factor) {
    return regularization(regularization.withWeightDecay(factor));
  }

  double multiplier(Node node) {
    return multipliers.getOrDefault(node.name(), 1.0);
  }

  /** Returns whether any layer of the whole network has a multiplier of 0. */
  public boolean freezesLayers() {
    return multipliers.values().stream().anyMatch(multiplier -> multiplier == 0);
  }

  /** Returns whether the multiplier of a layer is 0. */
  public boolean isFrozen(Node node) {
    return multiplier(node) == 0;
  }
}

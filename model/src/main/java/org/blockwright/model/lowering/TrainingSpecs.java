package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.engine.ParameterKey;
import org.blockwright.engine.Regularization;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.OutputLoss;

/** Lowers the settings of a training run to those of an executor, which are by vertex and array. */
final class TrainingSpecs {
  private TrainingSpecs() {}

  /** Returns the settings for trained layers; frozen ones are wrapped in the graph itself. */
  static TrainingSpec of(TrainingPlan plan, List<LoweredLayer> layers) {
    ImmutableMap.Builder<String, Double> multipliers = ImmutableMap.builder();
    ImmutableSet.Builder<ParameterKey> fixed = ImmutableSet.builder();
    RegularizationPlan regularization = plan.regularization();
    ImmutableMap.Builder<ParameterKey, Double> l1 = ImmutableMap.builder();
    ImmutableMap.Builder<ParameterKey, Double> l2 = ImmutableMap.builder();
    ImmutableSet.Builder<ParameterKey> undecayed = ImmutableSet.builder();
    ImmutableMap.Builder<String, OutputLoss> losses = ImmutableMap.builder();
    for (LoweredLayer layer : layers) {
      layer.loss().ifPresent(loss -> losses.put(layer.name(), loss));
      if (layer.isFrozen()) {
        continue;
      }
      for (String vertex : layer.parameterVertices()) {
        multipliers.put(vertex, plan.multiplier(layer.node()));
      }
      for (Constraint constraint : layer.constraints()) {
        switch (constraint.kind()) {
          case FIXED_AT_ONE -> fixed.add(constraint.slice().parameterKey());
        }
      }
      for (LoweredParameter parameter : layer.parameters()) {
        boolean decays = regularization.decayAll() || parameter.kind().endsWith(Parameter.KERNEL);
        for (ParameterSlice slice : parameter.slices()) {
          ParameterKey key = slice.parameterKey();
          if (decays && !isStatistic(parameter)) {
            putPositive(l1, key, regularization.l1());
            putPositive(l2, key, regularization.weightDecay());
          } else if (plan.optimizer().decoupledWeightDecay().isPresent()) {
            undecayed.add(key);
          }
        }
      }
    }
    return TrainingSpec.of(UpdateRules.of(plan.optimizer()))
        .withMultipliers(multipliers.buildOrThrow())
        .withFixed(fixed.build())
        .withLosses(losses.buildOrThrow())
        .withRegularization(
            new Regularization(
                l1.buildKeepingLast(),
                l2.buildKeepingLast(),
                undecayed.build(),
                regularization.clipping(),
                regularization.averageMomentum()));
  }

  private static void putPositive(
      ImmutableMap.Builder<ParameterKey, Double> factors, ParameterKey key, double factor) {
    if (factor > 0) {
      factors.put(key, factor);
    }
  }

  private static boolean isStatistic(LoweredParameter parameter) {
    return !parameter.parameter().trainable();
  }
}

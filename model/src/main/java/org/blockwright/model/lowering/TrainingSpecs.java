package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.engine.ParameterKey;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.OutputLoss;

/** Lowers the settings of a training run to those of an executor, which are by vertex and array. */
final class TrainingSpecs {
  private TrainingSpecs() {}

  /** Returns the settings for trained layers; frozen ones are wrapped in the graph itself. */
  static TrainingSpec of(TrainingPlan plan, List<LoweredLayer> layers) {
    ImmutableMap.Builder<String, Double> multipliers = ImmutableMap.builder();
    ImmutableSet.Builder<ParameterKey> fixed = ImmutableSet.builder();
    ImmutableMap.Builder<ParameterKey, Double> l2 = ImmutableMap.builder();
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
      if (plan.weightDecay() > 0) {
        layer.parameters().stream()
            .filter(parameter -> parameter.kind().endsWith(Parameter.KERNEL))
            .flatMap(parameter -> parameter.slices().stream())
            .forEach(slice -> l2.put(slice.parameterKey(), plan.weightDecay()));
      }
    }
    return new TrainingSpec(
        UpdateRules.of(plan.optimizer()),
        multipliers.buildOrThrow(),
        fixed.build(),
        l2.buildOrThrow(),
        losses.buildOrThrow());
  }
}

package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;

/**
 * Determines which layers are frozen, and how. DL4J has two wrappers: one stops the backward pass,
 * which is correct only if nothing before the layer is trained and all layers before it stop it,
 * too; the other passes the gradient through.
 */
final class Freezing {
  private Freezing() {}

  /**
   * Returns the mode of every layer by vertex name.
   *
   * @throws UsageException if the plan freezes layers and no output depends on a trained layer
   */
  static Map<String, FreezeMode> modes(LayerGraph graph, TrainingPlan plan) {
    // Layers that are trained, or depend on a trained layer.
    Set<String> needGradient = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean trained = hasParameters(graph, node) && !plan.isFrozen(node);
      if (trained || node.inputs().stream().anyMatch(needGradient::contains)) {
        needGradient.add(node.name());
      }
    }
    if (plan.freezesLayers() && graph.outputs().stream().noneMatch(needGradient::contains)) {
      throw new UsageException(LoweringProblems.nothingToTrain(graph.networkName()));
    }
    // All layers before one that stops the backward pass must stop it as well.
    Set<String> beforeStop = new HashSet<>();
    ImmutableMap.Builder<String, FreezeMode> modes = ImmutableMap.builder();
    for (Node node : Lists.reverse(graph.nodes())) {
      boolean frozen = plan.isFrozen(node);
      FreezeMode mode = FreezeMode.NOT_FROZEN;
      if (needGradient.contains(node.name())) {
        if (frozen && hasParameters(graph, node)) {
          mode = FreezeMode.PASS_GRADIENT;
        }
      } else if (frozen || beforeStop.contains(node.name())) {
        mode = FreezeMode.STOP_GRADIENT;
        beforeStop.addAll(node.inputs());
      }
      modes.put(node.name(), mode);
    }
    return modes.build();
  }

  private static boolean hasParameters(LayerGraph graph, Node node) {
    return !graph.parameters(node).isEmpty();
  }
}

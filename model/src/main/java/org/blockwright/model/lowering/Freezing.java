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
 * Which vertices are frozen, and how. DL4J has two ways: one that stops the backward pass, right
 * only where nothing below learns and every vertex below stops too; and one that lets it through.
 */
final class Freezing {
  /** How one vertex is to be lowered. */
  enum Mode {
    /** It learns, or has nothing to learn. */
    NOT_FROZEN,
    /** Frozen, and so is all below it: the backward pass need not come here. */
    STOP_GRADIENT,
    /** Frozen, but something below learns: the gradient passes through. */
    PASS_GRADIENT
  }

  private final ImmutableMap<String, Mode> modes;

  private Freezing(Map<String, Mode> ways) {
    this.modes = ImmutableMap.copyOf(ways);
  }

  static Freezing of(LayerGraph graph, TrainingPlan plan) {
    Set<String> learnsAtOrBelow = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean learns = hasParameters(graph, node) && !plan.isFrozen(node);
      if (learns || node.inputs().stream().anyMatch(learnsAtOrBelow::contains)) {
        learnsAtOrBelow.add(node.name());
      }
    }
    if (graph.nodes().stream().anyMatch(plan::isFrozen)
        && graph.outputs().stream().noneMatch(learnsAtOrBelow::contains)) {
      throw new UsageException(LoweringProblems.nothingToTrain(graph.networkName()));
    }
    // Whatever stands below a frozen layer that stops the backward pass has to stop it as well.
    Set<String> belowFrozen = new HashSet<>();
    ImmutableMap.Builder<String, Mode> ways = ImmutableMap.builder();
    for (Node node : Lists.reverse(graph.nodes())) {
      boolean frozen = plan.isFrozen(node);
      Mode way = Mode.NOT_FROZEN;
      if (learnsAtOrBelow.contains(node.name())) {
        if (frozen && hasParameters(graph, node)) {
          way = Mode.PASS_GRADIENT;
        }
      } else if (frozen || belowFrozen.contains(node.name())) {
        way = Mode.STOP_GRADIENT;
        belowFrozen.addAll(node.inputs());
      }
      ways.put(node.name(), way);
    }
    return new Freezing(ways.build());
  }

  Mode mode(Node node) {
    return modes.get(node.name());
  }

  private static boolean hasParameters(LayerGraph graph, Node node) {
    return !graph.parameters(node).isEmpty();
  }
}

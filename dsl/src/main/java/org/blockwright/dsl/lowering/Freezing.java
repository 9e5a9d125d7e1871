package org.blockwright.dsl.lowering;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;

/**
 * Which vertices are frozen, and how. DL4J has two ways: one that stops the backward pass, right
 * only where nothing below learns and every vertex below stops too; and one that lets it through.
 */
final class Freezing {
  /** How one vertex is to be lowered. */
  enum Way {
    /** It learns, or has nothing to learn. */
    FREE,
    /** Frozen, and so is all below it: the backward pass need not come here. */
    BELOW_NOTHING_LEARNS,
    /** Frozen, but something below learns: the gradient passes through. */
    GRADIENT_PASSES
  }

  private final ImmutableMap<String, Way> ways;

  private Freezing(Map<String, Way> ways) {
    this.ways = ImmutableMap.copyOf(ways);
  }

  static Freezing of(Graph graph, Plan plan) {
    Set<String> learnsAtOrBelow = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean learns = hasParameters(graph, node) && !plan.freezes(node);
      if (learns || node.inputs().stream().anyMatch(learnsAtOrBelow::contains)) {
        learnsAtOrBelow.add(node.name());
      }
    }
    if (graph.nodes().stream().anyMatch(plan::freezes)
        && graph.outputs().stream().noneMatch(learnsAtOrBelow::contains)) {
      throw new UsageException(LoweringProblems.nothingLearns(graph.network()));
    }
    // Whatever stands below a frozen layer that stops the backward pass has to stop it as well.
    Set<String> belowFrozen = new HashSet<>();
    ImmutableMap.Builder<String, Way> ways = ImmutableMap.builder();
    for (Node node : Lists.reverse(graph.nodes())) {
      boolean frozen = plan.freezes(node);
      Way way = Way.FREE;
      if (learnsAtOrBelow.contains(node.name())) {
        if (frozen && hasParameters(graph, node)) {
          way = Way.GRADIENT_PASSES;
        }
      } else if (frozen || belowFrozen.contains(node.name())) {
        way = Way.BELOW_NOTHING_LEARNS;
        belowFrozen.addAll(node.inputs());
      }
      ways.put(node.name(), way);
    }
    return new Freezing(ways.build());
  }

  Way way(Node node) {
    return ways.get(node.name());
  }

  private static boolean hasParameters(Graph graph, Node node) {
    return !graph.parameters(node).isEmpty();
  }
}

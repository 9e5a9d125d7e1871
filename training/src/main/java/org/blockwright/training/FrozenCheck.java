package org.blockwright.training;

import com.google.common.hash.HashCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.lowering.ParameterLayout;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.training.features.Hashes;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Holds frozen layers, statistics included, against what they were, bit for bit. */
final class FrozenCheck {
  private final ComputationGraph graph;

  /** By layer and by DL4J's name of the array. */
  private final Map<String, Map<String, HashCode>> before = new LinkedHashMap<>();

  /** Remembers the frozen layers of a graph that is about to be trained. */
  FrozenCheck(Graph part, Plan plan, ComputationGraph graph) {
    this.graph = graph;
    for (Node node : part.nodes()) {
      if (plan.freezes(node)) {
        ParameterLayout.vertices(part, node).forEach(vertex -> before.put(vertex, hashes(vertex)));
      }
    }
  }

  /**
   * Compares.
   *
   * @throws TrainingException where a frozen layer moved
   */
  void verify(int epoch) {
    before.forEach(
        (layer, hashes) -> {
          if (!hashes(layer).equals(hashes)) {
            throw new TrainingException(TrainingProblems.frozenMoved(layer, epoch));
          }
        });
  }

  private Map<String, HashCode> hashes(String layer) {
    Map<String, HashCode> all = new LinkedHashMap<>();
    graph.getLayer(layer).paramTable().forEach((key, values) -> all.put(key, Hashes.of(values)));
    return all;
  }
}

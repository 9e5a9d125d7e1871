package org.blockwright.training;

import com.google.common.hash.HashCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.model.lowering.ParameterLayout;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.features.Hashes;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Holds frozen layers, statistics included, against what they were, bit for bit. */
final class FrozenLayerCheck {
  private final ComputationGraph graph;

  /** By layer and by DL4J's name of the array. */
  private final Map<String, Map<String, HashCode>> initialHashes = new LinkedHashMap<>();

  /** Remembers the frozen layers of a graph that is about to be trained. */
  FrozenLayerCheck(LayerGraph part, TrainingPlan plan, ComputationGraph graph) {
    this.graph = graph;
    for (Node node : part.nodes()) {
      if (plan.isFrozen(node)) {
        ParameterLayout.vertices(part, node)
            .forEach(vertex -> initialHashes.put(vertex, hashes(vertex)));
      }
    }
  }

  /**
   * Compares.
   *
   * @throws TrainingException where a frozen layer moved
   */
  void verify(int epoch) {
    initialHashes.forEach(
        (layer, hashes) -> {
          if (!hashes(layer).equals(hashes)) {
            throw new TrainingException(TrainingProblems.frozenLayerChanged(layer, epoch));
          }
        });
  }

  private Map<String, HashCode> hashes(String layer) {
    Map<String, HashCode> all = new LinkedHashMap<>();
    graph.getLayer(layer).paramTable().forEach((key, values) -> all.put(key, Hashes.of(values)));
    return all;
  }
}

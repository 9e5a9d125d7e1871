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

/** Verifies bit for bit that the parameters and statistics of frozen layers do not change. */
final class FrozenLayerCheck {
  private final ComputationGraph graph;

  /** By vertex and by DL4J's name of the array. */
  private final Map<String, Map<String, HashCode>> initialHashes = new LinkedHashMap<>();

  /** Computes the hashes of the frozen layers before training. */
  FrozenLayerCheck(LayerGraph trained, TrainingPlan plan, ComputationGraph graph) {
    this.graph = graph;
    for (Node node : trained.nodes()) {
      if (plan.isFrozen(node)) {
        ParameterLayout.vertices(trained, node)
            .forEach(vertex -> initialHashes.put(vertex, hashes(vertex)));
      }
    }
  }

  /**
   * Compares the current hashes with those before training.
   *
   * @throws TrainingException if a frozen layer has changed
   */
  void verify(int epoch) {
    initialHashes.forEach(
        (vertex, hashes) -> {
          if (!hashes(vertex).equals(hashes)) {
            throw new TrainingException(TrainingProblems.frozenLayerChanged(vertex, epoch));
          }
        });
  }

  private Map<String, HashCode> hashes(String vertex) {
    Map<String, HashCode> hashes = new LinkedHashMap<>();
    graph
        .getLayer(vertex)
        .paramTable()
        .forEach((key, values) -> hashes.put(key, Hashes.of(values)));
    return hashes;
  }
}

package org.blockwright.training;

import com.google.common.hash.HashCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.base.TrainingException;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.training.features.Hashes;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Verifies bit for bit that the parameters and statistics of frozen layers do not change. */
final class FrozenLayerCheck {
  private final ComputationGraph graph;

  /** By vertex and by DL4J's name of the array. */
  private final Map<String, Map<String, HashCode>> initialHashes = new LinkedHashMap<>();

  /** Computes the hashes of the frozen layers before training. */
  FrozenLayerCheck(LoweredNetwork trained, ComputationGraph graph) {
    this.graph = graph;
    trained.layers().stream()
        .filter(LoweredLayer::isFrozen)
        .flatMap(layer -> layer.parameterVertices().stream())
        .forEach(vertex -> initialHashes.put(vertex, hashes(vertex)));
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

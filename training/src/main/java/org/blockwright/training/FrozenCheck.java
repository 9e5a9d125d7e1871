package org.blockwright.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.lowering.Plan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Holds frozen layers, statistics included, against what they were, bit for bit. */
final class FrozenCheck {
  private final ComputationGraph graph;
  private final Map<String, INDArray> before = new LinkedHashMap<>();

  /** Remembers the frozen layers of a graph that is about to be trained. */
  FrozenCheck(Graph part, Plan plan, ComputationGraph graph) {
    this.graph = graph;
    for (Node node : part.nodes()) {
      if (plan.freezes(node) && !part.parameters(node).isEmpty()) {
        graph
            .getLayer(node.name())
            .paramTable()
            .forEach((key, values) -> before.put(node.name() + "/" + key, values.dup()));
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
        (name, values) -> {
          String layer = name.substring(0, name.lastIndexOf('/'));
          String key = name.substring(name.lastIndexOf('/') + 1);
          INDArray now = graph.getLayer(layer).getParam(key);
          long equal = now.eq(values).castTo(DataType.INT64).sumNumber().longValue();
          if (equal != values.length()) {
            throw new TrainingException(TrainingProblems.frozenMoved(layer, epoch));
          }
        });
  }
}

package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.features.FeatureCache;

/**
 * The dense layer whose input can be standardized, or why there is none.
 *
 * @param reason empty if there is a layer
 */
record StandardizedLayer(Optional<Node> layer, String reason) {

  /** Looks at a whole network. */
  static StandardizedLayer of(LayerGraph graph, TrainingPlan plan) {
    Optional<Node> end = FeatureCache.backboneEnd(graph, plan::isFrozen);
    if (end.isEmpty()) {
      return none(TrainingProblems.noFrozenBackbone());
    }
    LayerGraph part = graph.after(end.orElseThrow().name());
    String at = part.input();
    while (true) {
      List<Node> readers = part.consumers(at);
      if (readers.size() != 1) {
        return none(
            TrainingProblems.notSingleConsumer(at, readers.stream().map(Node::name).toList()));
      }
      Node node = readers.get(0);
      if (node.layer() instanceof Dense dense) {
        return plan.isFrozen(node)
            ? none(TrainingProblems.frozenDense(node.name()))
            : dense.bias()
                ? new StandardizedLayer(Optional.of(node), "")
                : none(TrainingProblems.noBias(node.name()));
      }
      if (!(node.layer() instanceof Dropout)) {
        return none(TrainingProblems.notDense(node.name(), node.layer().defaultName()));
      }
      at = node.name();
    }
  }

  private static StandardizedLayer none(String obstacle) {
    return new StandardizedLayer(Optional.empty(), obstacle);
  }
}

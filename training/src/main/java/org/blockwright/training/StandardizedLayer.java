package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.training.features.FeatureCache;

/**
 * The dense layer whose input can be standardized, or why there is none.
 *
 * @param obstacle empty if there is a layer
 */
record StandardizedLayer(Optional<Node> layer, String obstacle) {

  /** Looks at a whole network. */
  static StandardizedLayer of(Graph graph, Plan plan) {
    Optional<Node> end = FeatureCache.end(graph, plan::freezes);
    if (end.isEmpty()) {
      return none(TrainingProblems.noFrozenBackbone());
    }
    Graph part = graph.behind(end.orElseThrow().name());
    String at = part.input();
    while (true) {
      List<Node> readers = part.readers(at);
      if (readers.size() != 1) {
        return none(TrainingProblems.severalReaders(at, readers.stream().map(Node::name).toList()));
      }
      Node node = readers.get(0);
      if (node.layer() instanceof Dense dense) {
        return plan.freezes(node)
            ? none(TrainingProblems.frozenDense(node.name()))
            : dense.bias()
                ? new StandardizedLayer(Optional.of(node), "")
                : none(TrainingProblems.noBias(node.name()));
      }
      if (!(node.layer() instanceof Dropout)) {
        return none(TrainingProblems.notDense(node.name(), node.layer().word()));
      }
      at = node.name();
    }
  }

  private static StandardizedLayer none(String obstacle) {
    return new StandardizedLayer(Optional.empty(), obstacle);
  }
}

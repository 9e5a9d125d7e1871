package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;

/**
 * The dense layer whose input can be standardized.
 *
 * @param layer empty if there is none
 * @param reason why there is none; an empty text if there is one
 */
record StandardizedLayer(Optional<Node> layer, String reason) {

  /**
   * Finds the layer in a whole network.
   *
   * @param backboneEnd the last node of the frozen backbone
   */
  static StandardizedLayer of(
      LayerGraph graph, Optional<Node> backboneEnd, Predicate<Node> frozen) {
    if (backboneEnd.isEmpty()) {
      return none(TrainingProblems.noFrozenBackbone());
    }
    LayerGraph tail = graph.after(backboneEnd.orElseThrow().name());
    String output = tail.input();
    while (true) {
      List<Node> consumers = tail.consumers(output);
      if (consumers.size() != 1) {
        return none(
            TrainingProblems.notSingleConsumer(
                output, consumers.stream().map(Node::name).toList()));
      }
      Node node = consumers.get(0);
      if (node.layer() instanceof Dense dense) {
        return frozen.test(node)
            ? none(TrainingProblems.frozenDense(node.name()))
            : dense.bias()
                ? new StandardizedLayer(Optional.of(node), "")
                : none(TrainingProblems.noBias(node.name()));
      }
      if (!(node.layer() instanceof Dropout)) {
        return none(TrainingProblems.notDense(node.name(), node.layer().kind()));
      }
      output = node.name();
    }
  }

  private static StandardizedLayer none(String reason) {
    return new StandardizedLayer(Optional.empty(), reason);
  }
}

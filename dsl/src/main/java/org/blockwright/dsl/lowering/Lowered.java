package org.blockwright.dsl.lowering;

import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** What one of our layers is in DL4J: a layer or a vertex. */
record Lowered(Optional<Layer> layer, Optional<GraphVertex> vertex) {
  static Lowered layer(Layer layer) {
    return new Lowered(Optional.of(layer), Optional.empty());
  }

  static Lowered vertex(GraphVertex vertex) {
    return new Lowered(Optional.empty(), Optional.of(vertex));
  }
}

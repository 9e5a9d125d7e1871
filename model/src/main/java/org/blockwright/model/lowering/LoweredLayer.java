package org.blockwright.model.lowering;

import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** The DL4J layer or vertex for one layer. */
record LoweredLayer(Optional<Layer> layer, Optional<GraphVertex> vertex) {
  static LoweredLayer layer(Layer layer) {
    return new LoweredLayer(Optional.of(layer), Optional.empty());
  }

  static LoweredLayer vertex(GraphVertex vertex) {
    return new LoweredLayer(Optional.empty(), Optional.of(vertex));
  }
}

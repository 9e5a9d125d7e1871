package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A vertex of the DL4J graph: either a layer or another kind of vertex. */
record Dl4jVertex(
    String name, Optional<Layer> layer, Optional<GraphVertex> vertex, List<String> inputs) {
  Dl4jVertex {
    inputs = ImmutableList.copyOf(inputs);
  }

  static Dl4jVertex of(String name, Layer layer, List<String> inputs) {
    return new Dl4jVertex(name, Optional.of(layer), Optional.empty(), inputs);
  }

  static Dl4jVertex of(String name, GraphVertex vertex, List<String> inputs) {
    return new Dl4jVertex(name, Optional.empty(), Optional.of(vertex), inputs);
  }
}

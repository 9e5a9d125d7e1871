package org.blockwright.model;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.engine.StockUpdaters;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.model.lowering.LoweredNetwork;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** Sets DL4J's updaters of graphs, which matter only for training with stock DL4J. */
final class Updaters {
  private Updaters() {}

  /**
   * Sets the updaters that are nearest to how a part was trained.
   *
   * @param graph a graph of the whole network; layers that the part does not train get a learning
   *     rate of 0
   */
  static void set(LoweredNetwork part, ComputationGraph graph) {
    TrainingSpec spec = part.trainingSpec();
    set(
        graph,
        vertex ->
            Optional.of(
                StockUpdaters.nearest(spec.rule(), spec.multipliers().getOrDefault(vertex, 0.0))));
  }

  /** Sets the updaters of the vertices that have one. */
  static void set(ComputationGraph graph, Function<String, Optional<IUpdater>> updaters) {
    for (Map.Entry<String, GraphVertex> vertex :
        graph.getConfiguration().getVertices().entrySet()) {
      if (vertex.getValue() instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof BaseLayer base) {
        updaters.apply(vertex.getKey()).ifPresent(base::setIUpdater);
      }
    }
  }
}

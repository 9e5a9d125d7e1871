package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;

/**
 * The position of a parameter in a flat parameter vector.
 *
 * @param from first position
 * @param to position after the last one
 * @param isFrozen whether the graph's configuration freezes its layer
 * @param isStatistic whether it is a moving statistic, which the forward pass of training updates
 */
record ParameterRange(ParameterKey key, long from, long to, boolean isFrozen, boolean isStatistic) {

  /**
   * Returns the positions in {@code graph.params()}, in order.
   *
   * <p>They are those of the arrays themselves, since DL4J's tables of parameters may have another
   * order: a depthwise convolution lists the kernel first, but has the bias first in memory.
   */
  static ImmutableList<ParameterRange> of(ComputationGraph graph) {
    List<ParameterRange> ranges = new ArrayList<>();
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex.numParams() > 0) {
        vertex
            .paramTable(false)
            .forEach(
                (name, array) -> {
                  long from = array.offset() - graph.params().offset();
                  ranges.add(
                      new ParameterRange(
                          new ParameterKey(vertex.getVertexName(), name),
                          from,
                          from + array.length(),
                          isFrozen(vertex),
                          !vertex.updaterDivideByMinibatch(name)));
                });
      }
    }
    return ImmutableList.sortedCopyOf(Comparator.comparingLong(ParameterRange::from), ranges);
  }

  private static boolean isFrozen(GraphVertex vertex) {
    if (!vertex.hasLayer()) {
      return vertex instanceof FrozenVertex;
    }
    Layer layer = vertex.getLayer();
    return KnownDl4jIssues.unwrapFrozen(layer) != layer;
  }
}

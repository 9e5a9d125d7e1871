package org.blockwright.dsl.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Shape;

/**
 * A layer in a {@link LayerGraph}.
 *
 * @param path for display, for instance {@code block1/conv1}
 * @param name of the vertex, for instance {@code block1_conv1}
 * @param inputs names of the vertices or network inputs that are its inputs, in order
 * @param shape of its output
 */
public record Node(String path, String name, Layer layer, List<String> inputs, Shape shape) {
  public Node {
    inputs = ImmutableList.copyOf(inputs);
  }

  /** Returns the only input, or the first. */
  public String input() {
    return inputs.get(0);
  }

  /** Returns the first name of the path: the top-level block or group that contains the layer. */
  public String topLevelBlock() {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** Returns whether the layer is part of the head. */
  public boolean isInHead() {
    return topLevelBlock().equals(Network.HEAD);
  }
}

package org.blockwright.dsl.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Shape;

/**
 * A layer at its place in a {@link LayerGraph}.
 *
 * @param path for people: {@code block1/conv1}
 * @param name of the vertex: {@code block1_conv1}
 * @param inputs names of what it reads, in order
 * @param shape what it gives
 */
public record Node(String path, String name, Layer layer, List<String> inputs, Shape shape) {
  public Node {
    inputs = ImmutableList.copyOf(inputs);
  }

  /** The only input, or the first. */
  public String input() {
    return inputs.get(0);
  }

  /** The first name of the path: the block or group that holds it. */
  public String topLevelBlock() {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** Whether it belongs to the network's head. */
  public boolean isInHead() {
    return topLevelBlock().equals(Network.HEAD);
  }
}

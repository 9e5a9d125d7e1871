package org.blockwright.model.lowering;

import org.blockwright.dsl.graph.Node;

/**
 * Names of the vertices that lowering adds beside those of the layers. The slash keeps them apart
 * from every layer, since no name of a layer has one.
 */
final class AddedVertices {
  private static final char SEPARATOR = '/';

  private AddedVertices() {}

  /** Stands before an activation whose input somebody else reads as well. */
  static String guard(Node node) {
    return node.name() + SEPARATOR + "guard";
  }

  /** Stands before a window that would have to be padded by less than nothing. */
  static String crop(Node node) {
    return node.name() + SEPARATOR + "crop";
  }

  /** The channels of one group; groups count from 0 here and from 1 in names. */
  static String groupInput(Node node, int group) {
    return node.name() + SEPARATOR + "part" + (group + 1);
  }

  /** The convolution of one group. */
  static String group(Node node, int group) {
    return node.name() + SEPARATOR + "group" + (group + 1);
  }

  /** The first half of a separable convolution of one channel. */
  static String depthwise(Node node) {
    return node.name() + SEPARATOR + "depthwise";
  }
}

package org.blockwright.dsl.lowering;

import org.blockwright.dsl.Node;

/**
 * Names of the vertices that lowering adds beside those of the layers. The slash keeps them apart
 * from every layer, since no name of a layer has one.
 */
final class AddedVertices {
  private static final char MARK = '/';

  private AddedVertices() {}

  /** Stands before an activation whose input somebody else reads as well. */
  static String guard(Node node) {
    return node.name() + MARK + "guard";
  }

  /** Stands before a window that would have to be padded by less than nothing. */
  static String crop(Node node) {
    return node.name() + MARK + "crop";
  }

  /** The channels of one group; groups count from 0 here and from 1 in names. */
  static String part(Node node, int group) {
    return node.name() + MARK + "part" + (group + 1);
  }

  /** The convolution of one group. */
  static String group(Node node, int group) {
    return node.name() + MARK + "group" + (group + 1);
  }

  /** The first half of a separable convolution of one channel. */
  static String depthwise(Node node) {
    return node.name() + MARK + "depthwise";
  }
}

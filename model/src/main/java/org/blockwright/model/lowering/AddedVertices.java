package org.blockwright.model.lowering;

import org.blockwright.dsl.graph.Node;

/**
 * Names of the vertices that lowering adds to those of the layers. They contain a slash, which
 * vertex names of layers never do.
 */
final class AddedVertices {
  private static final char SEPARATOR = '/';

  private AddedVertices() {}

  /** A copy of an activation's input, if the input is used elsewhere, too. */
  static String guard(Node node) {
    return node.name() + SEPARATOR + "guard";
  }

  /** A crop of the input of a window that would need negative padding. */
  static String crop(Node node) {
    return node.name() + SEPARATOR + "crop";
  }

  /** The input channels of a group. Groups count from 0 here and from 1 in names. */
  static String groupInput(Node node, int group) {
    return node.name() + SEPARATOR + "part" + (group + 1);
  }

  /** The convolution of a group. Groups count from 0 here and from 1 in names. */
  static String group(Node node, int group) {
    return node.name() + SEPARATOR + "group" + (group + 1);
  }

  /** The depthwise convolution of a separable convolution on one channel. */
  static String depthwise(Node node) {
    return node.name() + SEPARATOR + "depthwise";
  }
}

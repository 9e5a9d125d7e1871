package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;

/**
 * A layer of a network that takes weights.
 *
 * @param name the layer's (vertex) name, as Keras spells it
 * @param kind Keras's class: Conv2D, DepthwiseConv2D, SeparableConv2D, Dense, BatchNormalization
 * @param tensors what it takes, in Keras's order: trainable ones first, then the others
 * @param head whether the layer belongs to the head and not to the backbone
 * @param automaticName whether the name is one that Keras makes itself ({@code conv2d_7})
 * @param declared its place in the text of the description; layers of equal place keep the order in
 *     which they are given
 */
public record Slot(
    String name,
    String kind,
    ImmutableList<Tensor> tensors,
    boolean head,
    boolean automaticName,
    int declared) {

  /** A layer of a network whose text has no other order than that in which layers are given. */
  public Slot(
      String name,
      String kind,
      ImmutableList<Tensor> tensors,
      boolean head,
      boolean automaticName) {
    this(name, kind, tensors, head, automaticName, 0);
  }

  /**
   * One array of a layer.
   *
   * @param kind kernel, depthwise_kernel, pointwise_kernel, bias, gamma, beta, moving_mean or
   *     moving_variance
   * @param shape in Keras's layout: kernels HxWxIxO, depthwise HxWxIxM, dense IxO, else C
   */
  public record Tensor(String kind, ImmutableList<Integer> shape) {}
}

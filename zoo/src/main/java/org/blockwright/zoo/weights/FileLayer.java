package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;

/**
 * One layer of a weights file.
 *
 * @param name the layer's name; the container's where the file does not give the layer's
 * @param named whether {@code name} is the layer's own name
 * @param kind Keras's class in snake case ({@code conv2d}) where the layout tells it, else empty
 * @param arrays in the order of the layer: trainable ones first, then the others; empty for a layer
 *     without weights
 */
public record FileLayer(String name, boolean named, String kind, ImmutableList<FileArray> arrays) {
  /** A layer of a file that names its layers but does not tell their classes. */
  public static FileLayer of(String name, ImmutableList<FileArray> arrays) {
    return new FileLayer(name, true, "", arrays);
  }
}

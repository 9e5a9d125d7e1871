package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;

/**
 * What a weights file holds, without the numbers.
 *
 * @param file the file's name, for messages
 * @param ordered whether the layers stand in Keras's order of layers; a Keras 3 file gives that
 *     order only among the layers of one class
 * @param layers all layers, those without weights too where the file lists them
 */
public record FileContents(String file, boolean ordered, ImmutableList<FileLayer> layers) {
  /** The layers that hold arrays. */
  public ImmutableList<FileLayer> weighted() {
    return layers.stream()
        .filter(l -> !l.arrays().isEmpty())
        .collect(ImmutableList.toImmutableList());
  }
}

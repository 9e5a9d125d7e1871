package org.blockwright.weights;

import com.google.common.collect.ImmutableList;

/**
 * One layer of a weights file.
 *
 * @param name the layer's name; the container's where the file does not give the layer's
 * @param hasOwnName whether {@code name} is the layer's own name
 * @param kind Keras's class in snake case ({@code conv2d}) where the file tells it, else empty
 * @param nestedModel the inner network that holds the layer, where the file does not tell how the
 *     order inside of it and the order outside of it relate; else empty, see {@link
 *     FileContents#isOrderKnown(FileLayer, FileLayer)}
 * @param path the layer's place in the model's configuration, see {@link
 *     org.blockwright.weights.keras.KerasModelConfig.Leaf}; empty where the file has none
 * @param arrays in the order of the layer: trainable ones first, then the others; empty for a layer
 *     without weights
 */
public record FileLayer(
    String name,
    boolean hasOwnName,
    String kind,
    String nestedModel,
    String path,
    ImmutableList<FileArray> arrays) {

  /** A layer whose order among the others is known, from a file without configuration. */
  public FileLayer(String name, boolean named, String kind, ImmutableList<FileArray> arrays) {
    this(name, named, kind, "", "", arrays);
  }

  /** A layer of a file that names its layers but does not tell their classes. */
  public static FileLayer of(String name, ImmutableList<FileArray> arrays) {
    return new FileLayer(name, true, "", arrays);
  }

  FileLayer withName(String newName) {
    return new FileLayer(newName, hasOwnName, kind, nestedModel, path, arrays);
  }

  /** Whether the layer only prepares images, such as Normalization, or counts in integers. */
  boolean isPreprocessing() {
    return PreprocessingLayers.matches(this);
  }
}

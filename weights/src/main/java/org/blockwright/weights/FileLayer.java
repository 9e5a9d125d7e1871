package org.blockwright.weights;

import com.google.common.collect.ImmutableList;

/**
 * A layer of a weights file.
 *
 * @param name name of the layer; the name of its HDF5 group if the file does not contain it
 * @param hasOwnName whether {@code name} is the layer's own name
 * @param kind Keras's class in snake case ({@code conv2d}); empty if the file does not contain it
 * @param nestedModel name of the nested model that contains the layer, if the file does not
 *     determine the order of its layers relative to the others; else empty, see {@link
 *     FileContents#isOrderKnown(FileLayer, FileLayer)}
 * @param path path of the layer in the model's configuration, see {@link
 *     org.blockwright.weights.keras.KerasModelConfig.Leaf}; empty without configuration
 * @param arrays arrays in the layer's order: trainable ones first; empty for a layer without
 *     weights
 */
public record FileLayer(
    String name,
    boolean hasOwnName,
    String kind,
    String nestedModel,
    String path,
    ImmutableList<FileArray> arrays) {

  /** Creates a layer of known order from a file without the model's configuration. */
  public FileLayer(String name, boolean hasOwnName, String kind, ImmutableList<FileArray> arrays) {
    this(name, hasOwnName, kind, "", "", arrays);
  }

  /** Creates a layer of a file that contains the names of its layers but not their classes. */
  public static FileLayer of(String name, ImmutableList<FileArray> arrays) {
    return new FileLayer(name, true, "", arrays);
  }

  FileLayer withName(String newName) {
    return new FileLayer(newName, hasOwnName, kind, nestedModel, path, arrays);
  }

  /** Whether this is a preprocessing layer, such as Normalization. */
  boolean isPreprocessing() {
    return PreprocessingLayers.matches(this);
  }
}

package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * Contents of a weights file, without the values of the arrays.
 *
 * @param file name of the file, for messages
 * @param ordered whether the layers are in Keras's order of layers; in a Keras 3 file without the
 *     model's configuration, only layers of the same class are
 * @param layers all layers, including those without weights if the file lists them
 * @param modelConfig configuration of the model, if the file contains it
 */
public record FileContents(
    String file,
    boolean ordered,
    ImmutableList<FileLayer> layers,
    Optional<KerasModelConfig> modelConfig) {

  /** Creates the contents of a file without the model's configuration. */
  public FileContents(String file, boolean ordered, ImmutableList<FileLayer> layers) {
    this(file, ordered, layers, Optional.empty());
  }

  /** Returns the layers with weights, without preprocessing layers. */
  public ImmutableList<FileLayer> weightedLayers() {
    return layers.stream()
        .filter(layer -> !layer.arrays().isEmpty() && !layer.isPreprocessing())
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the names of the model's preprocessing layers, such as Normalization. */
  public ImmutableList<String> preprocessingLayers() {
    Set<String> names = new LinkedHashSet<>();
    modelConfig.stream()
        .flatMap(model -> model.leaves().stream())
        .map(KerasModelConfig.Leaf::layer)
        .filter(layer -> KerasModelConfig.isPreprocessing(layer.kind()))
        .forEach(layer -> names.add(layer.name()));
    layers.stream().filter(FileLayer::isPreprocessing).forEach(layer -> names.add(layer.name()));
    return ImmutableList.copyOf(names);
  }

  /**
   * Whether the file determines which of two layers of the same class comes first. Without the
   * model's configuration, the legacy format stores all trainable arrays of a nested model before
   * all frozen ones, and Keras 3's format orders layers only within each nested model.
   */
  public boolean isOrderKnown(FileLayer a, FileLayer b) {
    return ordered
        ? a.nestedModel().isEmpty() || !a.nestedModel().equals(b.nestedModel())
        : a.nestedModel().equals(b.nestedModel());
  }

  FileContents withLayers(ImmutableList<FileLayer> newLayers) {
    return new FileContents(file, ordered, newLayers, modelConfig);
  }
}

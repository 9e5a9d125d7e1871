package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * What a weights file holds, without the numbers.
 *
 * @param file the file's name, for messages
 * @param ordered whether the layers stand in Keras's order of layers; a Keras 3 file without the
 *     model's configuration gives that order only among the layers of one class
 * @param layers all layers, those without weights too where the file lists them
 * @param modelConfig the configuration of the model, where the file holds one
 */
public record FileContents(
    String file,
    boolean ordered,
    ImmutableList<FileLayer> layers,
    Optional<KerasModelConfig> modelConfig) {

  /** The contents of a file that does not hold the model's configuration. */
  public FileContents(String file, boolean ordered, ImmutableList<FileLayer> layers) {
    this(file, ordered, layers, Optional.empty());
  }

  /** The layers that hold arrays and belong to the network itself. */
  public ImmutableList<FileLayer> weightedLayers() {
    return layers.stream()
        .filter(l -> !l.arrays().isEmpty() && !l.isPreprocessing())
        .collect(ImmutableList.toImmutableList());
  }

  /** The names of layers that prepare images in the file's model, such as Normalization. */
  public ImmutableList<String> preprocessingLayers() {
    Set<String> names = new LinkedHashSet<>();
    modelConfig.stream()
        .flatMap(m -> m.leaves().stream())
        .map(KerasModelConfig.Leaf::layer)
        .filter(layer -> KerasModelConfig.isPreprocessing(layer.kind()))
        .forEach(layer -> names.add(layer.name()));
    layers.stream().filter(FileLayer::isPreprocessing).forEach(layer -> names.add(layer.name()));
    return ImmutableList.copyOf(names);
  }

  /**
   * Whether the file tells which of two layers of one class comes first. Without the model's
   * configuration, Keras's older format writes all trained arrays of an inner network before all
   * frozen ones, and Keras 3's orders only within each network.
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

package org.blockwright.weights.keras;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.weights.keras.KerasLayerConfig.Tensor;

/**
 * Configuration of a Keras model (Sequential, functional, or a subclass of these): the attribute
 * {@code model_config} of a whole-model {@code .h5} file of Keras 1 to 3, or {@code config.json} of
 * a {@code .keras} file.
 *
 * @param layers layers in the order of {@code model.layers}
 * @param inputs input tensors, in order; empty for a Sequential model
 * @param outputs output tensors, in order; empty for a Sequential model
 */
public record KerasModelConfig(
    String name,
    ImmutableList<KerasLayerConfig> layers,
    ImmutableList<Tensor> inputs,
    ImmutableList<Tensor> outputs) {

  /**
   * A layer that is not a nested model, with its path.
   *
   * @param path names of the enclosing models and of the layer, separated by slashes; unique
   */
  public record Leaf(String path, KerasLayerConfig layer) {}

  /**
   * Parses the configuration of a model.
   *
   * @param json text as stored by Keras
   * @return empty if the text is not the configuration of a model that consists of layers
   */
  public static Optional<KerasModelConfig> parse(String json) {
    return KerasConfigReader.read(json);
  }

  /** Whether layers of this class preprocess or augment images and have no trainable weights. */
  public static boolean isPreprocessing(String kind) {
    return KerasArrays.isPreprocessing(kind);
  }

  /** Whether each layer takes the output of the previous one as input. */
  public boolean isSequential() {
    return outputs.isEmpty();
  }

  /** Returns the layer with this name. */
  public Optional<KerasLayerConfig> layer(String name) {
    return layers.stream().filter(layer -> layer.name().equals(name)).findFirst();
  }

  /** Returns all layers in order; a nested model is replaced by its layers. */
  public List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    collect("", leaves);
    return leaves;
  }

  private void collect(String prefix, List<Leaf> leaves) {
    for (KerasLayerConfig layer : layers) {
      String path = prefix + layer.name();
      if (layer.nestedModel().isPresent()) {
        layer.nestedModel().get().collect(path + "/", leaves);
      } else {
        leaves.add(new Leaf(path, layer));
      }
    }
  }
}

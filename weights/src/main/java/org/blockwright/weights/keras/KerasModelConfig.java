package org.blockwright.weights.keras;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.weights.keras.KerasLayerConfig.Tensor;

/**
 * A Keras model (Sequential, functional, or a subclass of them) as its configuration describes it:
 * the attribute {@code model_config} of a whole {@code .h5} file of Keras 1 to 3, or {@code
 * config.json} of a {@code .keras} file.
 *
 * @param layers in the order of {@code model.layers}
 * @param inputs the tensors of its inputs, in order; empty for a Sequential model
 * @param outputs the tensors of its outputs, in order; empty for a Sequential model
 */
public record KerasModelConfig(
    String name,
    ImmutableList<KerasLayerConfig> layers,
    ImmutableList<Tensor> inputs,
    ImmutableList<Tensor> outputs) {

  /**
   * A layer that is no model, with its place.
   *
   * @param path the names of the models around it and its own, with slashes; unique
   */
  public record Leaf(String path, KerasLayerConfig layer) {}

  /**
   * Reads a model's configuration.
   *
   * @param json the text as Keras stores it
   * @return empty where the text is not the configuration of a model that consists of layers
   */
  public static Optional<KerasModelConfig> parse(String json) {
    return KerasConfigReader.read(json);
  }

  /** Whether layers of this class prepare or augment images and hold nothing that is trained. */
  public static boolean isPreprocessing(String kind) {
    return KerasArrays.isPreprocessing(kind);
  }

  /** Whether each layer takes the output of the one before it. */
  public boolean isSequential() {
    return outputs.isEmpty();
  }

  /** The layer of this name. */
  public Optional<KerasLayerConfig> layer(String layer) {
    return layers.stream().filter(l -> l.name().equals(layer)).findFirst();
  }

  /** All layers in order, those of inner models in the place of the inner model. */
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

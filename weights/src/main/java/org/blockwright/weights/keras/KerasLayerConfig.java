package org.blockwright.weights.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * A layer in the configuration of a Keras model.
 *
 * @param name name, unique among the layers of its model
 * @param kind class name of Keras 2 and 3 ({@code Conv2D}), also for files of Keras 1
 * @param settings configuration of the layer
 * @param calls input tensors of each call of the layer, in order; empty for an input layer
 * @param nestedModel the model that is used as this layer, if any
 */
public record KerasLayerConfig(
    String name,
    String kind,
    JsonNode settings,
    ImmutableList<ImmutableList<Tensor>> calls,
    Optional<KerasModelConfig> nestedModel) {

  /**
   * An output of a layer.
   *
   * @param layer name of the layer
   * @param call index of the call, from 0
   * @param index index of the output of that call, from 0
   */
  public record Tensor(String layer, int call, int index) {}

  /** Whether the layer is trainable by its own configuration; true by default. */
  public boolean isTrainable() {
    return settings.path("trainable").asBoolean(true);
  }

  /**
   * Returns the kinds of the layer's arrays, trainable ones first; empty if the class is unknown.
   */
  public Optional<List<String>> arrays() {
    return KerasArrays.of(kind, settings);
  }
}

package org.blockwright.weights.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * One layer of a Keras model, as its configuration describes it.
 *
 * @param name unique among the layers of its model
 * @param kind the class in Keras 2 and 3's spelling ({@code Conv2D}), also for files of Keras 1
 * @param settings the layer's own configuration
 * @param calls for each call of the layer the tensors that it takes, in order; empty for an input
 * @param nestedModel the model that stands here as a layer
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
   * @param layer the layer's name
   * @param call which of its calls, from 0
   * @param index which output of that call, from 0
   */
  public record Tensor(String layer, int call, int index) {}

  /** Whether training changes the layer, as far as its own configuration tells. */
  public boolean isTrainable() {
    return settings.path("trainable").asBoolean(true);
  }

  /**
   * The arrays of the layer by Keras's names, trainable ones first; empty where the class is not
   * one whose arrays are known.
   */
  public Optional<List<String>> arrays() {
    return KerasArrays.of(kind, settings);
  }
}

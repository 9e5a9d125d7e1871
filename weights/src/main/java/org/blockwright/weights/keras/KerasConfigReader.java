package org.blockwright.weights.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.weights.keras.KerasLayerConfig.Tensor;

/** Parses the JSON of Keras 1 to 3. The releases store a layer's name and inputs differently. */
final class KerasConfigReader {
  private static final int MAX_DEPTH = 50;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    // A configuration may contain large constants.
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
  }

  private KerasConfigReader() {}

  static Optional<KerasModelConfig> read(String json) {
    try {
      return model(MAPPER.readTree(json), 0);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Reads {@code {"class_name": ..., "config": {"layers": [...]}}}; config may also be a list. */
  private static Optional<KerasModelConfig> model(JsonNode node, int depth) {
    JsonNode config = node.path("config");
    JsonNode list = config.isArray() ? config : config.path("layers");
    if (!list.isArray() || depth > MAX_DEPTH) {
      return Optional.empty();
    }
    List<KerasLayerConfig> layers = new ArrayList<>();
    for (JsonNode entry : list) {
      Optional<KerasLayerConfig> layer = layer(entry, depth);
      if (layer.isEmpty()) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return Optional.of(
        new KerasModelConfig(
            config.path("name").asText(node.path("name").asText()),
            ImmutableList.copyOf(layers),
            tensors(config.path("input_layers")),
            tensors(config.path("output_layers"))));
  }

  private static Optional<KerasLayerConfig> layer(JsonNode entry, int depth) {
    String className = entry.path("class_name").asText();
    JsonNode config = entry.path("config");
    Optional<KerasModelConfig> nested = model(entry, depth + 1);
    String name = entry.path("name").asText(config.path("name").asText());
    if (name.isEmpty()) {
      name = nested.map(KerasModelConfig::name).orElse("");
    }
    // A nested Sequential of Keras 1 and early Keras 2 has no name; layers have one.
    if (className.isEmpty() || (name.isEmpty() && nested.isEmpty())) {
      return Optional.empty();
    }
    ImmutableList.Builder<ImmutableList<Tensor>> calls = ImmutableList.builder();
    entry.path("inbound_nodes").forEach(call -> calls.add(tensors(call)));
    return Optional.of(
        new KerasLayerConfig(name, KerasArrays.kind(className), config, calls.build(), nested));
  }

  /** Returns all references to tensors below a node, in the order of the text. */
  private static ImmutableList<Tensor> tensors(JsonNode node) {
    ImmutableList.Builder<Tensor> found = ImmutableList.builder();
    collect(node, found);
    return found.build();
  }

  private static void collect(JsonNode node, ImmutableList.Builder<Tensor> found) {
    if (isReference(node)) {
      found.add(new Tensor(node.get(0).asText(), node.get(1).asInt(), node.get(2).asInt()));
      // Keyword arguments of a call may contain further tensors.
      for (int i = 3; i < node.size(); i++) {
        collect(node.get(i), found);
      }
    } else if (node.path("class_name").asText().equals("__keras_tensor__")) {
      collect(node.path("config").path("keras_history"), found);
    } else {
      node.forEach(child -> collect(child, found));
    }
  }

  /** Whether a node is {@code ["conv2d", 0, 0]}, in Keras 2 followed by keyword arguments. */
  private static boolean isReference(JsonNode node) {
    return node.isArray()
        && node.size() >= 3
        && node.get(0).isTextual()
        && node.get(1).isInt()
        && node.get(2).isInt();
  }
}

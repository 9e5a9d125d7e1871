package org.blockwright.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.weights.keras.KerasLayerConfig;
import org.blockwright.weights.keras.KerasLayerConfig.Tensor;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * Reads the {@link Structure} of a Keras model, with layers named by {@link
 * org.blockwright.weights.keras.KerasModelConfig.Leaf#path()}. Empty for a model that calls a layer
 * twice or has connections of an unknown form.
 */
final class KerasStructure {
  private static final Set<String> IGNORED_LAYERS =
      Set.of(
          "Dropout",
          "SpatialDropout2D",
          "GaussianNoise",
          "GaussianDropout",
          "AlphaDropout",
          "ActivityRegularization",
          "ZeroPadding2D",
          "Cropping2D",
          "Flatten",
          "Reshape",
          "Identity");

  private static final Map<String, String> MERGE_LAYERS =
      Map.of(
          "add",
          "Add",
          "sum",
          "Add",
          "AddV2",
          "Add",
          "concat",
          "Concatenate",
          "concatenate",
          "Concatenate");

  /**
   * Inception-ResNet's sum of the first input and the scaled second one; it depends on the release.
   */
  private static final Set<String> SCALED_SUMS = Set.of("CustomScaleLayer", "Lambda");

  /** Layers that call a function of TensorFlow. */
  private static final Set<String> FUNCTION_LAYERS = Set.of("TFOpLambda", "TensorFlowOpLayer");

  private final Structure.Builder builder = new Structure.Builder();

  private KerasStructure() {}

  static Optional<Structure> of(KerasModelConfig model) {
    KerasStructure keras = new KerasStructure();
    return keras.add(model, "", List.of()) ? Optional.of(keras.builder.build()) : Optional.empty();
  }

  /**
   * Adds the layers of a model.
   *
   * @param prefix prefix of their names
   * @param modelInputs inputs of a nested model; empty for the outermost model
   * @return whether the model's connections are understood
   */
  private boolean add(KerasModelConfig model, String prefix, List<String> modelInputs) {
    String last = "";
    for (KerasLayerConfig layer : model.layers()) {
      String name = prefix + layer.name();
      List<String> inputs = inputs(model, layer, prefix, last);
      boolean isFirst = inputs.isEmpty();
      if (isFirst && modelInputs.isEmpty()) {
        builder.addInput(layer.kind().equals("InputLayer") ? name : prefix + " input");
        if (!layer.kind().equals("InputLayer")) {
          inputs = List.of(prefix + " input");
        }
      } else if (isFirst) {
        int index = inputIndex(model, layer);
        if (index < 0 || index >= modelInputs.size()) {
          return false;
        }
        if (layer.kind().equals("InputLayer")) {
          builder.alias(name, modelInputs.get(index));
        } else {
          inputs = List.of(modelInputs.get(index));
        }
      }
      if (layer.calls().size() > 1 || !inputs.stream().allMatch(builder::contains)) {
        return false;
      }
      if (!layer.kind().equals("InputLayer") && !add(layer, name, inputs)) {
        return false;
      }
      last = name;
    }
    if (!prefix.isEmpty()) {
      String output = model.isSequential() ? last : prefix + model.outputs().get(0).layer();
      if (model.outputs().size() > 1 || !builder.contains(output)) {
        return false;
      }
      builder.alias(prefix.substring(0, prefix.length() - 1), output);
    }
    return true;
  }

  private boolean add(KerasLayerConfig layer, String name, List<String> inputs) {
    if (layer.nestedModel().isPresent()) {
      return add(layer.nestedModel().get(), name + "/", inputs);
    }
    boolean scaledSum = SCALED_SUMS.contains(layer.kind()) && inputs.size() == 2;
    if (scaledSum) {
      String scaled = name + " scaled";
      builder.add(scaled, "Lambda", "", inputs.subList(1, 2));
      builder.add(name, "Add", activation(layer), List.of(inputs.get(0), scaled));
    } else {
      builder.add(name, label(layer), activation(layer), inputs);
    }
    return true;
  }

  private static List<String> inputs(
      KerasModelConfig model, KerasLayerConfig layer, String prefix, String last) {
    if (model.isSequential()) {
      return last.isEmpty() ? List.of() : List.of(last);
    }
    List<String> inputs = new ArrayList<>();
    for (Tensor tensor : layer.calls().isEmpty() ? List.<Tensor>of() : layer.calls().get(0)) {
      inputs.add(prefix + tensor.layer());
    }
    return inputs;
  }

  private static int inputIndex(KerasModelConfig model, KerasLayerConfig layer) {
    if (model.isSequential()) {
      return 0;
    }
    return model.inputs().stream().map(Tensor::layer).toList().indexOf(layer.name());
  }

  private static String label(KerasLayerConfig layer) {
    String kind = layer.kind();
    JsonNode settings = layer.settings();
    return switch (kind) {
      case "Conv2D", "DepthwiseConv2D", "SeparableConv2D" -> {
        JsonNode strides = settings.path(settings.has("strides") ? "strides" : "subsample");
        yield kind + " " + strides.path(0).asInt(1) + "x" + strides.path(1).asInt(1);
      }
      case "Activation" -> "";
      case "Merge" -> mergeKind(settings.path("mode").asText());
      default -> {
        String function = function(layer);
        boolean ignored =
            IGNORED_LAYERS.contains(kind)
                || KerasModelConfig.isPreprocessing(kind)
                || KerasActivations.named(function).isPresent();
        yield ignored ? "" : function.equals(kind) ? kind : mergeKind(function);
      }
    };
  }

  /** Returns the function that a layer of TensorFlow calls, else the class of the layer. */
  private static String function(KerasLayerConfig layer) {
    JsonNode settings = layer.settings();
    if (!FUNCTION_LAYERS.contains(layer.kind())) {
      return layer.kind();
    }
    String function = settings.path("function").asText(settings.path("name").asText());
    return function.substring(function.lastIndexOf('.') + 1);
  }

  private static String mergeKind(String function) {
    return MERGE_LAYERS.getOrDefault(function, function);
  }

  private static String activation(KerasLayerConfig layer) {
    return KerasActivations.ofClass(function(layer), layer.settings())
        .orElseGet(() -> KerasActivations.ofSetting(layer.settings().path("activation")));
  }
}

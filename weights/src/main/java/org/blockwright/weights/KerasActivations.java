package org.blockwright.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.dsl.layer.Activation;

/**
 * The activations in configurations of Keras models. Keras writes the same function as a string
 * ({@code leaky_relu}), as a layer ({@code LeakyReLU}) and as an operation ({@code LeakyRelu},
 * {@code nn.leaky_relu}); here it has one name, that of {@link Activation.Kind#id()} if networks
 * can have it.
 */
final class KerasActivations {
  /** Functions that networks here cannot have; files with them do not match silently. */
  private static final ImmutableList<String> OTHERS =
      ImmutableList.of(
          "celu",
          "elu",
          "exponential",
          "gelu",
          "glu",
          "hard_shrink",
          "hard_sigmoid",
          "hard_silu",
          "hard_tanh",
          "log_sigmoid",
          "log_softmax",
          "mish",
          "p_relu",
          "selu",
          "soft_shrink",
          "softplus",
          "softsign",
          "sparse_plus",
          "sparse_sigmoid",
          "sparsemax",
          "squareplus",
          "tanh_shrink",
          "threshold",
          "thresholded_relu");

  /** Names by their {@link #key}. */
  private static final ImmutableMap<String, String> NAMES =
      Stream.concat(
              Arrays.stream(Activation.Kind.values()).map(Activation.Kind::id), OTHERS.stream())
          .distinct()
          .collect(ImmutableMap.toImmutableMap(KerasActivations::key, name -> name));

  private static final ImmutableMap<String, String> ALIASES =
      ImmutableMap.of("silu", "swish", "hardswish", "hard_silu");

  private KerasActivations() {}

  /** Returns the activation with a class or function name of Keras; empty if there is none. */
  static Optional<String> named(String name) {
    String key = key(name);
    return Optional.ofNullable(ALIASES.getOrDefault(key, NAMES.get(key)));
  }

  /**
   * Returns the activation that a class computes.
   *
   * @param settings configuration of the class, in which ReLU has limits and a slope
   * @return empty if the class is not an activation
   */
  static Optional<String> ofClass(String className, JsonNode settings) {
    Optional<String> name = named(className);
    return name.equals(Optional.of("relu")) ? Optional.of(relu(settings)) : name;
  }

  private static String relu(JsonNode settings) {
    double max = settings.path("max_value").asDouble(0);
    if (settings.path("threshold").asDouble(0) != 0) {
      return "thresholded_relu";
    }
    if (settings.path("negative_slope").asDouble(0) != 0) {
      return "leaky_relu";
    }
    return max == 6 ? "relu6" : max == 0 ? "relu" : "relu with maximum " + max;
  }

  /**
   * Returns the activation in the setting {@code activation} of a layer: a name, or the
   * configuration of a function or layer.
   *
   * @return {@code linear} if there is none; the name in the file for an unknown function
   */
  static String ofSetting(JsonNode activation) {
    if (activation.isMissingNode() || activation.isNull()) {
      return Activation.LINEAR.kind().id();
    }
    JsonNode config = activation.path("config");
    String name =
        activation.isTextual()
            ? activation.asText()
            : config.isTextual() ? config.asText() : activation.path("class_name").asText();
    return ofClass(name, config).orElse(name.toLowerCase(Locale.ROOT));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }
}

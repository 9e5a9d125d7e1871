package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.dsl.layer.Layer;

/** The parameters of layers by their names in descriptions, such as {@code filters}. */
public final class LayerParameters {
  /** The parameter of kinds that are written as one value, such as {@code dropout: 0.5}. */
  private static final ImmutableMap<String, String> SINGLE =
      ImmutableMap.of("dropout", "rate", "activation", "activation", "scale", "factor");

  private static final ImmutableMap<String, ImmutableSet<String>> NAMES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put(
              "conv",
              ImmutableSet.of(
                  "filters",
                  "kernel",
                  "stride",
                  "padding",
                  "dilation",
                  "groups",
                  "bias",
                  "activation"))
          .put(
              "depthwiseConv",
              ImmutableSet.of("kernel", "multiplier", "stride", "padding", "bias", "activation"))
          .put(
              "separableConv",
              ImmutableSet.of(
                  "filters", "kernel", "multiplier", "stride", "padding", "bias", "activation"))
          .put("dense", ImmutableSet.of("units", "bias", "activation"))
          .put("maxPool", ImmutableSet.of("kernel", "stride", "padding"))
          .put("averagePool", ImmutableSet.of("kernel", "stride", "padding"))
          .put("batchNorm", ImmutableSet.of("epsilon", "momentum", "gamma"))
          .build();

  private LayerParameters() {}

  /** Returns the names of the parameters of a kind of layers; empty if they have none. */
  static ImmutableSet<String> of(String kind) {
    return SINGLE.containsKey(kind)
        ? ImmutableSet.of(SINGLE.get(kind))
        : NAMES.getOrDefault(kind, ImmutableSet.of());
  }

  /** Returns the names of the parameters of a layer that {@link #with} can set. */
  public static ImmutableSet<String> of(Layer layer) {
    return of(kind(layer));
  }

  private static String kind(Layer layer) {
    return layer.accept(new LayerWriter()).keySet().iterator().next();
  }

  /**
   * Returns a copy of a layer with one parameter set.
   *
   * @param name one of {@link #of(Layer)}
   * @param value in the form of a description: {@code 256}, {@code [1, 7]}, {@code same}
   * @throws org.blockwright.base.DescriptionException if the value is not valid
   */
  public static Layer with(Layer layer, String name, String value) {
    Object written = layer.accept(new LayerWriter()).get(kind(layer));
    Document parsed = Document.parse(name, name + ": " + value).get(name);
    if (!(written instanceof Map<?, ?> map) || SINGLE.containsKey(kind(layer))) {
      return LayerReader.read(kind(layer), parsed);
    }
    Map<String, Object> configuration = new LinkedHashMap<>();
    map.forEach((key, old) -> configuration.put(String.valueOf(key), old));
    configuration.remove(name);
    String others = configuration.isEmpty() ? "" : NetworkFormat.toYaml(configuration);
    // The value comes first, so that errors have its column.
    return LayerReader.read(kind(layer), Document.parse(name, name + ": " + value + "\n" + others));
  }
}

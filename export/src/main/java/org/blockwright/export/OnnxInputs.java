package org.blockwright.export;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;

/** Writes the inputs of a network, with or without the preprocessing of images. */
final class OnnxInputs {
  private final Network network;
  private final OnnxGraph graph;

  OnnxInputs(Network network, OnnxGraph graph) {
    this.network = network;
    this.graph = graph;
  }

  /** Writes inputs of preprocessed values, in the order batch, channel, height, width. */
  Map<String, String> preprocessed() {
    Map<String, String> names = new LinkedHashMap<>();
    shapes()
        .forEach(
            (name, shape) -> {
              long[] batch = Layout.batchShape(1, shape);
              graph.input(name, OnnxFields.FLOAT, Arrays.copyOfRange(batch, 1, batch.length));
              names.put(name, name);
            });
    return names;
  }

  /**
   * Writes inputs of bytes, in the order batch, height, width, channel, of images in RGB or gray,
   * and nodes that preprocess them.
   */
  Map<String, String> images() {
    Map<String, String> names = new LinkedHashMap<>();
    shapes()
        .forEach(
            (name, shape) -> {
              if (!shape.isFeatureMap()) {
                throw ExportProblems.noImage(network.name(), name, shape);
              }
              graph.input(name, OnnxFields.UINT8, shape.height(), shape.width(), shape.channels());
              names.put(name, preprocess(name, shape));
            });
    return names;
  }

  private Map<String, Shape> shapes() {
    return network.graph().inputs();
  }

  private String preprocess(String name, Shape shape) {
    int channels = shape.channels();
    Preprocessing preprocessing = preprocessing(name);
    String floats = name + "/float";
    graph.node(
        "Cast", List.of(name), floats, OnnxGraph.attributes().integer("to", OnnxFields.FLOAT));
    String ordered = floats;
    long[] order = new long[channels];
    Arrays.setAll(order, channel -> preprocessing.sourceChannel(channel, channels));
    if (!Longs.asList(order).equals(Longs.asList(identity(channels)))) {
      ordered = name + "/ordered";
      graph.node(
          "Gather",
          List.of(floats, graph.integers(name + "/order", order)),
          ordered,
          OnnxGraph.attributes().integer("axis", 3));
    }
    String factor =
        graph.weights(
            name + "/factor",
            perChannel(
                channels, c -> preprocessing.scale() / preprocessing.channelStd(c, channels)),
            channels);
    String offset =
        graph.weights(
            name + "/offset",
            perChannel(
                channels,
                c ->
                    -preprocessing.channelMean(c, channels)
                        / preprocessing.channelStd(c, channels)),
            channels);
    String scaled = name + "/scaled";
    graph.node("Mul", List.of(ordered, factor), scaled);
    String shifted = name + "/shifted";
    graph.node("Add", List.of(scaled, offset), shifted);
    String result = name + "/preprocessed";
    graph.node("Transpose", List.of(shifted), result, OnnxLayers.permutation(Layout.toNchw()));
    return result;
  }

  private Preprocessing preprocessing(String name) {
    return network.inputs().stream()
        .filter(input -> input.name().equals(name))
        .map(Input::preprocessing)
        .findFirst()
        .orElseThrow();
  }

  private static Supplier<float[]> perChannel(int channels, IntToDoubleFunction value) {
    return () -> {
      float[] values = new float[channels];
      for (int channel = 0; channel < channels; channel++) {
        values[channel] = (float) value.applyAsDouble(channel);
      }
      return values;
    };
  }

  private static long[] identity(int channels) {
    long[] order = new long[channels];
    Arrays.setAll(order, channel -> channel);
    return order;
  }
}

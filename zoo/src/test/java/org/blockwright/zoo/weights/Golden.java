package org.blockwright.zoo.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.blockwright.base.SharedData;

/** What the golden files' README says, written a second time for the tests. */
final class Golden {
  private static final int PERIOD = 2053;

  private Golden() {}

  /** The networks of golden/shapes: those of Keras, and those of the articles. */
  static final List<String> NETWORKS =
      List.of(
          "vgg16",
          "vgg19",
          "resnet50",
          "mobilenet",
          "mobilenetv2",
          "densenet121",
          "inceptionv3",
          "inceptionresnetv2",
          "xception",
          "nasnetmobile",
          "xcovidnet",
          "covidnet",
          "covidnet-depthwise",
          "covidnet-prototype",
          "vgg16-resnet50",
          "darkcovidnet");

  /** One layer of golden/shapes, first run. */
  record ShapesLayer(String name, String kind, List<String> inputs, List<Slot.Tensor> tensors) {
    KerasOrder.Node node() {
      return new KerasOrder.Node(name, ImmutableList.copyOf(inputs));
    }

    Slot slot(boolean head) {
      return new Slot(
          name, kind, ImmutableList.copyOf(tensors), head, AutomaticNames.isAutomatic(name));
    }
  }

  /** The layers of a network, in Keras's order. */
  static List<ShapesLayer> shapes(String network) {
    List<ShapesLayer> layers = new ArrayList<>();
    try {
      JsonNode root =
          new ObjectMapper()
              .readTree(SharedData.path("golden/shapes/" + network + ".json").toFile());
      for (JsonNode layer : root.path("runs").path(0).path("layers")) {
        List<String> inputs = new ArrayList<>();
        layer.path("inputs").forEach(i -> inputs.add(i.asText()));
        List<Slot.Tensor> tensors = new ArrayList<>();
        for (JsonNode weight : layer.path("weights")) {
          ImmutableList.Builder<Integer> shape = ImmutableList.builder();
          weight.path(1).forEach(n -> shape.add(n.asInt()));
          tensors.add(new Slot.Tensor(weight.path(0).asText(), shape.build()));
        }
        layers.add(
            new ShapesLayer(
                layer.path("name").asText(), layer.path("class").asText(), inputs, tensors));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layers;
  }

  /** The layers with weights as slots, in the order that {@link KerasOrder} gives. */
  static List<Slot> slots(String network, Set<String> head) {
    List<ShapesLayer> layers = shapes(network);
    String output = layers.get(layers.size() - 1).name();
    List<String> order = KerasOrder.of(layers.stream().map(ShapesLayer::node).toList(), output);
    return order.stream()
        .map(n -> layers.stream().filter(l -> l.name().equals(n)).findFirst().orElseThrow())
        .filter(l -> !l.tensors().isEmpty())
        .map(l -> l.slot(head.contains(l.name())))
        .toList();
  }

  /** The slots of a network without its top. */
  static List<Slot> backbone(String network, Set<String> head) {
    return slots(network, head).stream().filter(s -> !s.head()).toList();
  }

  /** A whole tensor of golden/keras-files, by the formula of its README. */
  static float[] periodic(String layer, String kind, List<Integer> shape, double gain) {
    CRC32 crc = new CRC32();
    crc.update((layer.replace('/', '_') + "/" + kind).getBytes(StandardCharsets.UTF_8));
    int c = (int) crc.getValue();
    float[] period = new float[PERIOD];
    for (int i = 0; i < PERIOD; i++) {
      double u = (fmix32(i ^ c) >>> 28) / 15.0;
      float value = (float) value(kind, shape, u, gain);
      period[i] = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xffff0000);
    }
    int size = shape.stream().reduce(1, Math::multiplyExact);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = period[i % PERIOD];
    }
    return values;
  }

  private static double value(String kind, List<Integer> shape, double u, double gain) {
    return switch (kind) {
      case "bias", "beta", "moving_mean" -> (2 * u - 1) * 0.1;
      case "gamma" -> 0.8 + 0.4 * u;
      case "moving_variance" -> 0.5 + u;
      default -> (2 * u - 1) * Math.sqrt(3 * gain / fanIn(kind, shape));
    };
  }

  private static int fanIn(String kind, List<Integer> shape) {
    if (shape.size() == 2) {
      return shape.get(0);
    }
    int window = shape.get(0) * shape.get(1);
    return kind.equals("depthwise_kernel") ? window : window * shape.get(2);
  }

  static int fmix32(int start) {
    int h = start;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}

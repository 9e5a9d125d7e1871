package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the kernels with values from SciPy, Pillow and colorsys; {@code augment/peers.py}
 * computed them. Pillow rounds, so the tolerance of its values is 2 of 255.
 */
class PeerKernelsTest {

  @TestFactory
  List<DynamicTest> matchesPeers() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    int number = 0;
    for (JsonNode node : ReferenceImplementationTest.read("augment/peers.json")) {
      String name = "%s: %s".formatted(++number, node.get("kernel").asText());
      tests.add(DynamicTest.dynamicTest(name, () -> check(node)));
    }
    assertThat(tests).hasSize(19);
    return tests;
  }

  private static void check(JsonNode node) {
    float[] samples = apply(node, ReferenceImplementationTest.testImage(node));

    ReferenceImplementationTest.assertSamples(
        samples, node.get("samples"), node.get("tolerance").asDouble());
  }

  private static float[] apply(JsonNode node, Image image) {
    float[] samples = image.samples();
    int channels = image.channels();
    switch (node.get("kernel").asText()) {
      case "warp" -> {
        return affine(node.get("matrix")).warp(image, fill(node.get("fill").asText())).samples();
      }
      case "blur" -> {
        return new Blur(node.get("radius").asInt(), 1).apply(image, new SplitMix64(0)).samples();
      }
      case "brightness" -> Colors.adjustBrightness(samples, node.get("factor").asDouble());
      case "contrast" -> Colors.adjustContrast(samples, channels, node.get("factor").asDouble());
      case "saturation" ->
          Colors.adjustSaturation(samples, channels, node.get("factor").asDouble());
      case "hue" -> Colors.shiftHue(samples, channels, node.get("shift").asDouble());
      default -> throw new AssertionError(node.get("kernel"));
    }
    Colors.clip(samples);
    return samples;
  }

  private static Affine affine(JsonNode m) {
    return new Affine(
        m.get(0).asDouble(),
        m.get(1).asDouble(),
        m.get(2).asDouble(),
        m.get(3).asDouble(),
        m.get(4).asDouble(),
        m.get(5).asDouble());
  }

  private static Fill fill(String text) {
    return switch (text) {
      case "edge" -> Fill.EDGE;
      case "reflect" -> Fill.REFLECT;
      default -> Fill.constant(Double.parseDouble(text));
    };
  }
}

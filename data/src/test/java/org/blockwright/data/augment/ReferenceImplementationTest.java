package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.InModelAugmentation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares every step with {@code augment/expected.py}, a reference implementation in Python. */
class ReferenceImplementationTest {
  private static final String KEY = "cats/Röntgen 1.jpg";

  /** The steps of a network with the names that they have in the file. */
  private static final Map<String, List<AugmentationLayer>> IN_MODEL =
      Map.of(
          "flip", List.of(new AugmentationLayer.Flip(0.5, 0.5)),
          "rotate", List.of(new AugmentationLayer.Rotate(40)),
          "shear", List.of(new AugmentationLayer.Shear(40, 30)),
          "translate", List.of(new AugmentationLayer.Translate(0.3, 0.4)),
          "colorJitter", List.of(new AugmentationLayer.ColorJitter(0.4, 0.3, 0.5, 0.2)),
          "noise", List.of(new AugmentationLayer.Noise(30)),
          "randomCrop", List.of(new AugmentationLayer.RandomCrop(4, 3)),
          "rotate, randomCrop, rotate, noise",
              List.of(
                  new AugmentationLayer.Rotate(20),
                  new AugmentationLayer.RandomCrop(5, 6),
                  new AugmentationLayer.Rotate(10),
                  new AugmentationLayer.Noise(5)));

  static Image testImage(int height, int width, int channels) {
    float[] samples = new float[height * width * channels];
    for (int i = 0; i < samples.length; i++) {
      int k = i % channels;
      int x = i / channels % width;
      int y = i / channels / width;
      samples[i] = (37 * x + 59 * y + 101 * k + x * y) % 256;
    }
    return Image.of(height, width, channels, samples);
  }

  static Image testImage(JsonNode node) {
    return testImage(
        node.get("height").asInt(), node.get("width").asInt(), node.get("channels").asInt());
  }

  static void assertSamples(float[] samples, JsonNode expected, double tolerance) {
    assertThat(samples).hasSize(expected.size());
    for (int i = 0; i < samples.length; i++) {
      assertThat((double) samples[i])
          .as("sample %s", i)
          .isCloseTo(expected.get(i).asDouble(), within(tolerance));
    }
  }

  static JsonNode read(String resource) throws IOException {
    return new ObjectMapper().readTree(Resources.toByteArray(Resources.getResource(resource)));
  }

  @TestFactory
  List<DynamicTest> matchesReferenceImplementation() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode node : read("augment/expected.json")) {
      tests.add(
          node.has("text")
              ? DynamicTest.dynamicTest(node.get("text").asText(), () -> checkImages(node))
              : DynamicTest.dynamicTest(
                  "in model: " + node.get("inModel").asText(), () -> checkInModel(node)));
    }
    assertThat(tests).hasSize(33);
    return tests;
  }

  private static void checkImages(JsonNode node) {
    Image augmented =
        Augmentation.parse(node.get("text").asText()).apply(testImage(node), 42, 3, KEY);

    assertSamples(augmented.samples(), node.get("samples"), 2e-3);
  }

  private static void checkInModel(JsonNode node) {
    InModelAugmentation steps = new InModelAugmentation(IN_MODEL.get(node.get("inModel").asText()));

    Image augmented = new InModelAugmenter(steps, 42).apply(testImage(node), 3, KEY);

    assertSamples(augmented.samples(), node.get("samples"), 2e-3);
  }

  @Test
  void coversEveryStep() throws IOException {
    Set<StepType> types = new HashSet<>();
    for (JsonNode node : read("augment/expected.json")) {
      if (node.has("text")) {
        Augmentation.parse(node.get("text").asText()).steps().forEach(s -> types.add(s.type()));
      }
    }

    assertThat(types).containsExactlyInAnyOrder(StepType.values());
  }

  @Test
  void coversEveryStepOfNetworks() {
    assertThat(IN_MODEL.values().stream().flatMap(List::stream).map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(AugmentationLayer.class.getPermittedSubclasses());
  }
}

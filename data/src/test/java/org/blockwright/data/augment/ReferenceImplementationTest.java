package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation against {@code augment/expected.py}, a second implementation in Python. */
class ReferenceImplementationTest {

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

  @TestFactory
  List<DynamicTest> everyStepMatchesReferenceImplementation() throws IOException {
    JsonNode all =
        new ObjectMapper()
            .readTree(Resources.toByteArray(Resources.getResource("augment/expected.json")));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode node : all) {
      String text = node.get("text").asText();
      tests.add(DynamicTest.dynamicTest(text, () -> check(text, node)));
    }
    assertThat(tests).hasSize(19);
    return tests;
  }

  private static void check(String text, JsonNode node) {
    Image image =
        testImage(
            node.get("height").asInt(), node.get("width").asInt(), node.get("channels").asInt());

    float[] samples = Augmentation.parse(text).apply(image, 42, 3, "cats/Röntgen 1.jpg").samples();

    assertThat(samples).hasSize(node.get("samples").size());
    for (int i = 0; i < samples.length; i++) {
      assertThat((double) samples[i])
          .as("sample %s", i)
          .isCloseTo(node.get("samples").get(i).asDouble(), within(2e-3));
    }
  }
}

package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.blockwright.base.DataException;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Decodes sixteen unusual files; compared with values from Pillow and NumPy. */
class UnusualFilesTest {

  private static List<JsonNode> expected(String result) throws IOException {
    JsonNode all =
        new ObjectMapper().readTree(SharedData.path("data/odd-expected/odd.json").toFile());
    return StreamSupport.stream(all.spliterator(), false)
        .filter(n -> n.get("result").asText().equals(result))
        .toList();
  }

  private static Path file(JsonNode node) {
    return SharedData.path("data/odd").resolve(node.get("file").asText());
  }

  @TestFactory
  List<DynamicTest> everyFileHasExpectedSizeAndMeans() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode node : expected("decodes")) {
      tests.add(DynamicTest.dynamicTest(node.get("file").asText(), () -> check(node)));
    }
    assertThat(tests).hasSize(13);
    return tests;
  }

  private static void check(JsonNode node) {
    boolean lossy = node.get("format").asText().equals("JPEG");

    Image image = Decoder.decode(file(node));

    assertThat(image.width()).isEqualTo(node.get("width").asInt());
    assertThat(image.height()).isEqualTo(node.get("height").asInt());
    assertThat(image.channels()).isEqualTo(node.get("channels").asInt());
    checkMeans(image, node, "", lossy);
    if (node.has("sha256_of_rounded_samples")) {
      assertThat(Hashing.sha256().hashBytes(image.toBytes()).toString())
          .isEqualTo(node.get("sha256_of_rounded_samples").asText());
    }
    if (node.has("mean_rgb_over_white")) {
      Image overWhite = Decoder.decode(file(node), Background.WHITE);
      checkMeans(overWhite, node, "_over_white", lossy);
    }
  }

  private static void checkMeans(Image image, JsonNode node, String suffix, boolean lossy) {
    for (int k = 0; k < image.channels(); k++) {
      assertThat(mean(image, 0, 0, image.height(), image.width(), k))
          .as("mean of channel %s%s", k, suffix)
          .isCloseTo(node.get("mean_rgb" + suffix).get(k).asDouble(), within(lossy ? 1.5 : 0.01));
    }
    double[][] positions = {{.25, .25}, {.75, .25}, {.5, .5}, {.25, .75}, {.75, .75}};
    String[] names = {"TL", "TR", "C", "BL", "BR"};
    for (int i = 0; i < names.length; i++) {
      int left = Math.max(0, (int) Math.floor(positions[i][0] * (image.width() - 8)));
      int top = Math.max(0, (int) Math.floor(positions[i][1] * (image.height() - 8)));
      int right = Math.min(image.width(), left + 8);
      int bottom = Math.min(image.height(), top + 8);
      for (int k = 0; k < image.channels(); k++) {
        assertThat(mean(image, top, left, bottom, right, k))
            .as("block %s, channel %s%s", names[i], k, suffix)
            .isCloseTo(
                node.get("blocks" + suffix).get(names[i]).get(k).asDouble(),
                within(lossy ? 3 : 0.01));
      }
    }
  }

  private static double mean(Image p, int top, int left, int bottom, int right, int channel) {
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += p.sample(y, x, channel);
      }
    }
    return sum / ((bottom - top) * (right - left));
  }

  @Test
  void rejectsThreeFilesWithReason() {
    Path odd = SharedData.path("data/odd");

    assertThatThrownBy(() -> Decoder.decode(odd.resolve("empty.png")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            odd.resolve("empty.png")
                + " cannot be decoded: the file is empty."
                + " Copy it again from its source, or remove it.");
    assertThatThrownBy(() -> Decoder.decode(odd.resolve("text.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it is not a JPEG, PNG, GIF or BMP file");
    assertThatThrownBy(() -> Decoder.decode(odd.resolve("truncated.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the JPEG is truncated: its end marker (EOI) is missing");
  }

  @Test
  void findProblemRejectsSameThreeFiles() throws IOException {
    for (JsonNode node : expected("refused")) {
      assertThat(Decoder.findProblem(file(node))).as(node.get("file").asText()).isPresent();
    }
    for (JsonNode node : expected("decodes")) {
      assertThat(Decoder.findProblem(file(node))).as(node.get("file").asText()).isEmpty();
    }
  }
}

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

/** The sixteen odd files against figures that Pillow and NumPy gave. */
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
  List<DynamicTest> every_file_has_the_expected_size_means_and_blocks() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode node : expected("decodes")) {
      tests.add(DynamicTest.dynamicTest(node.get("file").asText(), () -> check(node)));
    }
    assertThat(tests).hasSize(13);
    return tests;
  }

  private static void check(JsonNode node) {
    boolean lossy = node.get("format").asText().equals("JPEG");

    Image picture = Decoder.decode(file(node));

    assertThat(picture.width()).isEqualTo(node.get("width").asInt());
    assertThat(picture.height()).isEqualTo(node.get("height").asInt());
    assertThat(picture.channels()).isEqualTo(node.get("channels").asInt());
    checkMeans(picture, node, "", lossy);
    if (node.has("sha256_of_rounded_samples")) {
      assertThat(Hashing.sha256().hashBytes(picture.toBytes()).toString())
          .isEqualTo(node.get("sha256_of_rounded_samples").asText());
    }
    if (node.has("mean_rgb_over_white")) {
      Image overWhite = Decoder.decode(file(node), Background.WHITE);
      checkMeans(overWhite, node, "_over_white", lossy);
    }
  }

  private static void checkMeans(Image picture, JsonNode node, String how, boolean lossy) {
    for (int k = 0; k < picture.channels(); k++) {
      assertThat(mean(picture, 0, 0, picture.height(), picture.width(), k))
          .as("mean of channel %s%s", k, how)
          .isCloseTo(node.get("mean_rgb" + how).get(k).asDouble(), within(lossy ? 1.5 : 0.01));
    }
    double[][] places = {{.25, .25}, {.75, .25}, {.5, .5}, {.25, .75}, {.75, .75}};
    String[] names = {"TL", "TR", "C", "BL", "BR"};
    for (int i = 0; i < names.length; i++) {
      int left = Math.max(0, (int) Math.floor(places[i][0] * (picture.width() - 8)));
      int top = Math.max(0, (int) Math.floor(places[i][1] * (picture.height() - 8)));
      int right = Math.min(picture.width(), left + 8);
      int bottom = Math.min(picture.height(), top + 8);
      for (int k = 0; k < picture.channels(); k++) {
        assertThat(mean(picture, top, left, bottom, right, k))
            .as("block %s, channel %s%s", names[i], k, how)
            .isCloseTo(
                node.get("blocks" + how).get(names[i]).get(k).asDouble(), within(lossy ? 3 : 0.01));
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
  void three_files_are_refused_with_name_and_reason() {
    Path odd = SharedData.path("data/odd");

    assertThatThrownBy(() -> Decoder.decode(odd.resolve("empty.png")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            odd.resolve("empty.png")
                + " cannot be read as a picture: the file has no bytes."
                + " Copy it again from its source, or remove it.");
    assertThatThrownBy(() -> Decoder.decode(odd.resolve("text.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its first bytes are not those of a JPEG, PNG, GIF or BMP");
    assertThatThrownBy(() -> Decoder.decode(odd.resolve("truncated.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the JPEG is cut off: its end marker (EOI) is missing");
  }

  @Test
  void the_quick_look_refuses_the_same_three_and_no_other() throws IOException {
    for (JsonNode node : expected("refused")) {
      assertThat(Decoder.findProblem(file(node))).as(node.get("file").asText()).isPresent();
    }
    for (JsonNode node : expected("decodes")) {
      assertThat(Decoder.findProblem(file(node))).as(node.get("file").asText()).isEmpty();
    }
  }
}

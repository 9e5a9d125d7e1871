package org.blockwright.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.base.SharedData;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.model.Model;
import org.blockwright.weights.Pairing;
import org.blockwright.weights.PairingOptions;
import org.blockwright.weights.Weights;
import org.blockwright.weights.WeightsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {
  private static final List<String> LABELS = List.of("5", "6", "7", "8", "9");

  @TempDir static Path folder;
  private static DemoFiles demoFiles;

  @BeforeAll
  static void unpack() {
    demoFiles = DemoFiles.unpack(folder);
  }

  private static List<Path> files(String subset, String label) throws IOException {
    try (Stream<Path> files = Files.list(demoFiles.digits().resolve(subset).resolve(label))) {
      return files.toList();
    }
  }

  @Test
  void classesHaveFixedNumbersOfImages() throws IOException {
    for (Map.Entry<String, Integer> subset :
        Map.of("train", 50, "validation", 20, "test", 100).entrySet()) {
      for (String label : LABELS) {
        assertThat(files(subset.getKey(), label)).hasSize(subset.getValue());
      }
    }
  }

  @Test
  void imagesAreGrayscaleOfInputSize() throws IOException {
    for (String subset : List.of("train", "validation", "test")) {
      for (String label : LABELS) {
        for (Path file : files(subset, label)) {
          Image image = Decoder.decode(file);
          assertThat(image.height()).isEqualTo(32);
          assertThat(image.width()).isEqualTo(32);
          assertThat(image.channels()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void subsetsAreDisjoint() throws IOException {
    Set<String> names = new HashSet<>();
    for (String subset : List.of("train", "validation", "test")) {
      for (String label : LABELS) {
        for (Path file : files(subset, label)) {
          assertThat(names.add(file.getFileName().toString())).isTrue();
        }
      }
    }
  }

  @Test
  void imagesEqualTheSource() throws IOException {
    Path source = SharedData.path("data/digits");

    for (String subset : List.of("train", "validation", "test")) {
      for (String label : LABELS) {
        for (Path file : files(subset, label)) {
          assertThat(file)
              .hasSameBinaryContentAs(source.resolve(label).resolve(file.getFileName()));
        }
      }
    }
  }

  @Test
  void readmeNamesSourceAndLicense() {
    assertThat(demoFiles.digits().resolve("README.md"))
        .content()
        .contains("doi 10.24432/C50P49", "CC BY 4.0");
  }

  @Test
  void descriptionEqualsJavaDefinition() {
    assertThat(NetworkFormat.read(demoFiles.network())).isEqualTo(TinyVgg.of(LABELS));
  }

  @Test
  void weightsFillOnlyTheBlocks() throws IOException {
    assertThat(Files.size(demoFiles.weights())).isLessThan(1_000_000);

    try (Model model = Model.create(TinyVgg.of(LABELS), 1);
        WeightsFile file = WeightsFile.open(demoFiles.weights())) {
      float[] before = model.getWeights("block3_conv2", "kernel");
      Pairing pairing = Weights.load(model, file, PairingOptions.STRICT);

      assertThat(file.layers())
          .extracting(layer -> layer.name())
          .containsExactly(
              "block1_conv1",
              "block1_conv2",
              "block2_conv1",
              "block2_conv2",
              "block3_conv1",
              "block3_conv2");
      assertThat(pairing.newlyInitialized())
          .extracting(layer -> layer.name())
          .containsExactly("fc1", "predictions");
      assertThat(model.getWeights("block3_conv2", "kernel")).isNotEqualTo(before);
    }
  }
}

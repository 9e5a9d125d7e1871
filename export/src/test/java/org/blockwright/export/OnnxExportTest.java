package org.blockwright.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class OnnxExportTest {
  private static final Shape IMAGE = Shape.of(5, 4, 3);

  @TempDir Path folder;

  private static Network network(Preprocessing preprocessing) {
    return Network.named("tiny")
        .input(IMAGE)
        .preprocessing(preprocessing)
        .block("a", conv(6, 3).noBias(), batchNorm(), relu())
        .head(flatten(), dense(3).named("fc"), softmax().named("class"))
        .labels("no", "maybe", "yes");
  }

  @Test
  void namesShapesAndMetadataAreThoseOfTheModel() throws Exception {
    Network network = network(Preprocessing.CAFFE);
    try (Model model = Model.create(network, 1);
        OnnxSession session = new OnnxSession(OnnxExport.of(model).toBytes())) {
      assertThat(session.inputShape(network.graph().input())).containsExactly(-1, 3, 5, 4);
      assertThat(session.outputNames()).containsExactlyElementsOf(network.graph().outputs());
      assertThat(session.metadata())
          .containsEntry("blockwright.network", "tiny")
          .containsEntry("blockwright.labels." + network.graph().output(), "no\nmaybe\nyes")
          .containsEntry(
              "blockwright.preprocessing",
              network.graph().input() + ": " + Preprocessing.CAFFE.text())
          .containsEntry("blockwright.preprocessing.in.graph", "false")
          .containsKey("blockwright.description");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tf", "caffe", "torch", "none"})
  void preprocessingInTheGraphIsThatOfTheModel(String name) throws Exception {
    Network network = network(Preprocessing.parse(name));
    byte[] pixels = new byte[2 * (int) IMAGE.size()];
    float[][] preprocessed = new float[2][(int) IMAGE.size()];
    for (int i = 0; i < pixels.length; i++) {
      int value = i * 37 % 256;
      pixels[i] = (byte) value;
      int image = i / (int) IMAGE.size();
      int at = i % (int) IMAGE.size();
      int source = at % 3;
      int column = at / 3 % 4;
      int row = at / 12;
      for (int channel = 0; channel < 3; channel++) {
        if (network.preprocessing().sourceChannel(channel, 3) == source) {
          preprocessed[image][Layout.index(IMAGE, row, column, channel)] =
              network.preprocessing().apply(channel, 3, value);
        }
      }
    }
    try (Model model = Model.create(network, 1);
        OnnxSession session = new OnnxSession(OnnxExport.of(model).withPreprocessing().toBytes())) {
      float[][] expected =
          model.predict(Nd4j.createFromArray(preprocessed).reshape(2, 3, 5, 4)).toFloatMatrix();

      float[] actual =
          session
              .runImages(network.graph().input(), pixels, 2, 5, 4, 3)
              .get(network.graph().output())
              .values();

      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i / 3][i % 3], within(1e-5f));
      }
    }
  }

  @Test
  void foldingRemovesBatchNorms() {
    try (Model model = Model.create(network(Preprocessing.TF), 1)) {
      assertThat(text(OnnxExport.of(model))).contains("BatchNormalization");
      assertThat(text(OnnxExport.of(model).foldBatchNorm())).doesNotContain("BatchNormalization");
    }
  }

  private static String text(OnnxExport export) {
    return new String(export.toBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void fileHasTheSameBytesAndReplacesAnOlderOne() throws Exception {
    Path file = Files.writeString(folder.resolve("model.onnx"), "old");
    try (Model model = Model.create(network(Preprocessing.TF), 1)) {
      OnnxExport.of(model).write(file);

      assertThat(Files.readAllBytes(file)).isEqualTo(OnnxExport.of(model).toBytes());
    }
    assertThat(folder.toFile().list()).containsExactly("model.onnx");
  }

  @Test
  void vectorsAreNotPreprocessedAsImages() {
    Network network =
        Network.named("vector").input(Shape.units(4)).head(dense(2).named("fc"), softmax());
    try (Model model = Model.create(network, 1)) {
      OnnxExport export = OnnxExport.of(model).withPreprocessing();

      assertThatThrownBy(export::toBytes)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("which cannot be preprocessed as an image");
    }
  }

  @Test
  void messages() {
    assertThat(ExportProblems.tooLarge("vgg99", 2_700_000_000L))
        .hasMessage(
            "vgg99 has 2.5 GB of weights, and an ONNX file at most 2 GB. Export a smaller network, or parts of it with cut.");
    assertThat(ExportProblems.noImage("net", "age", Shape.units(4)))
        .hasMessage(
            "net: the input age is a vector of 4 units, which cannot be preprocessed as an image. Export it without preprocessing.");
    assertThat(ExportProblems.outputIsInput("net", "in"))
        .hasMessage(
            "net: the output in is an input, so that there is nothing to compute. Add a layer.");
  }
}

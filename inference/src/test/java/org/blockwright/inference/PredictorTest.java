package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network classifies images as blue or red by the mean of these channels. */
class PredictorTest {
  private static final int RED = 0xff0000;
  private static final int BLUE = 0x0000ff;

  @TempDir private Path folder;
  private Model model;

  @BeforeEach
  void createModel() {
    model = model(network());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static Network network() {
    return Network.named("tiny")
        .input(8, 8, 3)
        .preprocessing(
            new Preprocessing(
                "unit", Preprocessing.Order.RGB, 1 / 255.0, List.of(0.0), List.of(1.0)))
        .block("body", conv(3, 1).named("double"))
        .head(globalAverage(), dense(2).named("select"), softmax())
        .labels("blue", "red");
  }

  private static Model model(Network network) {
    Model model = Model.create(network, 1);
    String body = network.graph().nodes().get(0).name();
    model.setWeights(body, "kernel", new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
    model.setWeights("select", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
    return model;
  }

  private Path image(String name, int rgb, int size) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, rgb);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void predictsLabelAndProbability() throws IOException {
    Classification red = Predictor.of(model).predict(image("red.png", RED, 8));

    // softmax of (0, 2): 1 / (1 + e^-2) = 0.8808.
    assertThat(red.label()).isEqualTo("red");
    assertThat(red.probability()).isCloseTo(0.8808f, within(1e-4f));
    assertThat(red.top(1)).hasSize(1);
  }

  @Test
  void resizesFilesAndDecodedImages() throws IOException {
    Path file = image("large.png", BLUE, 31);
    Predictor predictor = Predictor.of(model);

    assertThat(predictor.predict(file).label()).isEqualTo("blue");
    assertThat(predictor.predict(Decoder.decode(file))).isEqualTo(predictor.predict(file));
  }

  @Test
  void appliesColorModeOfModel() throws IOException {
    try (Model gray = model(network().colorMode(ColorMode.GRAYSCALE))) {
      Classification red = Predictor.of(gray).predict(image("red.png", RED, 8));

      // In gray, all channels are equal, so both classes are equally probable.
      assertThat(red.probability()).isCloseTo(0.5f, within(1e-6f));
    }
  }

  @Test
  void batchesAndThreadsGiveTheSameResults() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(image(i + ".png", i << 16 | (255 - 3 * i), 8));
    }
    Predictor predictor = Predictor.of(model);
    List<Classification> expected = files.stream().map(predictor::predict).toList();

    assertThat(predictor.predictAll(files)).isEqualTo(expected);
    assertThat(files.parallelStream().map(predictor::predict).toList()).isEqualTo(expected);
    assertThat(predictor.predictAll(List.of())).isEmpty();
  }

  @Test
  void rejectsFileThatIsNotAnImage() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.png"), "text");

    assertThatThrownBy(() -> Predictor.of(model).predict(text)).isInstanceOf(DataException.class);
  }

  @Test
  void rejectsModelThatOutputsFeatureMap() {
    try (Model cut = model.cut("body")) {
      assertThatThrownBy(() -> Predictor.of(cut))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "tiny outputs 8x8x3 for each image instead of class scores. Use the features command or Model.activations to get activations.");
    }
  }

  @Test
  void reportsIndicesOfImagesWithNonFiniteOutput() throws IOException {
    String body = model.network().graph().nodes().get(0).name();
    model.setWeights(
        body, "kernel", new float[] {3e38f, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
    model.setWeights("select", "kernel", new float[] {9, 9, 0, 0, 1, 0}, List.of(3, 2));
    List<Path> files = IntStream.range(0, 3).mapToObj(i -> folder.resolve(i + ".png")).toList();
    image("0.png", BLUE, 8);
    image("1.png", RED, 8);
    image("2.png", BLUE, 8);

    assertThatThrownBy(() -> Predictor.of(model).predictAll(files))
        .isInstanceOfSatisfying(
            NotFiniteException.class, e -> assertThat(e.batchIndices()).containsExactly(1));
  }
}

package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    ImagePrediction red = Predictor.of(model).predict(image("red.png", RED, 8));

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
      ImagePrediction red = Predictor.of(gray).predict(image("red.png", RED, 8));

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
    List<ImagePrediction> expected = files.stream().map(predictor::predict).toList();

    assertThat(predictor.predictAll(files)).isEqualTo(expected);
    assertThat(files.parallelStream().map(predictor::predict).toList()).isEqualTo(expected);
    assertThat(predictor.predictAll(List.of())).isEmpty();
  }

  @Test
  void allKindsOfInputGiveTheSameResult() throws IOException {
    Path file = image("mixed.png", 0x40c0ff, 13);
    byte[] content = Files.readAllBytes(file);
    BufferedImage buffered = ImageIO.read(file.toFile());
    Predictor predictor = Predictor.of(model);
    ImagePrediction expected = predictor.predict(file);
    float[] values = predictor.preprocess(file);
    INDArray array = Nd4j.createFromArray(values).reshape(1, 3, 8, 8);

    assertThat(
            List.of(
                predictor.predict(content),
                predictor.predict(new ByteArrayInputStream(content)),
                predictor.predict(buffered),
                predictor.predict(Decoder.decode(file)),
                predictor.predict(ImageSource.of(content)),
                predictor.predict(values),
                predictor.predictBatch(array).get(0)))
        .containsOnly(expected);
    assertThat(predictor.batchSize(2).predictImages(Collections.nCopies(5, buffered)))
        .isEqualTo(Collections.nCopies(5, expected));
    assertThat(predictor.predictSources(List.of(ImageSource.of(content), ImageSource.of(file))))
        .isEqualTo(Collections.nCopies(2, expected));
  }

  @Test
  void eightThreadsGiveTheResultsOfOne() throws Exception {
    Network network =
        Network.named("threads")
            .input(16, 16, 3)
            .block("body", conv(8, 3).relu(), conv(16, 3).relu())
            .head(globalAverage(), dense(3), softmax())
            .labels("a", "b", "c");
    List<BufferedImage> images = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 48; i++) {
      BufferedImage image = new BufferedImage(20, 17, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 20 * 17; pixel++) {
        image.setRGB(pixel % 20, pixel / 20, random.nextInt());
      }
      images.add(image);
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Model random16 = Model.create(network, 3)) {
      Predictor predictor = Predictor.of(random16).batchSize(16);
      List<ImagePrediction> single = images.stream().map(predictor::predict).toList();
      List<ImagePrediction> batched = predictor.predictImages(images);

      List<Future<List<ImagePrediction>>> results = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        boolean batches = thread % 2 == 0;
        results.add(
            threads.submit(
                () ->
                    batches
                        ? predictor.predictImages(images)
                        : images.stream().map(predictor::predict).toList()));
      }

      for (int thread = 0; thread < 8; thread++) {
        assertThat(results.get(thread).get()).isEqualTo(thread % 2 == 0 ? batched : single);
      }
      assertThat(single.stream().distinct().count()).isEqualTo(48);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void namesDamagedImageByPosition() throws IOException {
    byte[] good = Files.readAllBytes(image("good.png", RED, 8));
    ImageSource cut = ImageSource.of(Arrays.copyOf(good, good.length - 20));

    assertThatThrownBy(() -> Predictor.of(model).predictSources(List.of(ImageSource.of(good), cut)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Image 2 of 2 cannot be decoded: the PNG is truncated: ")
        .hasMessageEndingWith(" Pass the complete content of an image file.");
  }

  @Test
  void rejectsArraysOfWrongSizeAndBatchSizeBelowOne() {
    Predictor predictor = Predictor.of(model);

    assertThatThrownBy(() -> predictor.predict(new float[5]))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: input \"input\" expects 8x8x3, which is 192 values per image; image 1 has 5.");
    assertThatThrownBy(() -> predictor.predictBatch(Nd4j.zeros(1, 8, 8, 3)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: input \"input\" expects 8x8x3, an array of shape [batch, 3, 8, 8] (batch, channels, height, width); got [1, 8, 8, 3].");
    assertThatThrownBy(() -> predictor.batchSize(0))
        .isInstanceOf(UsageException.class)
        .hasMessage("batch size must be at least 1, got 0.");
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
              "tiny outputs 8x8x3 for each image instead of class scores or regression targets. Use the features command or Model.activations to get activations.");
    }
  }

  @Test
  void predictsSeveralOutputsByName() throws IOException {
    Network body =
        Network.named("two")
            .input(8, 8, 3)
            .preprocessing(network().preprocessing())
            .block("body", conv(3, 1).named("double"));
    Network two =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("color", Task.CLASSIFICATION, "blue", "red"),
                HeadOutput.of("amount", Task.REGRESSION, "amount [%]"))
            .applyTo(body);
    Path file = image("red.png", RED, 8);
    try (Model several = Model.create(two, 1)) {
      String first = two.graph().nodes().get(0).name();
      several.setWeights(
          first, "kernel", new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
      several.setWeights("color", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
      several.setWeights("amount", "kernel", new float[] {25, 0, 0}, List.of(3, 1));
      Predictor predictor = Predictor.of(several);

      Map<String, ImagePrediction> outputs = predictor.predictOutputs(file);

      assertThat(outputs.keySet()).containsExactly("color", "amount");
      // softmax of (0, 2): 1 / (1 + e^-2) = 0.8808; 25 times 2.
      assertThat(outputs.get("color").label()).isEqualTo("red");
      assertThat(outputs.get("color").probability()).isCloseTo(0.8808f, within(1e-4f));
      assertThat(outputs.get("amount").value()).isCloseTo(50, within(1e-3f));
      float[] values = predictor.preprocess(file);
      assertThat(predictor.predictOutputsBatch(List.of(values, values)))
          .containsExactly(outputs, outputs);
      assertThatThrownBy(() -> predictor.predict(file))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "two has several outputs: color, amount. Use Predictor.predictOutputs to predict all of them.");
    }
    Predictor single = Predictor.of(model);
    assertThat(single.predictOutputs(file).values()).containsExactly(single.predict(file));
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

    assertThatThrownBy(() -> Predictor.of(model).batchSize(1).predictAll(files))
        .isInstanceOfSatisfying(
            NotFiniteException.class, e -> assertThat(e.batchIndices()).containsExactly(1))
        .hasMessage(
            "%s: the output of \"softmax\" is NaN or infinite. Check the weights of the model."
                .formatted(files.get(1)));
  }
}

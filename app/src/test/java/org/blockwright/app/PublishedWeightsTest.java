package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.blockwright.base.SharedData;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;
import org.blockwright.weights.ClassNames;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published weights answer what they answer in Keras, without a word about preprocessing or class
 * names: the file is recognized.
 */
@Tag("slow")
class PublishedWeightsTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private static JsonNode expected(String network) throws IOException {
    return new ObjectMapper()
        .readTree(SharedData.path("golden/real-weights/expected.json").toFile())
        .get(network);
  }

  private static Path weights(JsonNode expected) {
    return SharedData.path("weights").resolve(expected.get("weights").asText());
  }

  private static List<String> images(JsonNode expected) {
    List<String> names = new ArrayList<>();
    expected.get("images").fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSize(3);
    return names;
  }

  private static Path image(String name) {
    return SharedData.path("golden/real-weights").resolve(name);
  }

  private static void assertTopFive(JsonNode expected, List<String> labels, List<Double> scores) {
    assertThat(labels).hasSize(5);
    for (int i = 0; i < labels.size(); i++) {
      JsonNode row = expected.get(i);
      assertThat(labels.get(i)).isEqualTo(row.get(1).asText());
      assertThat(labels.get(i)).isEqualTo(ClassNames.imagenet().get(row.get(0).asInt()));
      assertThat(scores.get(i)).isCloseTo(row.get(2).asDouble(), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet", "squeezenet"})
  void predictNamesTheFiveBestClasses(String network) throws IOException {
    JsonNode expected = expected(network);
    List<Object> arguments =
        new ArrayList<>(
            List.of("predict", "--model", network, "--weights", weights(expected), "--json"));
    images(expected).forEach(name -> arguments.add(image(name)));

    CommandResult ran = CommandResult.run(arguments.toArray());

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).doesNotContain("preprocessing");
    JsonNode results = ran.json();
    assertThat(results).hasSize(3);
    for (int i = 0; i < results.size(); i++) {
      List<String> labels = new ArrayList<>();
      List<Double> scores = new ArrayList<>();
      results
          .get(i)
          .get("probabilities")
          .properties()
          .forEach(
              score -> {
                labels.add(score.getKey());
                scores.add(score.getValue().asDouble());
              });
      assertTopFive(expected.get("images").get(images(expected).get(i)).get("top"), labels, scores);
    }
  }

  /** The same network with the preprocessing of torchvision's weights saw mosquito nets. */
  @Test
  void modelWithLoadedWeightsPredictsTheSame() throws IOException {
    JsonNode expected = expected("squeezenet");
    Path saved = folder.resolve("squeezenet.zip");
    try (Model model = Model.create(Zoo.SQUEEZENET.network(), 1)) {
      assertThat(model.loadWeights(weights(expected)))
          .noneMatch(notice -> notice.contains("preprocessing"));
      assertThat(model.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
      model.save(saved);
    }

    try (Model model = Model.open(saved)) {
      Predictor predictor = Predictor.of(model);
      for (String name : images(expected)) {
        List<ImagePrediction.Score> top = predictor.predict(image(name)).top(5);
        assertTopFive(
            expected.get("images").get(name).get("top"),
            top.stream().map(ImagePrediction.Score::label).toList(),
            top.stream().map(score -> (double) score.probability()).toList());
      }
    }
  }

  @Test
  void createdModelIsThatOfTheWeights() throws IOException {
    JsonNode expected = expected("mobilenet");
    Path model = folder.resolve("mobilenet.zip");
    String name = images(expected).get(0);

    CommandResult created =
        CommandResult.run(
            "model", "create", "--model", "mobilenet", "--weights", weights(expected), "-o", model);
    CommandResult ran = CommandResult.run("predict", model, image(name), "--top", 1, "--csv");

    assertThat(created.code()).as(created.err()).isZero();
    assertThat(ran.out().lines().toList().get(1))
        .startsWith(image(name) + ",predictions,1,lynx,0.484");
  }

  @Test
  void otherPreprocessingIsRefusedUnlessItIsSet() throws IOException {
    JsonNode expected = expected("squeezenet");
    String file = expected.get("weights").asText();
    try (Model model =
        Model.create(Zoo.SQUEEZENET.network().preprocessing(Preprocessing.TORCH), 1)) {
      float[] before = model.getWeights("conv1", "kernel");

      assertThatThrownBy(() -> model.loadWeights(weights(expected)))
          .hasMessage(
              file
                  + " needs the preprocessing caffe (BGR minus mean), but squeezenet has torch (RGB minus mean, divided by std), from its description, a saved model or weights that were loaded before. Remove it there, or set the right one with --preprocessing, in Java with loadWeights(file, preprocessing).");
      assertThat(model.getWeights("conv1", "kernel")).isEqualTo(before);
      assertThat(model.loadWeights(weights(expected), Preprocessing.TORCH))
          .contains(
              file
                  + " has the preprocessing caffe (BGR minus mean); it is replaced by torch (RGB minus mean, divided by std), as set.");
    }
  }

  @Test
  void featuresOfVgg16AreThoseOfKeras() throws IOException {
    JsonNode expected = expected("vgg16");
    Path file = folder.resolve("features.npz");
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "features",
                "vgg16",
                "--cut",
                "block5_pool",
                "--weights",
                weights(expected),
                "-o",
                file));
    images(expected).forEach(name -> arguments.add(image(name)));
    CommandResult ran = CommandResult.run(arguments.toArray());

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).doesNotContain("preprocessing");
    float[] values = onlyArray(file);
    int size = 7 * 7 * 512;
    assertThat(values).hasSize(3 * size);
    for (int i = 0; i < 3; i++) {
      JsonNode layer = expected.get("images").get(images(expected).get(i)).get("block5_pool");
      double tolerance = TOLERANCE * layer.get("std").asDouble();
      for (JsonNode sample : layer.get("samples")) {
        assertThat((double) values[i * size + sample.get(0).asInt()])
            .isCloseTo(sample.get(1).asDouble(), within(tolerance));
      }
    }
  }

  /** Reads the float32 values after the header of the only array. */
  private static float[] onlyArray(Path npz) throws IOException {
    assertThat(Files.size(npz)).isPositive();
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      assertThat(zip.size()).isEqualTo(1);
      byte[] bytes = zip.getInputStream(zip.entries().nextElement()).readAllBytes();
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int header = 10 + buffer.getShort(8);
      float[] values = new float[(bytes.length - header) / Float.BYTES];
      buffer.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
  }

  /** A job resolves the preprocessing of the weights and records it. */
  @Test
  void trainingWithKnownWeightsRecordsTheirPreprocessing() throws IOException {
    Path data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20);
    Path run = folder.resolve("run");

    CommandResult ran =
        CommandResult.run(
            "train",
            "--model",
            "squeezenet",
            "--input",
            "64x64x3",
            "--head",
            "global-average",
            "--weights",
            weights(expected("squeezenet")),
            "--freeze",
            "*",
            "--data",
            data,
            "--epochs",
            1,
            "--out",
            run);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).doesNotContain("no preprocessing");
    assertThat(Files.readString(run.resolve("run.yaml"))).contains("preprocessing: caffe");
    try (Model model = Model.open(run.resolve("model.zip"))) {
      assertThat(model.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
      assertThat(model.network().labels()).containsExactly("blue", "red");
    }
  }
}

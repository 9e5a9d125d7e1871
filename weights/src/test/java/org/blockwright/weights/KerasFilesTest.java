package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.concat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.base.SharedData;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.blockwright.model.ModelMerge;
import org.blockwright.zoo.GoldenFiles;
import org.blockwright.zoo.InceptionV3;
import org.blockwright.zoo.MobileNet;
import org.blockwright.zoo.ResNet;
import org.blockwright.zoo.Vgg;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * From a weights file of Keras and a picture on disk to the answer, against what Keras answered:
 * our reading of weights, our decoder, our preprocessing, DL4J's arithmetic.
 */
class KerasFilesTest {
  /** Of the standard deviation, for a picture that has the network's size already. */
  private static final double EXACT_TOLERANCE = 1e-4;

  /** Of the standard deviation, for photographs that another JPEG decoder reads and we resize. */
  private static final double PHOTO_TOLERANCE = 0.05;

  private static JsonNode expected(String folder) throws IOException {
    return new ObjectMapper().readTree(folder(folder).resolve("expected.json").toFile());
  }

  private static Path folder(String folder) {
    return SharedData.path("golden/keras-files").resolve(folder);
  }

  private static Network network(JsonNode expected) {
    Shape input =
        Shape.of(
            expected.get("input").get(0).asInt(),
            expected.get("input").get(1).asInt(),
            expected.get("input").get(2).asInt());
    List<String> labels = GoldenFiles.labels(expected.path("classes").asInt(2));
    String name = expected.get("network").asText().toLowerCase(Locale.ROOT);
    double alpha = expected.path("arguments").path("alpha").asDouble(1);
    Network network =
        name.equals("mobilenet")
            ? MobileNet.mobilenet(input, labels, alpha)
            : Zoo.get(name).network(input, labels);
    return expected.get("top").asBoolean() ? network : network.withoutHead();
  }

  private static Model loaded(String folder, String file, Network network) {
    Model model = Model.create(network, 1);
    try (WeightsFile weights = WeightsFile.open(folder(folder).resolve(file))) {
      Pairing pairing = Weights.load(model, weights, PairingOptions.STRICT);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(pairing.unused()).isEmpty();
    }
    return model;
  }

  private static INDArray image(Network network, Path file) {
    ImagePreprocessor reader = ImagePreprocessor.of(network.input(), network.preprocessing());
    return Nd4j.create(reader.read(file), Layout.batchShape(1, network.input()), 'c');
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "vgg16-top-64, weights.h5",
    "mobilenet, weights.h5",
    "mobilenet, keras3.weights.h5",
    "mobilenet, model.keras",
    "mobilenet-0.25-96, weights.h5",
    "mobilenet-0.25-96, weights-oldnames.h5",
    "mobilenet-0.25-96, whole-model.h5",
    "mobilenet-0.25-96, whole-model-keras3.h5",
    "mobilenet-0.25-96, keras3.weights.h5",
    "mobilenet-0.25-96, model.keras",
    "mobilenetv2, weights.h5",
    "resnet50-notop, weights.h5"
  })
  void anExactPictureGivesWhatKerasGives(String folder, String file) throws IOException {
    JsonNode expected = expected(folder);
    JsonNode exact = expected.get("exact");
    Network network = network(expected);

    try (Model model = loaded(folder, file, network)) {
      INDArray picture = image(network, folder(folder).resolve(exact.get("file").asText()));

      SoftAssertions softly = new SoftAssertions();
      comparePreprocessed(softly, exact.get("preprocessed"), picture);
      compareLayers(softly, exact.get("layers"), model, picture);
      compareOutput(softly, exact, model, picture, EXACT_TOLERANCE);
      softly.assertAll();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"vgg16-top-64", "mobilenet", "mobilenet-0.25-96", "mobilenetv2", "resnet50-notop"})
  void photographsGiveWhatKerasGives(String folder) throws IOException {
    JsonNode expected = expected(folder);
    Network network = network(expected);

    try (Model model = loaded(folder, "weights.h5", network)) {
      SoftAssertions softly = new SoftAssertions();
      for (JsonNode image : expected.get("images")) {
        INDArray picture = image(network, folder(folder).resolve(image.get("file").asText()));
        JsonNode plain = image.get("plain");
        compareOutput(softly, plain, model, picture, PHOTO_TOLERANCE);
        if (expected.get("top").asBoolean()) {
          softly
              .assertThat(model.predict(picture).argMax(1).getInt(0))
              .as(image.get("file").asText())
              .isEqualTo(plain.get("output").get("best").get(0).get(0).asInt());
        }
      }
      softly.assertAll();
    }
    assertThat(expected.get("images")).hasSize(3);
  }

  /** Automatic names and norms without gamma, and no top: the answer is a map. */
  @Test
  void inceptionV3WithoutItsTopGivesWhatKerasGives() throws IOException {
    String folder = "inceptionv3-notop";
    JsonNode expected = expected(folder);
    Network network =
        InceptionV3.inceptionv3(Shape.of(299, 299, 3), GoldenFiles.labels(2)).withoutHead();

    try (Model model = loaded(folder, "weights.h5", network)) {
      SoftAssertions softly = new SoftAssertions();
      JsonNode exact = expected.get("exact");
      INDArray picture = image(network, folder(folder).resolve(exact.get("file").asText()));
      comparePreprocessed(softly, exact.get("preprocessed"), picture);
      compareLayers(softly, exact.get("layers"), model, picture);
      compareFeatureMap(softly, exact.get("output"), model.predict(picture), EXACT_TOLERANCE);
      for (JsonNode image : expected.get("images")) {
        INDArray photograph = image(network, folder(folder).resolve(image.get("file").asText()));
        compareFeatureMap(
            softly, image.get("plain").get("output"), model.predict(photograph), PHOTO_TOLERANCE);
      }
      softly.assertAll();
    }
    assertThat(expected.get("images")).hasSize(3);
  }

  private static void compareFeatureMap(
      SoftAssertions softly, JsonNode expected, INDArray answer, double tolerance) {
    float[] values = answer.permute(Layout.toNhwc()).dup('c').data().asFloat();
    double allowed = tolerance * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as("map at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }

  /** Towers and top from a file each, as who merges pretrained networks has them. */
  @Test
  void theMixedNetworkTakesAFileForEachTowerAndForItsTop() throws IOException {
    String folder = "vgg16-resnet50";
    JsonNode expected = expected(folder);
    JsonNode exact = expected.get("exact");
    Network network = network(expected);
    Shape input = network.input();
    List<String> labels = network.labels();
    BlockBody top = network.blocks().get(network.blocks().size() - 1).body();
    Network ofTop = Edits.slice("fc1", "soft").applyTo(network);

    try (Model resnet =
            loaded(
                folder,
                expected.get("files").get(1).asText(),
                ResNet.resnet50(input, labels).withoutHead());
        Model vgg =
            loaded(
                folder,
                expected.get("files").get(0).asText(),
                Vgg.vgg16(input, labels).withoutHead());
        Model head = loaded(folder, expected.get("files").get(2).asText(), ofTop);
        Model towers =
            ModelMerge.named(folder)
                .tower("resnet", resnet, "conv5_block3_out")
                .tower("vgg", vgg, "block5_pool")
                .join(concat().named("concat"));
        Model model = towers.edit(Edits.head(top, labels), 1).model()) {
      assertThat(head.copyWeightsTo(model)).containsExactly("fc1", "fc2");
      assertThat(model.network()).isEqualTo(network);
      INDArray picture = image(network, folder(folder).resolve(exact.get("file").asText()));

      SoftAssertions softly = new SoftAssertions();
      comparePreprocessed(softly, exact.get("preprocessed"), picture);
      compareLayers(softly, exact.get("layers"), model, picture);
      compareFeatures(softly, exact.get("features"), model, picture);
      compareOutput(softly, exact, model, picture, EXACT_TOLERANCE);
      softly.assertAll();
    }
  }

  private static void compareFeatures(
      SoftAssertions softly, JsonNode expected, Model model, INDArray picture) {
    String layer = expected.get("layer").asText();
    float[] values = model.activations(picture, List.of(layer)).get(layer).data().asFloat();
    double allowed = EXACT_TOLERANCE * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as(layer + " at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }

  private static void comparePreprocessed(
      SoftAssertions softly, JsonNode expected, INDArray picture) {
    softly.assertThat(mean(picture)).isCloseTo(expected.get("mean").asDouble(), within(1e-5));
    float[] values = picture.permute(Layout.toNhwc()).dup('c').data().asFloat();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as("preprocessed at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(1e-4));
    }
  }

  /** Added up in double: the sum of a large map in float is off by a thousandth. */
  private static double mean(INDArray values) {
    return Arrays.stream(values.dup('c').data().asDouble()).average().orElseThrow();
  }

  /** Mean and deviation of every layer that Keras has under the same name. */
  private static void compareLayers(
      SoftAssertions softly, JsonNode layers, Model model, INDArray picture) {
    List<JsonNode> ours =
        GoldenFiles.list(layers).stream()
            .filter(layer -> model.network().graph().contains(layer.get(0).asText()))
            .toList();
    Activations inner =
        model.activations(picture, ours.stream().map(layer -> layer.get(0).asText()).toList());
    for (JsonNode layer : ours) {
      String name = layer.get(0).asText();
      INDArray values = inner.get(name);
      double std = layer.get(2).asDouble();
      softly
          .assertThat(mean(values))
          .as(name + " mean")
          .isCloseTo(layer.get(1).asDouble(), within(EXACT_TOLERANCE * std));
      softly
          .assertThat(values.stdNumber(false).doubleValue())
          .as(name + " std")
          .isCloseTo(std, within(EXACT_TOLERANCE * std));
    }
    softly.assertThat(ours).hasSizeGreaterThan(20);
  }

  /** The logits, or the last map of a network without its top. */
  private static void compareOutput(
      SoftAssertions softly, JsonNode expected, Model model, INDArray picture, double tolerance) {
    if (expected.has("logits")) {
      compareLogits(softly, expected.get("logits"), logits(model, picture), tolerance);
      return;
    }
    JsonNode output = expected.get("output");
    String last = model.network().graph().output();
    float[] values = model.activations(picture, List.of(last)).get(last).data().asFloat();
    double allowed = tolerance * output.get("std").asDouble();
    for (JsonNode sample : output.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as(last + " at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }

  private static void compareLogits(
      SoftAssertions softly, JsonNode expected, double[] logits, double tolerance) {
    // A softmax does not tell what was added to all of its inputs.
    boolean shifted = logits.length == expected.get("samples").size();
    double ours = shifted ? Arrays.stream(logits).average().orElseThrow() : 0;
    double theirs = shifted ? expected.get("mean").asDouble() : 0;
    double allowed = tolerance * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      int at = sample.get(0).asInt();
      softly
          .assertThat(logits[at] - ours)
          .as("logit " + at)
          .isCloseTo(sample.get(1).asDouble() - theirs, within(allowed));
    }
  }

  /** What goes into the last softmax; of a layer that contains it, up to a constant. */
  private static double[] logits(Model model, INDArray picture) {
    if (model.network().graph().contains("conv_preds")) {
      return model.activations(picture, List.of("conv_preds")).get("conv_preds").toDoubleVector();
    }
    double[] answer = model.predict(picture).toDoubleVector();
    return IntStream.range(0, answer.length).mapToDouble(i -> Math.log(answer[i])).toArray();
  }
}

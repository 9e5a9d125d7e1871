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
import org.assertj.core.api.SoftAssertions;
import org.blockwright.base.SharedData;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.blockwright.model.ModelMerge;
import org.blockwright.zoo.GoldenFiles;
import org.blockwright.zoo.InceptionV3;
import org.blockwright.zoo.ResNet;
import org.blockwright.zoo.Vgg;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares predictions with those of Keras, from a weights file and an image on disk: reading of
 * weights, image decoding, preprocessing and computation.
 */
class KerasFilesTest {
  /** In units of the standard deviation, for an image that already has the network's input size. */
  private static final double EXACT_TOLERANCE = 1e-4;

  /** In units of the standard deviation, for photographs: JPEG decoder and resizing differ. */
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
    Preprocessing preprocessing = Preprocessing.parse(expected.get("preprocessing").asText());
    Network network = Zoo.get(alpha == 1 ? name : name + "-" + alpha).network(input, labels);
    return (expected.get("top").asBoolean() ? network : network.withoutHead())
        .preprocessing(preprocessing);
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
    ImagePreprocessor preprocessor = ImagePreprocessor.of(network.input(), network.preprocessing());
    return Nd4j.create(preprocessor.read(file), Layout.batchShape(1, network.input()), 'c');
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "mobilenet-0.25-96, weights.h5",
    "mobilenet-0.25-96, weights-oldnames.h5",
    "mobilenet-0.25-96, whole-model.h5",
    "mobilenet-0.25-96, whole-model-keras3.h5",
    "mobilenet-0.25-96, keras3.weights.h5",
    "mobilenet-0.25-96, model.keras",
    "mobilenetv2, weights.h5"
  })
  void exactImageMatchesKeras(String folder, String file) throws IOException {
    compareExactImage(folder, file);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "vgg16-top-64, weights.h5",
    "mobilenet, weights.h5",
    "mobilenet, keras3.weights.h5",
    "mobilenet, model.keras",
    "resnet50-notop, weights.h5"
  })
  @Tag("slow")
  void exactImageOfLargeNetworkMatchesKeras(String folder, String file) throws IOException {
    compareExactImage(folder, file);
  }

  private static void compareExactImage(String folder, String file) throws IOException {
    JsonNode expected = expected(folder);
    JsonNode exact = expected.get("exact");
    Network network = network(expected);

    try (Model model = loaded(folder, file, network)) {
      INDArray image = image(network, folder(folder).resolve(exact.get("file").asText()));

      SoftAssertions softly = new SoftAssertions();
      comparePreprocessed(softly, exact.get("preprocessed"), image);
      compareLayers(softly, exact.get("layers"), model, image);
      compareOutput(softly, exact, model, image, EXACT_TOLERANCE);
      softly.assertAll();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"mobilenet-0.25-96", "mobilenetv2"})
  void photographsMatchKeras(String folder) throws IOException {
    comparePhotographs(folder);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"vgg16-top-64", "mobilenet", "resnet50-notop"})
  @Tag("slow")
  void photographsOfLargeNetworkMatchKeras(String folder) throws IOException {
    comparePhotographs(folder);
  }

  private static void comparePhotographs(String folder) throws IOException {
    JsonNode expected = expected(folder);
    Network network = network(expected);

    try (Model model = loaded(folder, "weights.h5", network)) {
      SoftAssertions softly = new SoftAssertions();
      for (JsonNode photo : expected.get("images")) {
        INDArray image = image(network, folder(folder).resolve(photo.get("file").asText()));
        JsonNode plain = photo.get("plain");
        compareOutput(softly, plain, model, image, PHOTO_TOLERANCE);
        if (expected.get("top").asBoolean()) {
          softly
              .assertThat(model.predict(image).argMax(1).getInt(0))
              .as(photo.get("file").asText())
              .isEqualTo(plain.get("output").get("best").get(0).get(0).asInt());
        }
      }
      softly.assertAll();
    }
    assertThat(expected.get("images")).hasSize(3);
  }

  /** Automatic names, batch norm without gamma, and no head: the output is a feature map. */
  @Test
  @Tag("slow")
  void inceptionV3WithoutHeadMatchesKeras() throws IOException {
    String folder = "inceptionv3-notop";
    JsonNode expected = expected(folder);
    Network network =
        InceptionV3.inceptionv3(Shape.of(299, 299, 3), GoldenFiles.labels(2))
            .withoutHead()
            .preprocessing(Preprocessing.TF);

    try (Model model = loaded(folder, "weights.h5", network)) {
      SoftAssertions softly = new SoftAssertions();
      JsonNode exact = expected.get("exact");
      INDArray image = image(network, folder(folder).resolve(exact.get("file").asText()));
      comparePreprocessed(softly, exact.get("preprocessed"), image);
      compareLayers(softly, exact.get("layers"), model, image);
      compareFeatureMap(softly, exact.get("output"), model.predict(image), EXACT_TOLERANCE);
      for (JsonNode photo : expected.get("images")) {
        INDArray photograph = image(network, folder(folder).resolve(photo.get("file").asText()));
        compareFeatureMap(
            softly, photo.get("plain").get("output"), model.predict(photograph), PHOTO_TOLERANCE);
      }
      softly.assertAll();
    }
    assertThat(expected.get("images")).hasSize(3);
  }

  private static void compareFeatureMap(
      SoftAssertions softly, JsonNode expected, INDArray output, double tolerance) {
    float[] values = output.permute(Layout.toNhwc()).dup('c').data().asFloat();
    double allowed = tolerance * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as("feature map at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }

  /** Each tower and the head have their own file, as when merging pretrained networks. */
  @Test
  @Tag("slow")
  void mixedNetworkWithFilePerTowerAndForHeadMatchesKeras() throws IOException {
    String folder = "vgg16-resnet50";
    JsonNode expected = expected(folder);
    JsonNode exact = expected.get("exact");
    Network network = network(expected);
    Shape input = network.input();
    List<String> labels = network.labels();
    BlockBody headBlock = network.blocks().get(network.blocks().size() - 1).body();
    Network headNetwork = Edits.slice("fc1", "soft").applyTo(network);

    try (Model resnet =
            loaded(
                folder,
                expected.get("files").get(1).asText(),
                ResNet.resnet50(input, labels)
                    .withoutHead()
                    .preprocessing(network.preprocessing()));
        Model vgg =
            loaded(
                folder,
                expected.get("files").get(0).asText(),
                Vgg.vgg16(input, labels).withoutHead().preprocessing(network.preprocessing()));
        Model head = loaded(folder, expected.get("files").get(2).asText(), headNetwork);
        Model towers =
            ModelMerge.named(folder)
                .tower("resnet", resnet, "conv5_block3_out")
                .tower("vgg", vgg, "block5_pool")
                .model(concat().named("concat"));
        Model model = towers.edit(Edits.head(headBlock, labels), 1).model()) {
      assertThat(head.copyWeightsTo(model)).containsExactly("fc1", "fc2");
      assertThat(model.network()).isEqualTo(network);
      INDArray image = image(network, folder(folder).resolve(exact.get("file").asText()));

      SoftAssertions softly = new SoftAssertions();
      comparePreprocessed(softly, exact.get("preprocessed"), image);
      compareLayers(softly, exact.get("layers"), model, image);
      compareFeatures(softly, exact.get("features"), model, image);
      compareOutput(softly, exact, model, image, EXACT_TOLERANCE);
      softly.assertAll();
    }
  }

  private static void compareFeatures(
      SoftAssertions softly, JsonNode expected, Model model, INDArray image) {
    String layer = expected.get("layer").asText();
    float[] values = model.activations(image, List.of(layer)).get(layer).data().asFloat();
    double allowed = EXACT_TOLERANCE * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as(layer + " at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }

  private static void comparePreprocessed(
      SoftAssertions softly, JsonNode expected, INDArray image) {
    softly.assertThat(mean(image)).isCloseTo(expected.get("mean").asDouble(), within(1e-5));
    float[] values = image.permute(Layout.toNhwc()).dup('c').data().asFloat();
    for (JsonNode sample : expected.get("samples")) {
      softly
          .assertThat((double) values[sample.get(0).asInt()])
          .as("preprocessed at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(1e-4));
    }
  }

  /** Summed in double, since in float the sum over a large feature map has an error of 0.1 %. */
  private static double mean(INDArray values) {
    return Arrays.stream(values.dup('c').data().asDouble()).average().orElseThrow();
  }

  /** Compares mean and standard deviation of every layer with the same name in Keras. */
  private static void compareLayers(
      SoftAssertions softly, JsonNode layers, Model model, INDArray image) {
    List<JsonNode> compared =
        GoldenFiles.list(layers).stream()
            .filter(layer -> model.network().graph().contains(layer.get(0).asText()))
            .toList();
    Activations activations =
        model.activations(image, compared.stream().map(layer -> layer.get(0).asText()).toList());
    for (JsonNode layer : compared) {
      String name = layer.get(0).asText();
      INDArray values = activations.get(name);
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
    softly.assertThat(compared).hasSizeGreaterThan(20);
  }

  /** Compares the logits, or the last feature map of a network without head. */
  private static void compareOutput(
      SoftAssertions softly, JsonNode expected, Model model, INDArray image, double tolerance) {
    if (expected.has("logits")) {
      compareLogits(softly, expected.get("logits"), logits(model, image), tolerance);
      return;
    }
    JsonNode output = expected.get("output");
    String last = model.network().graph().output();
    float[] values = model.activations(image, List.of(last)).get(last).data().asFloat();
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
    // Logits computed from a softmax are known only up to a constant.
    boolean shifted = logits.length == expected.get("samples").size();
    double mean = shifted ? Arrays.stream(logits).average().orElseThrow() : 0;
    double expectedMean = shifted ? expected.get("mean").asDouble() : 0;
    double allowed = tolerance * expected.get("std").asDouble();
    for (JsonNode sample : expected.get("samples")) {
      int index = sample.get(0).asInt();
      softly
          .assertThat(logits[index] - mean)
          .as("logit " + index)
          .isCloseTo(sample.get(1).asDouble() - expectedMean, within(allowed));
    }
  }

  /** Returns the inputs of the last softmax, up to a constant if its layer has other weights. */
  private static double[] logits(Model model, INDArray image) {
    if (model.network().graph().contains("conv_preds")) {
      return model.activations(image, List.of("conv_preds")).get("conv_preds").toDoubleVector();
    }
    double[] probabilities = model.predict(image).toDoubleVector();
    return Arrays.stream(probabilities).map(Math::log).toArray();
  }
}

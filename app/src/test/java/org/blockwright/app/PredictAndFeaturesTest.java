package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictAndFeaturesTest {
  @TempDir Path folder;
  private Path description;
  private Path model;
  private Path red;
  private Path blue;

  /** The network doubles each channel and classifies images as blue or red. */
  @BeforeEach
  void saveNetworkThatSeparatesRedAndBlue() throws Exception {
    Network network =
        Network.named("tiny")
            .input(8, 8, 3)
            .preprocessing(
                new Preprocessing(
                    "unit", Preprocessing.Order.RGB, 1 / 255.0, List.of(0.0), List.of(1.0)))
            .block("body", conv(3, 1).named("twice"))
            .head(globalAverage(), dense(2).named("say"), softmax().named("soft"))
            .labels("blue", "red");
    description = Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(network));
    model = folder.resolve("tiny.zip");
    try (Model weighted = Model.create(network, 1)) {
      String twice = network.graph().nodes().get(0).name();
      weighted.setWeights(
          twice, "kernel", new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
      weighted.setWeights("say", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
      weighted.save(model);
    }
    red = ImagesOnDisk.writeImage(folder.resolve("red.png"), 0xff0000);
    blue = ImagesOnDisk.writeImage(folder.resolve("blue.png"), 0x0000ff);
  }

  @Test
  void predictPrintsMostProbableLabelFirst() {
    CommandResult ran = CommandResult.run("predict", model, red, blue);

    // softmax of (0, 2): 1 / (1 + e^-2) = 0.8808.
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines())
        .containsExactly(red + "  red 0.8808  blue 0.1192", blue + "  blue 0.8808  red 0.1192");
  }

  @Test
  void topLimitsLabels() {
    assertThat(CommandResult.run("predict", model, red, "--top", 1).out().strip())
        .isEqualTo(red + "  red 0.8808");
  }

  @Test
  void predictPrintsJson() throws Exception {
    JsonNode json = CommandResult.run("predict", model, red, "--json").json();

    assertThat(json.get(0).get("label").asText()).isEqualTo("red");
    assertThat(json.get(0).get("probabilities").get("blue").asDouble())
        .isCloseTo(0.1192, within(1e-4));
  }

  @Test
  void reportsFileThatIsNotAnImage() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.png"), "not an image");

    CommandResult ran = CommandResult.run("predict", model, red, text, blue);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out().lines()).hasSize(2);
    assertThat(ran.err()).contains(text + " cannot be decoded");
  }

  @Test
  void quietStillPrintsErrors() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.png"), "not an image");

    assertThat(CommandResult.run("predict", model, text, "--quiet").err())
        .startsWith(text.toString());
    assertThat(CommandResult.run("predict", model, red, "--quiet").err()).isEmpty();
  }

  @Test
  void rejectsDescriptionWithoutWeights() {
    CommandResult ran = CommandResult.run("predict", description, red);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err().strip())
        .isEqualTo(
            "tiny is a network without weights, so its predictions would be random. Add --weights, such as imagenet or a file, or use a saved model (.zip).");
  }

  @Test
  void featuresPrintsShapeMeanAndStd() {
    CommandResult ran =
        CommandResult.run("features", model, red, "--layer", "body/twice", "--quiet");

    // A third of the values is 2, the others are 0: mean 2/3, standard deviation 2 * sqrt(2) / 3.
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("1x8x8x3").contains("0.666667").contains("0.942809");
  }

  @Test
  void poolAveragesFeatureMaps() {
    CommandResult ran =
        CommandResult.run("features", model, red, blue, "--pool", "--layer", "body/twice");

    assertThat(ran.out()).contains("2x3").contains("0.666667");
  }

  @Test
  void featuresWritesNpzFile() throws Exception {
    Path file = folder.resolve("out.npz");

    CommandResult ran =
        CommandResult.run("features", model, red, "--layer", "body/twice", "soft", "-o", file);

    assertThat(ran.code()).isZero();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(2);
      assertThat(zip.getEntry("soft.npy")).isNotNull();
    }
  }

  @Test
  void unknownLayerSuggestsNearestName() {
    CommandResult ran = CommandResult.run("features", model, red, "--layer", "body/twise");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("Did you mean \"body/twice\"?");
  }

  @Test
  void initialWeightsDependOnSeed() {
    String first = CommandResult.run("features", description, red, "--seed", 1).out();

    assertThat(CommandResult.run("features", description, red, "--seed", 1).out()).isEqualTo(first);
    assertThat(CommandResult.run("features", description, red, "--seed", 2).out())
        .isNotEqualTo(first);
  }

  @Test
  void rejectsModelWithoutClasses() throws Exception {
    Path cut = folder.resolve("cut.zip");
    try (Model whole = Model.open(model);
        Model part = whole.cut("body/twice")) {
      part.save(cut);
    }

    CommandResult ran = CommandResult.run("predict", cut, red);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("8x8x3").contains("Use the features command");
  }

  /** A model whose kernel makes red overflow a float, but not blue. */
  private Path diverged() {
    Path diverged = folder.resolve("diverged.zip");
    try (Model weighted = Model.open(model)) {
      String twice = weighted.network().graph().nodes().get(0).name();
      weighted.setWeights(
          twice, "kernel", new float[] {3e38f, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
      weighted.setWeights("say", "kernel", new float[] {9, 9, 0, 0, 1, 0}, List.of(3, 2));
      weighted.save(diverged);
    }
    return diverged;
  }

  @Test
  void reportsImageWithNonFinitePrediction() {
    Path diverged = diverged();

    CommandResult predicted = CommandResult.run("predict", diverged, red, blue, "--top", 1);
    CommandResult all = CommandResult.run("predict", diverged, red, "--json");
    CommandResult features = CommandResult.run("features", diverged, red, blue, "--layer", "say");

    assertThat(predicted.code()).isEqualTo(1);
    assertThat(predicted.out()).startsWith(blue + "  blue").doesNotContain("red.png");
    assertThat(predicted.err())
        .contains(
            red
                + ": the output of \"soft\" is NaN or infinite. Check the weights: train again with a lower learning rate, or use an earlier model.");
    assertThat(all.code()).isEqualTo(1);
    assertThat(all.out().strip()).isEqualTo("[ ]");
    assertThat(features.code()).isEqualTo(1);
    assertThat(features.err()).contains(red + ": the output of \"say\" is NaN or infinite.");
    assertThat(features.out()).contains("1x2");
  }

  @Test
  void manyBatchesAreComputedAtTheSameTimeAndPrintedInOrder() throws Exception {
    Path many = Files.createDirectory(folder.resolve("many"));
    List<String> expected = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      Path image = Files.copy(i % 3 == 0 ? red : blue, many.resolve(i + ".png"));
      if (i == 30) {
        Files.writeString(image, "not an image");
      } else {
        expected.add(image + (i % 3 == 0 ? "  red 0.8808" : "  blue 0.8808"));
      }
    }

    CommandResult ran =
        CommandResult.run(
            "predict", model, many, "--top", 1, "--batch-size", 2, "--threads", 2, "--quiet");

    assertThat(ran.out().lines()).containsExactlyElementsOf(expected);
    assertThat(ran.err()).contains("30.png");
  }

  @Test
  void nonFinitePredictionsAreReportedWhileOtherBatchesAreComputed() throws Exception {
    Path diverged = diverged();
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 10; i < 40; i++) {
      Files.copy(i % 5 == 0 ? red : blue, many.resolve(i + ".png"));
    }

    CommandResult ran =
        CommandResult.run("predict", diverged, many, "--top", 1, "--batch-size", 3, "--threads", 2);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out().lines()).hasSize(24).allMatch(line -> line.contains("  blue"));
    assertThat(ran.err().lines().filter(line -> line.contains("is NaN or infinite"))).hasSize(6);
  }

  /** A model trained on grayscale images converts red and blue to gray in every command. */
  @Test
  void appliesColorModeOfModel() throws Exception {
    Path gray = folder.resolve("gray.zip");
    Path data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 3);
    try (Model weighted = Model.open(model)) {
      Network network = weighted.network().colorMode(org.blockwright.dsl.input.ColorMode.GRAYSCALE);
      try (Model same = Model.create(network, 1)) {
        weighted.copyWeightsTo(same);
        same.save(gray);
      }
    }

    CommandResult ran = CommandResult.run("predict", gray, red, "--top", 1);
    CommandResult evaluated = CommandResult.run("evaluate", gray, "--data", data, "--json");
    CommandResult asked = CommandResult.run("evaluate", model, "--data", data, "--gray", "--json");
    CommandResult color = CommandResult.run("evaluate", model, "--data", data, "--json");

    // In gray, red and blue have the same value, so both classes are equally probable.
    assertThat(ran.out()).contains(" 0.5000");
    assertThat(evaluated.json()).isEqualTo(asked.json()).isNotEqualTo(color.json());
    assertThat(asked.err())
        .contains(
            model
                + " was trained on RGB images and is evaluated on grayscale images, as set by --gray.");
    assertThat(evaluated.err()).doesNotContain("grayscale");
  }

  @Test
  void searchesFolderForImagesByContent() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images/deep/er"));
    Path top = folder.resolve("images");
    Files.copy(red, top.resolve("b.png"));
    Files.copy(blue, top.resolve("a"));
    Files.copy(red, images.resolve("c.txt"));
    Files.writeString(top.resolve("notes.txt"), "not an image");
    Files.writeString(top.resolve(".hidden"), "not an image");
    Files.createSymbolicLink(images.resolve("loop"), top);
    Files.createSymbolicLink(top.resolve("dangling"), folder.resolve("none"));

    CommandResult ran = CommandResult.run("predict", model, red, top, "--top", 1, "--quiet");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines())
        .containsExactly(
            red + "  red 0.8808",
            top.resolve("a") + "  blue 0.8808",
            top.resolve("b.png") + "  red 0.8808",
            images.resolve("c.txt") + "  red 0.8808");
    assertThat(ran.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("skipped " + top.resolve("notes.txt") + ": "))
        .anyMatch(line -> line.startsWith("skipped " + top.resolve("dangling") + ": "))
        .anyMatch(line -> line.startsWith("skipped " + images.resolve("loop") + ": "));
    assertThat(CommandResult.run("features", model, top, "--layer", "body/twice", "--quiet").out())
        .contains("3x8x8x3");
  }

  @Test
  void reportsFolderWithoutImages() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    CommandResult ran = CommandResult.run("predict", model, empty, red, "--quiet");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().strip())
        .isEqualTo(empty + " contains no images. Choose a folder with images.");
    assertThat(ran.out().lines()).hasSize(1);
  }

  @Test
  void acceptsFileNameWithDashAfterDoubleDash() throws Exception {
    Path here = Path.of("-rf-blockwright-test.png");
    Files.copy(red, here);
    try {
      CommandResult ran = CommandResult.run("predict", model, "--top", 1, "--", here);

      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out().strip()).isEqualTo(here + "  red 0.8808");
    } finally {
      Files.delete(here);
    }
  }
}

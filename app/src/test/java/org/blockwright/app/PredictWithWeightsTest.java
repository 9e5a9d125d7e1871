package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.Csv;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.blockwright.weights.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prediction with a network and a weights file, without training. */
class PredictWithWeightsTest {
  private static final String UNIT = "std=255";

  @TempDir Path folder;
  private Path description;
  private Path weights;
  private Path images;
  private Path red;
  private Path blue;

  private static Network network(int classes) {
    return Network.named("tiny")
        .input(8, 8, 3)
        .block("body", conv(3, 1).named("twice"))
        .head(globalAverage(), dense(classes).named("say"), softmax().named("soft"));
  }

  /** With values from 0 to 1, the network doubles each channel and tells blue from red. */
  @BeforeEach
  void saveWeightsThatSeparateRedAndBlue() throws Exception {
    Network network = network(2).labels("blue", "red");
    description = Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(network));
    weights = folder.resolve("tiny.h5");
    try (Model model = Model.create(network, 1)) {
      model.setWeights(
          "body/twice", "kernel", new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
      model.setWeights("say", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
      Weights.save(model, weights, true);
    }
    images = folder.resolve("images");
    red = ImagesOnDisk.writeImage(images.resolve("red.png"), 0xff0000);
    blue = ImagesOnDisk.writeImage(images.resolve("blue.png"), 0x0000ff);
  }

  private CommandResult predict(Object... more) {
    Object[] arguments =
        Stream.concat(
                Stream.of("predict", "--model", description, "--weights", weights, "--quiet"),
                Stream.of(more))
            .toArray();
    return CommandResult.run(arguments);
  }

  @Test
  void networkIsAnOptionOrTheFirstArgument() {
    CommandResult option = predict(red, blue, "--preprocessing", UNIT);
    CommandResult argument =
        CommandResult.run(
            "predict", description, red, blue, "--weights", weights, "--preprocessing", UNIT);

    // softmax of (0, 2): 1 / (1 + e^-2) = 0.8808.
    assertThat(option.code()).as(option.err()).isZero();
    assertThat(option.out().lines())
        .containsExactly(red + "  red 0.8808  blue 0.1192", blue + "  blue 0.8808  red 0.1192");
    assertThat(argument.out()).isEqualTo(option.out());
    assertThat(argument.err()).doesNotContain("preprocessing");
  }

  /** In [-1, 1] both channels differ twice as much: 1 / (1 + e^-4) = 0.9820. */
  @Test
  void assumesPreprocessingWithNotice() {
    CommandResult ran =
        CommandResult.run("predict", description, red, "--weights", weights, "--top", 1);

    assertThat(ran.out().strip()).isEqualTo(red + "  red 0.9820");
    assertThat(ran.err().lines())
        .contains(
            "tiny: no preprocessing is set, and none is known for tiny.h5; assuming tf (RGB in [-1,1]). If the weights need another one, set it with --preprocessing.");
  }

  @Test
  void labelsNameTheClassesOfTheFile() throws Exception {
    Path unnamed =
        Files.writeString(folder.resolve("unnamed.yaml"), NetworkFormat.toYaml(network(2)));
    Path file = Files.writeString(folder.resolve("names.txt"), "sea\nfire\n");

    for (Object labels : List.of("sea,fire", file)) {
      CommandResult ran =
          CommandResult.run(
              "predict", unnamed, red, "--weights", weights, "--labels", labels, "--top", 1);
      assertThat(ran.out().strip()).isEqualTo(red + "  fire 0.9820");
    }
  }

  @Test
  void printsRowsOfCsv() {
    CommandResult ran = predict(red, "--csv", "--top", 1);

    assertThat(Csv.parse("out", ran.out()))
        .extracting(Csv.Row::cells)
        .containsExactly(
            List.of("file", "output", "rank", "label", "score", "predicted"),
            List.of(red.toString(), "soft", "1", "red", "0.98201376", "true"));
    assertThat(predict(red, "--csv", "--json").err().strip())
        .isEqualTo(
            "blockwright predict: --csv and --json exclude each other. See blockwright predict --help.");
  }

  @Test
  void readsPatternsAndListsOnStdin() throws Exception {
    ImagesOnDisk.writeImage(images.resolve("deep/more.png"), 0xff0000);
    Object[] list = {"predict", description, "-", "--weights", weights, "--batch", 1, "--top", 1};

    assertThat(predict(images + "/*.png", "--top", 1).out().lines())
        .containsExactly(blue + "  blue 0.9820", red + "  red 0.9820");
    // "**/" also stands for no folder.
    assertThat(predict(images + "/**/*.png", "--top", 1).out().lines()).hasSize(3);
    assertThat(predict(folder + "/**/images/**/*e.png", "--top", 1).out().lines()).hasSize(2);
    assertThat(predict(images + "/{**/more,red}.png", "--top", 1).out().lines()).hasSize(2);
    assertThat(predict(images + "/{red,blue}*", "--top", 1).out().lines()).hasSize(2);
    // A folder that matches is searched, so that its files are not predicted again as matches.
    assertThat(predict(images + "/**", "--top", 1).out().lines()).hasSize(3);
    assertThat(predict(images + "/*", "--top", 1).out().lines()).hasSize(3);
    assertThat(predict(folder + "/**/deep/**", "--top", 1).out().lines()).hasSize(1);
    assertThat(CommandResult.runWithInput(red + "\n\n" + images + "\n", list).out().lines())
        .hasSize(4);
    CommandResult empty = CommandResult.runWithInput("\n", list);
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err().strip())
        .isEqualTo(
            "\"-\" reads a list of paths from stdin, but there is none. Write one path per line.");
    CommandResult none = predict(images + "/*.jpg");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err().strip())
        .isEqualTo(
            "\"%s/*.jpg\" matches no file. Check the pattern, and the folder from which it starts."
                .formatted(images));
  }

  /** Nothing but the arguments is read: the model does not exist. */
  @Test
  void pathsAreCheckedBeforeTheModelIsLoaded() throws Exception {
    Path missing = folder.resolve("missing.zip");
    Path loop = images.resolve("loop");
    Files.createSymbolicLink(loop, images);

    CommandResult pattern = CommandResult.run("predict", missing, images + "/[a");
    CommandResult links = CommandResult.run("predict", missing, images + "/**/*.png");
    CommandResult list = CommandResult.runWithInput("a\0b.png\n", "predict", missing, "-");

    assertThat(pattern.code()).isEqualTo(2);
    assertThat(pattern.err().strip())
        .isEqualTo(
            "\"%s/[a\" is not a valid pattern: Missing ']. Correct it; \"[\" and \"{\" need a closing bracket."
                .formatted(images));
    assertThat(links.code()).isEqualTo(1);
    assertThat(links.err().strip())
        .isEqualTo(
            "%s is a link to a folder that contains it, so that a pattern with ** would never end. Remove the link, or name the folders without **."
                .formatted(loop));
    assertThat(list.code()).isEqualTo(2);
    assertThat(list.err().strip())
        .isEqualTo("\"a?b.png\" is not a valid path: Nul character not allowed. Check the path.");
  }

  @Test
  void rejectsFileWithAnotherHead() throws Exception {
    Path three =
        Files.writeString(
            folder.resolve("three.yaml"), NetworkFormat.toYaml(network(3).labels("a", "b", "c")));

    CommandResult ran = CommandResult.run("predict", three, red, "--weights", weights, "--quiet");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().strip())
        .isEqualTo(
            "No weights were loaded for these layers of three: \"say\". Its predictions would be random. Use a file with the weights of the head; if it has other classes than three, give them with --labels.");
  }

  @Test
  void evaluatesNetworkWithWeights() throws Exception {
    Path data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 3);

    CommandResult ran =
        CommandResult.run(
            "evaluate", description, "--weights", weights, "--data", data, "--json", "--quiet");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("\"accuracy\"");
    assertThat(CommandResult.run("evaluate", "--data", data).err().strip())
        .isEqualTo("blockwright evaluate: missing MODEL. See blockwright evaluate --help.");
    CommandResult two = CommandResult.run("evaluate", "a.zip", "--model", "b.zip", "--data", data);
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err().strip())
        .isEqualTo(
            "blockwright evaluate: the model is given twice, as \"a.zip\" and by --model; omit one of them. See blockwright evaluate --help.");
  }

  @Test
  void createdModelPredictsWithoutOptions() throws Exception {
    Path model = folder.resolve("model.zip");
    Object[] create = {
      "model",
      "create",
      "--model",
      description,
      "--weights",
      weights,
      "--preprocessing",
      UNIT,
      "-o",
      model
    };

    CommandResult created = CommandResult.run(create);
    byte[] content = Files.readAllBytes(model);
    CommandResult again = CommandResult.run(create);

    assertThat(created.code()).as(created.err()).isZero();
    assertThat(created.out().strip()).isEqualTo(model.toString());
    assertThat(CommandResult.run("predict", model, red, "--top", 1).out().strip())
        .isEqualTo(red + "  red 0.8808");
    try (Model opened = Model.open(model)) {
      assertThat(opened.network().preprocessing()).isEqualTo(Preprocessing.parse(UNIT));
      assertThat(opened.network().labels()).containsExactly("blue", "red");
      assertThat(opened.provenance().entries())
          .containsEntry("weights", "tiny.h5")
          .containsKey("weights sha256");
    }
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err().strip())
        .isEqualTo(model + " already exists. Choose another file, or add --overwrite.");
    assertThat(model).hasBinaryContent(content);
    assertThat(CommandResult.run("model", "create", "-o", model).err().strip())
        .isEqualTo(
            "blockwright model create: missing --model. See blockwright model create --help.");
    assertThat(CommandResult.run("model").err().strip())
        .isEqualTo("blockwright model: no subcommand given. See blockwright model --help.");
  }

  @Test
  void createdModelNeedsWeightsAndRandomLayersAreListed() {
    Path model = folder.resolve("model.zip");
    Object[] create = {"model", "create", "--model", description, "-o", model};

    CommandResult none = CommandResult.run(create);
    CommandResult newHead =
        CommandResult.run(
            Stream.concat(
                    Stream.of(create),
                    Stream.of(
                        "--weights", weights, "--head", "global-average", "--labels", "a,b,c"))
                .toArray());

    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err().strip())
        .isEqualTo(
            "tiny is a network without weights, so its predictions would be random. Add --weights, such as imagenet or a file, or use a saved model (.zip).");
    assertThat(newHead.code()).as(newHead.err()).isZero();
    assertThat(newHead.err().lines())
        .contains(
            "No weights were loaded for these layers of tiny, which are random until the model is trained: linear");
  }

  /**
   * The kernel of the body sums up to (2, 2, 2), so that both outputs are equal for a gray image.
   */
  @Test
  void firstKernelIsConvertedForGrayImages() {
    Object[] gray = {
      "predict", description, red, "--weights", weights, "--input", "8x8x1", "--preprocessing", UNIT
    };

    CommandResult converted =
        CommandResult.run(
            Stream.concat(Stream.of(gray), Stream.of("--gray-kernel", "sum")).toArray());

    assertThat(CommandResult.run(gray).err()).contains("--gray-kernel sum");
    assertThat(converted.code()).as(converted.err()).isZero();
    assertThat(converted.out().strip()).isEqualTo(red + "  blue 0.5000  red 0.5000");
  }

  /** As saved, in [0, 1]; in [-1, 1] the network is more certain. */
  @Test
  void preprocessingOfSavedModelCanBeReplacedWithNotice() {
    Path model = folder.resolve("model.zip");
    CommandResult.run(
        "model",
        "create",
        "--model",
        description,
        "--weights",
        weights,
        "--preprocessing",
        UNIT,
        "-o",
        model);

    CommandResult ran =
        CommandResult.run("predict", model, red, "--preprocessing", "tf", "--top", 1);

    assertThat(ran.out().strip()).isEqualTo(red + "  red 0.9820");
    assertThat(ran.err().lines())
        .contains(
            "tiny has the preprocessing order=RGB,scale=1.0,mean=0.0,std=255.0; it is replaced by tf (RGB in [-1,1]), as set.");
  }
}

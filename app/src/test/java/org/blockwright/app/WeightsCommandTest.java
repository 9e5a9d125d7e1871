package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.SharedData;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.blockwright.weights.WeightsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandTest {
  @TempDir Path folder;
  private Path saved;
  private float[] kernel;

  @BeforeEach
  void save() {
    Network network =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 1).relu().named("one"))
            .head(globalAverage(), dense(2).softmax().named("predictions"))
            .labels("blue", "red");
    saved = folder.resolve("model.zip");
    try (Model model = Model.create(network, 7)) {
      model.save(saved);
      kernel = model.getWeights("body_one", "kernel");
    }
  }

  @Test
  void exportsWeightsOfModel() {
    Path file = folder.resolve("all.h5");

    CommandResult ran = CommandResult.run("weights", "export", saved, "-o", file);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().strip()).isEqualTo(file.toString());
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertThat(weights.layers())
          .extracting(layer -> layer.name())
          .containsExactly("body_one", "predictions");
      assertThat(weights.read(weights.layers().get(0).arrays().get(0))).isEqualTo(kernel);
    }
  }

  @Test
  void noTopOmitsHead() {
    Path file = folder.resolve("notop.h5");

    CommandResult ran = CommandResult.run("weights", "export", saved, "-o", file, "--no-top");

    assertThat(ran.code()).as(ran.err()).isZero();
    try (WeightsFile weights = WeightsFile.open(file)) {
      assertThat(weights.layers()).extracting(layer -> layer.name()).containsExactly("body_one");
    }
  }

  @Test
  void equalWeightsGiveIdenticalFiles() {
    Path one = folder.resolve("one.h5");
    Path other = folder.resolve("other.h5");

    CommandResult.run("weights", "export", saved, "-o", one);
    CommandResult.run("weights", "export", saved, "-o", other);

    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void requiresSubcommand() {
    CommandResult ran = CommandResult.run("weights");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err().strip())
        .isEqualTo("blockwright weights: no subcommand given. See blockwright weights --help.");
  }

  /** The entries of a user, and a cache of its own. */
  private CommandResult weights(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "weights";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--weights-cache";
    all[all.length - 1] = folder.resolve("cache");
    return CommandResult.run(all);
  }

  @Test
  void listsWeightsOfANetwork() {
    CommandResult ran = weights("list", "--network", "squeezenet");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines())
        .containsExactly(
            "name                 network     input      preprocessing  parameters   MB  top-1 %  file",
            "squeezenet-imagenet  squeezenet  224x224x3  caffe           1,235,496  5.1           to import");
    assertThat(ran.err()).contains("cache: " + folder.resolve("cache"));
  }

  @Test
  void listMarksWeightsThatAreNotVerified() {
    assertThat(weights("list", "--network", "vgg19").out())
        .containsPattern(
            "vgg19-imagenet +vgg19 +224x224x3 +caffe +143,667,240 +574\\.7 +71\\.3 +to download, not verified");
    assertThat(weights("list").out())
        .contains("mobilenet-imagenet ", "nasnetmobile-imagenet-notop ");
  }

  @Test
  void importsAndVerifiesAFile() {
    Path file =
        SharedData.path("weights").resolve("squeezenet_weights_tf_dim_ordering_tf_kernels.h5");

    CommandResult imported = weights("import", file);
    CommandResult verified = weights("verify");
    CommandResult fetched = weights("fetch", "squeezenet-imagenet", "--offline");

    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out().strip()).isEqualTo("squeezenet-imagenet");
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).containsPattern("squeezenet-imagenet +valid +");
    assertThat(fetched.out().strip())
        .isEqualTo(
            folder.resolve("cache/squeezenet-imagenet").resolve(file.getFileName()).toString());
  }

  @Test
  void verifyReportsMissingAndDamagedFiles() throws IOException {
    assertThat(weights("verify").code()).isZero();
    CommandResult missing = weights("verify", "squeezenet-imagenet");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.out()).containsPattern("squeezenet-imagenet +missing +");
    Path file =
        folder.resolve(
            "cache/squeezenet-imagenet/squeezenet_weights_tf_dim_ordering_tf_kernels.h5");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "<html>");

    CommandResult damaged = weights("verify");

    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.out()).containsPattern("squeezenet-imagenet +damaged +");
  }

  @Test
  void fetchOfflineSaysWhatToDo() {
    CommandResult ran = weights("fetch", "mobilenet-imagenet", "--offline");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("weights mobilenet-imagenet are not verified", "run \"weights import FILE\"");
    assertThat(weights("fetch", "mobilnet-imagenet").code()).isEqualTo(2);
  }

  @Test
  void inspectShowsArraysAndFits() {
    Path file =
        SharedData.path("weights").resolve("squeezenet_weights_tf_dim_ordering_tf_kernels.h5");

    CommandResult ran = CommandResult.run("weights", "inspect", file);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .containsPattern("bytes +5,059,384")
        .containsPattern("parameters +1,235,496")
        .containsPattern("known as +squeezenet-imagenet: preprocessing caffe")
        .containsPattern("fits +squeezenet, with its head")
        .containsPattern("conv1 +conv1_W:0 +3x3x3x64 +float32 +-?\\d\\.\\d{6} ");
  }

  @Test
  void jobUsesImportedWeightsByName() {
    weights(
        "import",
        SharedData.path("weights").resolve("squeezenet_weights_tf_dim_ordering_tf_kernels.h5"));
    Path image = SharedData.path("golden/real-weights").resolve("cat.4003.png");

    CommandResult ran =
        CommandResult.run(
            "features",
            "squeezenet",
            image,
            "--weights",
            "imagenet",
            "--offline",
            "--weights-cache",
            folder.resolve("cache"),
            "--layer",
            "prob");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("prob");
  }
}

package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import java.nio.file.Path;
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
}

package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.model.Model;
import org.blockwright.weights.PairingOptions;
import org.blockwright.weights.Weights;
import org.blockwright.weights.registry.LocatedWeights;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.weights.registry.WeightsRegistry;
import org.blockwright.weights.registry.WeightsStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights files of two networks, loaded into the network merged from them. */
class WeightsFilesTest {
  private final Network left = network("left", 4);
  private final Network right = network("right", 6);
  private final Network both =
      Merge.named("both")
          .tower("one", left, "left")
          .tower("two", right, "right")
          .network(concat().named("concat"))
          .head(globalAverage(), dense(2).softmax());

  @TempDir Path folder;

  private static Network network(String name, int filters) {
    return Network.named(name)
        .input(8, 8, 3)
        .block(name, conv(filters, 3).relu().named("a"), conv(5, 1).named("b"))
        .head(globalAverage(), dense(2).softmax());
  }

  @BeforeEach
  void saveWeights() {
    for (Network network : List.of(left, right)) {
      try (Model model = Model.create(network, 7)) {
        Weights.save(model, folder.resolve(network.name() + ".h5"), true);
      }
    }
  }

  private WeightsFiles parse(String text) {
    return WeightsChoice.parse(text).locate(WeightsStore.standard().offline(true), both, both);
  }

  private String blockFile(String block, Network network) {
    return block + "=" + folder.resolve(network.name() + ".h5");
  }

  @Test
  void loadsOneFilePerTower() {
    WeightsFiles files = parse(blockFile("one", left) + "," + blockFile("two", right));
    List<String> notices = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (Model model = Model.create(both, 1);
        Model first = Model.create(left, 7);
        Model second = Model.create(right, 7)) {
      float[] head = model.getWeights("dense", "kernel");

      assertThat(files.load(model, both.graph(), PairingOptions.STRICT, notices::add, metadata))
          .containsExactly("left_a", "left_b", "right_a", "right_b");

      assertThat(model.getWeights("left_a", "kernel"))
          .isEqualTo(first.getWeights("left_a", "kernel"));
      assertThat(model.getWeights("right_a", "kernel"))
          .isEqualTo(second.getWeights("right_a", "kernel"));
      assertThat(model.getWeights("right_b", "bias"))
          .isEqualTo(second.getWeights("right_b", "bias"));
      assertThat(model.getWeights("dense", "kernel")).isEqualTo(head);
      assertThat(metadata)
          .containsEntry("weights of one", "left.h5")
          .containsEntry("weights of two", "right.h5")
          .containsKeys("weights of one sha256", "weights of two sha256");
    }
  }

  @Test
  void reportsTowerWithoutFile() {
    List<String> notices = new ArrayList<>();
    try (Model model = Model.create(both, 1)) {
      parse(blockFile("two", right))
          .load(model, both.graph(), PairingOptions.STRICT, notices::add, new LinkedHashMap<>());
    }

    assertThat(notices).contains("not in the weights file, newly initialized: left_a, left_b");
  }

  @Test
  void rejectedFileChangesNothing() {
    WeightsFiles files = parse(blockFile("two", left));
    try (Model model = Model.create(both, 1)) {
      float[] before = model.getWeights("right_a", "kernel");

      assertThatThrownBy(
              () ->
                  files.load(
                      model,
                      both.graph(),
                      PairingOptions.STRICT,
                      line -> {},
                      new LinkedHashMap<>()))
          .hasMessageStartingWith("left.h5")
          .hasMessageContaining("both/two");
      assertThat(model.getWeights("right_a", "kernel")).isEqualTo(before);
    }
  }

  private void assertRejected(Network merged, Network tower, String message) {
    WeightsFiles files = parse(folder.resolve(tower.name() + ".h5").toString());
    try (Model model = Model.create(merged, 1)) {
      assertThatThrownBy(
              () ->
                  files.load(
                      model,
                      merged.graph(),
                      PairingOptions.STRICT,
                      line -> {},
                      new LinkedHashMap<>()))
          .isInstanceOf(WeightsException.class)
          .hasMessage(message);
    }
  }

  @Test
  void rejectsFileOfOneTowerWithoutBlock() {
    assertRejected(
        both,
        left,
        "left.h5 is missing 2 of the 4 layers of both: \"right_a\", \"right_b\". Name the tower that it is for: --weights BLOCK=FILE.");
  }

  /** In Keras's order the deeper tower comes first; a cut after it would remove the other one. */
  @Test
  void fileOfDeeperTowerSuggestsPartialWeights() {
    Network flat =
        Merge.named("both")
            .tower("one", left, "left")
            .tower("two", network("right", 6), "right_a")
            .sharedInput()
            .network(concat().named("concat"))
            .head(globalAverage(), dense(2).softmax());

    assertRejected(
        flat,
        left,
        "left.h5 ends at \"left_b\"; both continues with \"right_a\". Add --allow-partial-weights.");
    try (Model model = Model.create(flat, 1)) {
      assertThat(
              parse(folder.resolve("left.h5").toString())
                  .load(
                      model,
                      flat.graph(),
                      PairingOptions.STRICT.allowPartial(),
                      line -> {},
                      new LinkedHashMap<>()))
          .containsExactly("left_a", "left_b");
    }
  }

  @Test
  void rejectsUnknownBlock() {
    WeightsFiles files = parse(blockFile("on", left));
    try (Model model = Model.create(both, 1)) {
      assertThatThrownBy(
              () ->
                  files.load(
                      model,
                      both.graph(),
                      PairingOptions.STRICT,
                      line -> {},
                      new LinkedHashMap<>()))
          .isInstanceOf(DescriptionException.class)
          .hasMessage(
              "both has no layer or block \"on\". Did you mean \"one\"? Its blocks: one, two, concat, head.");
    }
  }

  @Test
  void acceptsFileNameWithEqualsSign() throws IOException {
    Path odd = Files.createFile(folder.resolve("rate=0.1,new.h5"));

    assertThat(parse(odd.toString()).files())
        .containsExactly(
            new WeightsFiles.BlockFile(
                Optional.empty(), new LocatedWeights(odd, Optional.empty())));
  }

  /** The default of a network may change between a run and its repetition. */
  @Test
  void repeatedJobNamesTheDefaultWeights() {
    WeightsEntry entry = WeightsRegistry.bundled().get("mobilenet-imagenet-notop");
    WeightsFiles located =
        new WeightsFiles(
            List.of(
                new WeightsFiles.BlockFile(
                    Optional.empty(), new LocatedWeights(Path.of("any.h5"), Optional.of(entry)))));
    Job job = Job.defaults().with("weights", "imagenet");

    assertThat(located.named(job)).isEqualTo(job.with("weights", "mobilenet-imagenet-notop"));
    assertThat(located.named(job.with("weights", "any.h5")))
        .isEqualTo(job.with("weights", "any.h5"));
    WeightsFiles.BlockFile tower =
        new WeightsFiles.BlockFile(
            Optional.of("one"), new LocatedWeights(Path.of("any.h5"), Optional.of(entry)));
    WeightsFiles.BlockFile own =
        new WeightsFiles.BlockFile(
            Optional.of("two"), new LocatedWeights(Path.of("own.h5"), Optional.empty()));
    assertThat(
            new WeightsFiles(List.of(tower, own))
                .named(job.with("weights", "one=imagenet,two=own.h5")))
        .isEqualTo(job.with("weights", "one=mobilenet-imagenet-notop,two=own.h5"));
    WeightsFiles.BlockFile other =
        new WeightsFiles.BlockFile(
            Optional.of("two"), new LocatedWeights(Path.of("any.h5"), Optional.of(entry)));
    assertThat(new WeightsFiles(List.of(tower, other)).named(job))
        .isEqualTo(
            job.with("weights", "one=mobilenet-imagenet-notop,two=mobilenet-imagenet-notop"));
  }
}

package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.format.NetworkFormatTest.fails;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.input.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of versions 1 and 2 of the description format. */
class LegacyKeysTest {
  private static final String START = "name: a\ninput: 8x8x3\nblocks:\n";

  private final Network network =
      Network.named("old")
          .input(32, 24, 3)
          .preprocessing(Preprocessing.TF)
          .augment(flip(0.5, 0.25), noise(4))
          .block("a", separableConv(8, 3).noBias(), depthwiseConv(3).multiplier(2).stride(2))
          .block("b", branches(add(), branch(conv(16, 3)).named("main"), identity().named("skip")))
          .graph(
              "c",
              in -> {
                SymbolicTensor one = in.then("one", conv(4, 1));
                return one.then("two", separableConv(4, 3)).add("sum", one).concat("all", in);
              })
          .group(
              "d",
              graph(
                  List.of("x"),
                  in ->
                      SymbolicTensors.of("p", in.get("x").then("e", depthwiseConv(3)))
                          .and("q", in.get("x"))))
          .block(
              "f",
              graph(
                  List.of("p", "q"),
                  in -> SymbolicTensors.of("out", in.get("p").add("g", in.get("q")))))
          .head(globalAverage(), dense(2), softmax())
          .labels("no", "yes");

  /** As version 2 wrote the network, in flow style. */
  private static final String VERSION_2 =
      """
      blockwright: 2
      name: old
      input: 32x24x3
      preprocessing: tf
      colorMode: rgb
      resizing: squash
      augment: [{reflect: [0.5, 0.25]}, {noise: 4.0}]
      labels: ["no", "yes"]
      blocks:
      - name: a
        seq:
        - {name: sepconv, separable: {kernel: 3, filters: 8, bias: false}}
        - {name: dw, depthwise: {kernel: 3, multiplier: 2, stride: 2}}
      - name: b
        branches:
          join: {name: add, add: {}}
          arms:
          - {name: main, seq: [{name: conv, conv: {kernel: 3, filters: 16}}]}
          - {name: skip, seq: []}
      - name: c
        group: true
        graph:
          parts:
          - {reads: [in], name: one, conv: {kernel: 1, filters: 4}}
          - {reads: [one], name: two, separable: {kernel: 3, filters: 4}}
          - {reads: [two, one], name: sum, add: {}}
          - {reads: [sum, in], name: all, concat: {}}
          output: all
      - name: d
        group: true
        graph:
          inputs: [x]
          parts: [{reads: [x], name: e, depthwise: {kernel: 3}}]
          outputs: {p: e, q: x}
      - name: f
        graph:
          inputs: [p, q]
          parts: [{reads: [p, q], name: g, add: {}}]
          output: g
      head:
      - {name: pool, globalAverage: {}}
      - {name: dense, dense: {units: 2}}
      - {name: softmax, activation: softmax}
      """;

  @Test
  void readsVersionTwo() {
    assertThat(LegacyKeys.RENAMED.keySet()).allMatch(key -> VERSION_2.contains(key + ":"));
    assertThat(NetworkFormat.parse("old.yaml", VERSION_2)).isEqualTo(network);
  }

  @Test
  void readsVersionOne() {
    String versionOne =
        VERSION_2
            .replace("blockwright: 2", "blockwright: 1")
            .replace("colorMode: rgb\n", "")
            .replace("resizing: squash\n", "");

    assertThat(NetworkFormat.parse("old.yaml", versionOne)).isEqualTo(network);
  }

  @Test
  void writtenVersionThreeHasNoOldKey() {
    String yaml = NetworkFormat.toYaml(network);

    assertThat(NetworkFormat.parse("new.yaml", yaml)).isEqualTo(network);
    assertThat(yaml).startsWith("blockwright: 3\n");
    assertThat(LegacyKeys.RENAMED.keySet()).noneMatch(key -> yaml.contains(key + ":"));
  }

  @Test
  void readsHeadOfVersionTwo(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("head.yaml");
    Files.writeString(
        file,
        "blockwright: 2\nhead: [{separable: {kernel: 3, filters: 4}}, {globalAverage: {}}]\n");

    assertThat(NetworkFormat.readHead(file))
        .isEqualTo(new Head.Custom(seq(separableConv(4, 3), globalAverage())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "blockwright: 3"})
  void rejectsOldKeysOfBlocksInNewFiles(String version) {
    String fix =
        " in version 3 of the description format. Use the new name, or declare the version of the file, for instance \"blockwright: 2\".";
    String start = version + "\n" + START;

    fails(
        start + "  - depthwise: {kernel: 3}\n",
        "a.yaml:5:5: key \"depthwise\" was renamed to \"depthwiseConv\"" + fix);
    fails(
        start + "  - {name: b, separable: {kernel: 3, filters: 4}}\n",
        "a.yaml:5:15: key \"separable\" was renamed to \"separableConv\"" + fix);
    fails(
        start + "  - graph: {parts: [], output: x}\n",
        "a.yaml:5:13: key \"parts\" was renamed to \"blocks\"" + fix);
    fails(
        start + "  - graph: {blocks: [{name: x, reads: in, flatten: {}}], output: x}\n",
        "a.yaml:5:32: key \"reads\" was renamed to \"inputs\"" + fix);
    fails(
        start + "  - {arms: [], join: {add: {}}}\n",
        "a.yaml:5:6: key \"arms\" was renamed to \"branches\"" + fix);
  }

  @Test
  void rejectsOldAugmentationStepInNewFiles() {
    fails(
        "name: a\ninput: 8x8x3\naugment:\n  - reflect: [0.5, 0]\nblocks: []\n",
        "a.yaml:4:5: key \"reflect\" was renamed to \"flip\" in version 3 of the description format. Use the new name, or declare the version of the file, for instance \"blockwright: 2\".");
  }

  @Test
  void rejectsMapOfBranchesInNewFiles() {
    fails(
        START + "  - branches: {join: {add: {}}, arms: []}\n",
        "a.yaml:4:15: \"branches\" is a list since version 3 of the description format, got a map. Put the list of \"arms\" directly below \"branches\", and \"join\" beside it, as \"merge\".");
  }

  @Test
  void errorsInOldFilesHaveLocationsInTheFile() {
    String start = "blockwright: 2\n" + START;

    fails(
        start + "  - separable: {kernel: 3, filters: four}\n",
        "a.yaml:5:37: expected a whole number, got \"four\".");
    fails(
        start
            + "  - name: b\n    branches:\n      join: {add: {}}\n      arms: [{conv: {kernel: 3}}]\n",
        "a.yaml:8:21: \"filters\" is missing.");
    fails(
        start + "  - graph: {parts: [{name: x, reads: [in, in], seq: []}], out: x}\n",
        "a.yaml:5:59: unknown key \"out\". Known keys: blocks, inputs, output, outputs.");
    fails(
        start + "  - {name: b, reads: in, reads: in, flatten: {}}\n",
        "a.yaml:5:26: duplicate key \"reads\".");
  }

  @Test
  void rejectsInvalidBranchesInOldFiles() {
    String start = "blockwright: 1\n" + START;

    fails(start + "  - branches: {join: {add: {}}}\n", "a.yaml:5:15: \"arms\" is missing.");
    fails(start + "  - branches: {arms: []}\n", "a.yaml:5:15: \"join\" is missing.");
    fails(
        start + "  - branches: {arms: [], joins: {add: {}}}\n",
        "a.yaml:5:26: unknown key \"joins\". Did you mean \"join\"? Known keys: arms, join.");
  }

  @Test
  void branchesWithoutNamesHaveOldDefaultNames() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            "blockwright: 2\n"
                + START
                + "  - name: b\n"
                + "    branches:\n"
                + "      join: {add: {}}\n"
                + "      arms: [{conv: {kernel: 1, filters: 3}}, {activation: relu, times: 2}, {seq: []}]\n");

    assertThat(read)
        .isEqualTo(
            Network.named("a")
                .input(8, 8, 3)
                .block(
                    "b",
                    branches(
                        add(),
                        conv(3, 1).named("arm1"),
                        branch(relu().times(2)).named("arm2"),
                        identity().named("arm3"))));
  }

  /** Names that the user chooses may equal old keys. */
  @Test
  void doesNotRenameNames() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            """
            blockwright: 2
            name: parts
            inputs: {reads: {shape: 8x8x3}}
            blocks:
              - name: arms
                graph:
                  inputs: [reads]
                  parts: [{name: separable, reads: reads, conv: {kernel: 3, filters: 4}}]
                  outputs: {reflect: separable}
            """);

    assertThat(read.inputs().get(0).name()).isEqualTo("reads");
    assertThat(read.graph().nodes().get(0).path()).isEqualTo("arms/separable");
    assertThat(read.blocks().get(0).body().outputNames()).containsExactly("reflect");
  }

  @Test
  void readsAliasesInOldFiles() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            "blockwright: 2\n"
                + START
                + "  - &b {branches: {join: {add: {}}, arms: &l [{depthwise: {kernel: 3}}, {seq: []}]}}\n"
                + "  - *b\n"
                + "  - branches: {join: {concat: {}}, arms: *l}\n");

    assertThat(read.graph().nodes()).hasSize(6);
    assertThat(read.graph().outputShape().channels()).isEqualTo(6);
  }
}

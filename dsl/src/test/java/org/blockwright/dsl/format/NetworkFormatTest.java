package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.globalMax;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.ImageConversion;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.input.Resizing;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFormatTest {
  private final Network everything =
      Network.named("all")
          .input(32, 24, 3)
          .preprocessing(
              new Preprocessing(
                  "custom", Preprocessing.Order.BGR, 0.5, List.of(1.0, 2.0, 3.0), List.of(2.0)))
          .block(
              "a",
              conv(8, 3, 5).stride(2).valid().noBias().activation(Activation.SWISH),
              conv(8, 1).pad(1).activation(Activation.leakyRelu(0.1)),
              conv(8, 3).dilation(2),
              depthwiseConv(3).multiplier(2).stride(2),
              batchNorm().epsilon(1.001e-5).momentum(0.9),
              relu6(),
              leakyRelu(0.1),
              zeroPad(0, 1),
              averagePool(3).stride(1).same())
          .group("b", branches(add(), branch(conv(16, 3)), identity()))
          .graph(
              "c",
              in -> {
                SymbolicTensor one = in.then("one", conv(4, 1));
                return one.then("two", conv(4, 3)).add("sum", one).concat("all", in);
              })
          .block("d", branches(concat(), branch(globalAverage()), branch(globalMax())))
          .head(dropout(0.25), dense(5).noBias().relu(), dense(2), softmax())
          .labels("no", "yes");

  @Test
  void readsWrittenYaml() {
    assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(everything)))
        .isEqualTo(everything);
  }

  @Test
  void readsWrittenJson() {
    assertThat(NetworkFormat.parse("a.json", NetworkFormat.toJson(everything)))
        .isEqualTo(everything);
  }

  @Test
  void preprocessingIsWrittenOnlyIfItIsSet() {
    Network network = Network.named("n").input(8, 8, 3).block("a", conv(4, 3));
    Network set = network.preprocessing(Preprocessing.TF);

    assertThat(NetworkFormat.toYaml(network)).doesNotContain("preprocessing");
    assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
    assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(set))).isEqualTo(set);
    assertThat(set).isNotEqualTo(network).isEqualTo(network.withDefaultPreprocessing());
  }

  @Test
  void readsWrittenPaddingOfHeightOnly() {
    Network network =
        Network.named("n").input(8, 8, 3).block("a", conv(4, 3).padding(new Padding(false, 2, 0)));

    assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
  }

  @Test
  void namesAndDefaultsMayBeOmitted() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            """
            name: tiny
            input: 8x8x3
            blocks:
              - {name: block1, seq: [{conv: {kernel: 3, filters: 4, activation: relu}, times: 2}, {maxPool: {kernel: 2}}]}
            head: [{globalAverage: {}}, {dense: {units: 2}}, {activation: softmax}]
            labels: [cat, dog]
            """);

    assertThat(read.graph().nodes())
        .extracting(n -> n.name())
        .containsExactly("block1_conv1", "block1_conv2", "block1_pool", "pool", "dense", "softmax");
  }

  static void fails(String yaml, String message) {
    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", yaml))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
  }

  @Test
  void rejectsUnknownKey() {
    fails(
        """
        name: tiny
        input: 8x8x3
        blocks:
          - {name: a, conv: {kernel: 3, filter: 4}}
        """,
        "a.yaml:4:33: unknown key \"filter\". Did you mean \"filters\"? Known keys: activation, bias, dilation, filters, groups, kernel, padding, stride.");
  }

  @Test
  void rejectsMissingKey() {
    fails("input: 8x8x3\n", "a.yaml:1:1: \"name\" is missing.");
  }

  @Test
  void rejectsDuplicateKey() {
    fails("name: a\nname: b\ninput: 8x8x3\n", "a.yaml:2:1: duplicate key \"name\".");
  }

  @Test
  void rejectsValueOfWrongType() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {conv: {kernel: three, filters: 4}}\n",
        "a.yaml:4:21: expected a whole number, got \"three\".");
  }

  @Test
  void rejectsBlockWithoutExactlyOneKind() {
    String known =
        "Known kinds: activation, add, averagePool, batchNorm, branches, ceilPad, concat, conv, crop, dense, depthwiseConv, dropout, flatten, globalAverage, globalMax, graph, maxPool, samePad, scale, separableConv, seq, zeroPad.";
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {add: {}, concat: {}}\n",
        "a.yaml:4:5: expected exactly one kind, got add and concat. " + known);
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {name: b}\n",
        "a.yaml:4:5: expected exactly one kind, got none. " + known);
  }

  @Test
  void rejectsAugmentationStepOfTwoKinds() {
    fails(
        "name: a\ninput: 8x8x3\naugment:\n  - {noise: 3, rotate: 5}\n",
        "a.yaml:4:5: expected exactly one kind, got noise and rotate. Known kinds: colorJitter, flip, noise, randomCrop, rotate, shear, translate.");
  }

  @Test
  void readsWrittenImageConversion() {
    Network color = Network.named("a").input(8, 8, 3).block("b", conv(2, 3));
    Network gray = color.colorMode(ColorMode.GRAYSCALE);

    assertThat(NetworkFormat.toYaml(color))
        .contains("blockwright: 3\n")
        .contains("colorMode: rgb\n")
        .contains("resizing: squash\n");
    assertThat(NetworkFormat.toYaml(gray)).contains("colorMode: grayscale\n");
    for (Network network : List.of(color, gray, gray.input(Shape.of(8, 8, 1)))) {
      assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
    }
    assertThat(gray).isNotEqualTo(color);
  }

  /** Version 1 has neither color mode nor resizing. */
  @Test
  void versionOneHasDefaultImageConversion() {
    Network network =
        NetworkFormat.parse(
            "a.yaml", "blockwright: 1\nname: a\ninput: 8x8x3\nblocks: [{flatten: {}}]\n");

    assertThat(network.conversion()).isEqualTo(new ImageConversion(ColorMode.RGB, Resizing.SQUASH));
  }

  @Test
  void rejectsUnknownColorModeAndResizing() {
    fails(
        "name: a\ninput: 8x8x3\ncolorMode: gray\n",
        "a.yaml:3:12: expected rgb or grayscale, got \"gray\".");
    fails("name: a\ninput: 8x8x3\nresizing: crop\n", "a.yaml:3:11: expected squash, got \"crop\".");
  }

  @Test
  void writesBranchesAndGraphsOfVersionThree() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block(
                "a", branches(add(), branch(conv(4, 3)).named("left"), conv(4, 1).named("right")))
            .block("b", graph(in -> in.then("c", conv(4, 1)).add("d", in)));

    assertThat(NetworkFormat.toYaml(network))
        .endsWith(
            """
            blocks:
            - name: a
              branches:
              - name: left
                seq:
                - name: conv
                  conv:
                    filters: 4
                    kernel: 3
              - name: right
                conv:
                  filters: 4
                  kernel: 1
              merge:
                name: add
                add: {}
            - name: b
              graph:
                blocks:
                - name: c
                  inputs:
                  - in
                  conv:
                    filters: 4
                    kernel: 1
                - name: d
                  inputs:
                  - c
                  - in
                  add: {}
                output: d
            """);
  }

  @Test
  void rejectsJoinWithoutBranches() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {conv: {kernel: 3, filters: 9}, merge: {add: {}}}\n",
        "a.yaml:4:37: \"merge\" is only allowed together with \"branches\".");
  }

  @Test
  void rejectsBranchesWithoutJoin() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - branches: [{seq: []}]\n",
        "a.yaml:4:5: \"merge\" is missing.");
  }

  @Test
  void readsHead(@TempDir Path folder) throws Exception {
    Sequence head = seq(globalAverage(), dense(2));
    String list = "[{globalAverage: {}}, {dense: {units: 2}}]";
    Path file = folder.resolve("head.yaml");

    for (String text : List.of(list, "head: " + list, "blockwright: 3\nhead: " + list)) {
      assertThat(NetworkFormat.readHead(Files.writeString(file, text)))
          .isEqualTo(new Head.Custom(head));
    }
    Files.writeString(file, "blockwright: 3\n");
    assertThatThrownBy(() -> NetworkFormat.readHead(file))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(file + ":1:1: \"head\" is missing.");
    Files.writeString(file, "head: " + list + "\noutputs: {age: {labels: [age]}}\n");
    assertThatThrownBy(() -> NetworkFormat.readHead(file))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(file + ":2:10: outputs(...): number must be at least 2, got 1.");
    Files.writeString(file, "head: " + list + "\noutputs: {age: {label: [age]}, sex: {}}\n");
    assertThatThrownBy(() -> NetworkFormat.readHead(file))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            file
                + ":2:17: unknown key \"label\". Did you mean \"labels\"? Known keys: labels, loss, thresholds, weight.");
  }

  @Test
  void rejectsNewerVersion() {
    fails(
        "blockwright: 4\nname: a\ninput: 8x8x3\n",
        "a.yaml:1:14: version 4 of the description format is not supported, expected 1, 2 or 3. A file of a newer version needs a newer Blockwright.");
  }

  @Test
  void rejectsInvalidYaml() {
    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", "name: [a\ninput: 8"))
        .isInstanceOf(DescriptionException.class)
        .hasMessageMatching("a.yaml:2:\\d+: .*\\.");
  }

  @Test
  void rejectsEmptyFile() {
    fails("", "a.yaml: is empty.");
  }

  @Test
  void rejectsUnusedBlockOfGraph() {
    fails(
        """
        name: a
        input: 8x8x3
        blocks:
          - name: g
            graph:
              blocks:
                - {name: x, conv: {kernel: 3, filters: 4}, inputs: in}
                - {name: y, conv: {kernel: 3, filters: 4}, inputs: x}
              output: x
        """,
        "a.yaml:8:11: \"y\" is not used: no later block takes it as input, and it is not the output \"x\". Connect it, or remove it.");
  }

  @Test
  void rejectsInvalidNumber() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {conv: {kernel: 3, filters: 0}}\n",
        "a.yaml:4:12: conv(...): filters must be at least 1, got 0.");
  }

  @Test
  void rejectsFileWithoutBlocksAndTable() {
    fails("name: a\ninput: 8x8x3\n", "a.yaml:1:1: \"blocks\" is missing.");
    fails("name: a\ninput: 8\nhead: [{dense: {units: 2}}]\n", "a.yaml:1:1: \"blocks\" is missing.");
  }

  @Test
  void readsTable() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            "name: a\ninput: 8x8x3\ntable:\n  1: {features: 4, kernel: 3, layers: Conv}\n");

    assertThat(read.blocks()).extracting(p -> p.name()).containsExactly("block1");
  }

  @Test
  void rejectsTableWithOtherKeysThanNumbers() {
    fails(
        "name: a\ninput: 8x8x3\ntable:\n  one: {features: 4, kernel: 3, layers: Conv}\n",
        "a.yaml:4:3: expected a block number, got \"one\".");
  }

  @Test
  void rejectsRepetitionOfBlockOfGraph() {
    fails(
        """
        name: a
        input: 8x8x3
        blocks:
          - graph:
              blocks:
                - {name: x, times: 2, conv: {kernel: 3, filters: 4}, inputs: in}
              output: x
        """,
        "a.yaml:6:28: expected no times on a block of a graph (repeat it in a seq), got \"2\".");
  }

  @Test
  void rejectsBlockOfGraphWithoutName() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - graph: {blocks: [{flatten: {}, inputs: in}], output: x}\n",
        "a.yaml:4:22: \"name\" is missing.");
  }

  @Test
  void rejectsInvalidPadding() {
    String before = "name: a\ninput: 8x8x3\nblocks:\n  - conv: {kernel: 3, filters: 4, padding: ";
    String known = "a.yaml:4:44: expected same, valid, a number, or [height, width], got ";

    fails(before + "smae}\n", known + "\"smae\".");
    fails(before + "1.5}\n", known + "\"1.5\".");
    fails(before + "-1}\n", "a.yaml:4:44: expected a whole number of at least 0, got \"-1\".");
    fails(before + "[1, -1]}\n", "a.yaml:4:48: expected a whole number of at least 0, got \"-1\".");
  }

  @Test
  void rejectsKernelStrideAndTimesBelowOne() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - conv: {kernel: 0, filters: 4}\n",
        "a.yaml:4:20: expected a whole number of at least 1, got \"0\".");
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - maxPool: {kernel: 2, stride: [1, 0]}\n",
        "a.yaml:4:38: expected a whole number of at least 1, got \"0\".");
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - {activation: relu, times: 0}\n",
        "a.yaml:4:31: expected a whole number of at least 1, got \"0\".");
  }
}

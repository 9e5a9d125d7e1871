package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Activation;
import org.junit.jupiter.api.Test;

class OutputsTest {
  private static final Network BODY =
      Network.named("n").input(8, 8, 3).block("b", conv(4, 3).relu());

  private static Output only(Network network) {
    return network.output().orElseThrow();
  }

  @Test
  void aSoftmaxIsAClassification() {
    Output output = only(BODY.head(globalAverage(), dense(3).softmax()).labels("a", "b", "c"));
    assertThat(output.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(output.loss()).isEqualTo(Loss.categoricalCrossEntropy());
    assertThat(output.labels()).containsExactly("a", "b", "c");
    assertThat(output.thresholds()).isEmpty();
  }

  @Test
  void aSingleSigmoidWithTwoLabelsIsBinary() {
    Output output = only(BODY.head(globalAverage(), dense(1).sigmoid()).labels("no", "yes"));
    assertThat(output.task()).isEqualTo(Task.BINARY);
    assertThat(output.loss()).isEqualTo(Loss.binaryCrossEntropy());
    assertThat(output.thresholds()).containsExactly(0.5);
  }

  @Test
  void aSingleSigmoidWithOneLabelIsMultiLabel() {
    Network network = BODY.head(globalAverage(), dense(1), sigmoid());
    assertThat(only(network).task()).isEqualTo(Task.BINARY);
    assertThat(only(network.labels("effusion")).task()).isEqualTo(Task.MULTI_LABEL);
  }

  @Test
  void severalSigmoidsAreMultiLabel() {
    Output output =
        only(
            BODY.head(globalAverage(), dense(2).sigmoid())
                .labels("edema", "mass")
                .onlyOutput(settings -> settings.thresholds(List.of(0.3, 0.6))));
    assertThat(output.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(output.thresholds()).containsExactly(0.3, 0.6);
  }

  @Test
  void aDenseLayerWithoutActivationIsARegression() {
    Output output = only(BODY.head(globalAverage(), dense(1)).labels("ink [px]"));
    assertThat(output.task()).isEqualTo(Task.REGRESSION);
    assertThat(output.loss()).isEqualTo(Loss.meanSquaredError());
    assertThat(output.labelsOrIndices()).containsExactly("ink [px]");
  }

  @Test
  void aSigmoidWithASquaredErrorIsARegression() {
    Network network = BODY.head(globalAverage(), dense(1).sigmoid()).loss(Loss.meanSquaredError());
    assertThat(only(network).task()).isEqualTo(Task.REGRESSION);
    assertThat(only(network).thresholds()).isEmpty();
    assertThatThrownBy(() -> network.onlyOutput(o -> o.thresholds(List.of(0.3))))
        .hasMessage(
            "n: thresholds of \"dense\": 1, units: 1. Only binary and multi-label outputs have thresholds, one per unit.");
  }

  @Test
  void outputsThatAreFeatureMapsPredictNothing() {
    assertThat(BODY.output()).isEmpty();
    assertThat(BODY.outputs()).isEmpty();
  }

  @Test
  void aHeadCanHaveSeveralOutputs() {
    Head.Several head =
        Heads.globalAverage()
            .hidden(8)
            .dropout(0.2)
            .outputs(
                HeadOutput.of("species", Task.CLASSIFICATION, "cat", "dog"),
                HeadOutput.of("age", Task.REGRESSION, "age [years]")
                    .loss(Loss.huber(2))
                    .weight(0.5),
                HeadOutput.of("healthy", Task.BINARY, "no", "yes"));
    Network network = head.applyTo(BODY);
    assertThat(network.graph().outputs()).containsExactly("species", "age", "healthy");
    assertThat(network.outputs().stream().map(Output::task))
        .containsExactly(Task.CLASSIFICATION, Task.REGRESSION, Task.BINARY);
    assertThat(network.outputs().get(1).loss()).isEqualTo(Loss.huber(2));
    assertThat(network.outputs().get(1).weight()).isEqualTo(0.5);
    assertThat(network.labels()).isEmpty();
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
    assertThat(NetworkFormat.parse("n.json", NetworkFormat.toJson(network))).isEqualTo(network);
  }

  /** The settings of several outputs have the names of their layers as keys. */
  @Test
  void settingsOfSeveralOutputsFollowEditsOfTheirLayers() {
    Network network =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("species", Task.CLASSIFICATION, "cat", "dog").weight(2),
                HeadOutput.of("age", Task.REGRESSION, "age [years]").loss(Loss.huber(2)))
            .applyTo(BODY);

    Network renamed = Edits.rename(network.layer("age").path(), "years").applyTo(network);
    assertThat(renamed.outputs().stream().map(Output::name)).containsExactly("species", "years");
    assertThat(renamed.outputs().get(0)).isEqualTo(network.outputs().get(0));
    assertThat(renamed.outputs().get(1).labels()).containsExactly("age [years]");
    assertThat(renamed.outputs().get(1).loss()).isEqualTo(Loss.huber(2));

    Network longer =
        Edits.insertAfter(network.layer("age").path(), "positive", relu()).applyTo(network);
    assertThat(longer.outputs().get(0)).isEqualTo(network.outputs().get(0));
    assertThat(longer.outputs().get(1).labels()).containsExactly("age [years]");
  }

  @Test
  void settingsAreWrittenAndRead() {
    Network network =
        BODY.head(globalAverage(), dense(2).sigmoid())
            .labels("edema", "mass")
            .loss(Loss.binaryCrossEntropy().labelSmoothing(0.1).labelWeights(List.of(1.0, 3.0)))
            .onlyOutput(settings -> settings.thresholds(List.of(0.3, 0.6)).weight(2));
    String yaml = NetworkFormat.toYaml(network);
    assertThat(NetworkFormat.parse("n.yaml", yaml)).isEqualTo(network);
    assertThat(yaml)
        .contains("loss:\n  binary_crossentropy:\n    labelSmoothing: 0.1\n    weights:");
    Network balanced =
        network.loss(Loss.binaryCrossEntropy().labelWeights(List.of(4.0, 3.0), List.of(0.5, 2.0)));
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(balanced))).isEqualTo(balanced);
    assertThat(NetworkFormat.toYaml(balanced)).contains("    absentWeights:");
    Network binary =
        BODY.head(globalAverage(), dense(1).sigmoid())
            .labels("no", "yes")
            .loss(Loss.binaryCrossEntropy().classWeights(0.5, 4));
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(binary))).isEqualTo(binary);
    assertThat(only(binary).loss())
        .isEqualTo(Loss.binaryCrossEntropy().labelWeights(List.of(4.0), List.of(0.5)));
    for (Loss loss : List.of(Loss.meanSquaredError(), Loss.meanAbsoluteError(), Loss.huber(0.5))) {
      Network regression = BODY.head(globalAverage(), dense(1)).labels("x").loss(loss);
      assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(regression)))
          .isEqualTo(regression);
    }
  }

  @Test
  void aLossWithoutHyperparametersIsReadByItsName() {
    String yaml =
        NetworkFormat.toYaml(BODY.head(globalAverage(), dense(1)).labels("x")) + "loss: huber\n";
    assertThat(only(NetworkFormat.parse("n.yaml", yaml)).loss()).isEqualTo(Loss.huber(1));
  }

  @Test
  void relabelingKeepsTheTask() {
    Network multi = BODY.head(globalAverage(), dense(2).sigmoid()).labels("a", "b");
    assertThat(only(Edits.relabel(multi, List.of("a", "b", "c"))).task())
        .isEqualTo(Task.MULTI_LABEL);
    Network binary = BODY.head(globalAverage(), dense(1).sigmoid()).labels("a", "b");
    assertThat(only(Edits.relabel(binary, List.of("c", "d"))).task()).isEqualTo(Task.BINARY);
    Network huber = BODY.head(globalAverage(), dense(1)).labels("x").loss(Loss.huber(3));
    assertThat(only(Edits.relabel(huber, List.of("y", "z"))).loss()).isEqualTo(Loss.huber(3));
  }

  @Test
  void relabelingToAnotherTaskChangesTheActivation() {
    Network softmax = BODY.head(globalAverage(), dense(3).softmax()).labels("a", "b", "c");
    Network separate = BODY.head(globalAverage(), dense(3), softmax()).labels("a", "b", "c");
    for (Network network : List.of(softmax, separate)) {
      Output binary = only(Edits.relabel(network, Task.BINARY, List.of("a", "b")));
      assertThat(binary.task()).isEqualTo(Task.BINARY);
      assertThat(binary.activation()).isEqualTo(Activation.SIGMOID);
      assertThat(binary.units()).isEqualTo(1);
      assertThat(only(Edits.relabel(network, Task.MULTI_LABEL, List.of("a", "b"))).units())
          .isEqualTo(2);
      assertThat(only(Edits.relabel(network, Task.REGRESSION, List.of("x"))).activation())
          .isEqualTo(Activation.LINEAR);
    }
  }

  @Test
  void relabelingRejectsALastLayerWithoutActivation() {
    Network network = BODY.head(globalAverage(), dense(3), dropout(0.5));
    assertThatThrownBy(() -> Edits.relabel(network, Task.MULTI_LABEL, List.of("a", "b")))
        .hasMessage(
            "n ends with \"head/drop\" (Dropout), which has no activation that could be changed for the task multi-label. Set another head, for instance --head global-average.");
  }

  @Test
  void headsHaveTheActivationOfTheTask() {
    for (Head head :
        List.of(Heads.globalAverage(), Heads.globalAverage().hidden(4), Heads.flattened())) {
      for (Task task : Task.values()) {
        Output output = only(head.applyTo(BODY, task, List.of("a", "b")));
        assertThat(output.task()).isEqualTo(task);
        assertThat(output.units()).isEqualTo(task == Task.BINARY ? 1 : 2);
      }
    }
  }

  @Test
  void aSingleSigmoidOfACustomHeadFitsTwoClasses() {
    Head head = Heads.of(globalAverage(), dense(1).sigmoid());
    Network network = head.applyTo(BODY, Task.CLASSIFICATION, List.of("a", "b"));
    assertThat(only(network).task()).isEqualTo(Task.BINARY);
    assertThatThrownBy(() -> head.applyTo(BODY, Task.CLASSIFICATION, List.of("a", "b", "c")))
        .hasMessage(
            "n: the output \"dense\" has activation sigmoid, but the task classification needs softmax. Change the head, or the task.");
  }

  @Test
  void aSingleSigmoidOfACustomHeadFitsAnyNumberOfLabels() {
    Head head = Heads.of(globalAverage(), dense(1).sigmoid());
    for (List<String> labels : List.of(List.of("a"), List.of("a", "b"), List.of("a", "b", "c"))) {
      Output output = only(head.applyTo(BODY, Task.MULTI_LABEL, labels));
      assertThat(output.task()).isEqualTo(Task.MULTI_LABEL);
      assertThat(output.units()).isEqualTo(labels.size());
      assertThat(output.labels()).isEqualTo(labels);
    }
  }

  @Test
  void sliceOfAWholeNetworkKeepsTheLoss() {
    Network network = BODY.head(globalAverage(), dense(1)).labels("x").loss(Loss.huber(3));
    assertThat(only(Edits.rename("b", "c").applyTo(network)).loss()).isEqualTo(Loss.huber(3));
  }

  @Test
  void settingsThatDoNotFitAreRejected() {
    Network one = BODY.head(globalAverage(), dense(1).sigmoid());
    assertThatThrownBy(() -> one.labels("a", "b", "c"))
        .hasMessage(
            "n has 3 labels, but its output is a single sigmoid: set 2 labels, the negative and the positive class, or 1 label, which is present or not.");
    assertThatThrownBy(() -> one.loss(Loss.categoricalCrossEntropy()))
        .hasMessage(
            "n: categorical_crossentropy does not fit the output \"dense\" with activation sigmoid. categorical_crossentropy needs softmax, binary_crossentropy needs sigmoid.");
    assertThatThrownBy(() -> one.loss(Loss.binaryCrossEntropy().labelWeights(List.of(1.0, 2.0))))
        .hasMessage("n: the loss of \"dense\" needs one weight per unit, so 1, got 2.");
    assertThatThrownBy(() -> Loss.binaryCrossEntropy().labelWeights(List.of(), List.of(1.0, 2.0)))
        .hasMessage(
            "binaryCrossEntropy: weights has 0 values and absentWeights has 2. Give each label both weights, or no absentWeights.");
    assertThatThrownBy(() -> one.onlyOutput(o -> o.weight(-1)))
        .hasMessage("n: the loss weight of an output must be at least 0 and finite, got -1.0.");
    assertThatThrownBy(() -> one.onlyOutput(o -> o.thresholds(List.of(1.0))))
        .hasMessage("n: a threshold must be greater than 0 and less than 1, got 1.0.");
    assertThatThrownBy(() -> one.onlyOutput(o -> o.thresholds(List.of(0.5, 0.5))))
        .hasMessage(
            "n: thresholds of \"dense\": 2, units: 1. Only binary and multi-label outputs have thresholds, one per unit.");
    Network several =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("age", Task.REGRESSION, "age"),
                HeadOutput.of("size", Task.REGRESSION, "size"))
            .applyTo(BODY);
    assertThatThrownBy(() -> several.labels("a"))
        .hasMessage(
            "n has several outputs: age, size. Labels and a head need a single output; merge them first.");
    assertThatThrownBy(() -> several.output("b", o -> o.weight(2)))
        .hasMessage("n has no output \"b\". Outputs: age, size.");
    assertThatThrownBy(() -> BODY.head(flatten()).labels(labels(8 * 8 * 4)))
        .hasMessageContaining("stored in another order than the labels");
    assertThatThrownBy(() -> Loss.huber(0))
        .hasMessage("huber(...): delta must be positive and finite as a float, got 0.0.");
    assertThatThrownBy(() -> Loss.binaryCrossEntropy().labelSmoothing(1))
        .hasMessage("binaryCrossEntropy(...): labelSmoothing must be in [0, 1), got 1.0.");
    assertThatThrownBy(() -> Loss.categoricalCrossEntropy().classWeights(List.of(-1.0)))
        .hasMessage("categoricalCrossEntropy: each weight must be at least 0, got -1.0.");
  }

  private static List<String> labels(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(i -> "l" + i).toList();
  }
}

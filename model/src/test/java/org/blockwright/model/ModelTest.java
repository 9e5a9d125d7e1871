package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class ModelTest {
  @TempDir Path folder;

  private final Network network =
      Network.named("n")
          .input(5, 4, 3)
          .block("a", conv(6, 3), batchNorm(), relu())
          .block("b", branches(add(), branch(depthwiseConv(3), relu()), identity()))
          .head(flatten(), dropout(0.5), dense(7).relu().named("fc"), dense(2), softmax())
          .labels("no", "yes");

  private static INDArray batch(int examples) {
    return Nd4j.rand(new int[] {examples, 3, 5, 4}).subi(0.5);
  }

  @Test
  void reportsThatTheModuleForWeightsIsMissing() {
    ClassLoader withoutModules = ClassLoader.getPlatformClassLoader();

    assertThatThrownBy(() -> WeightsLoader.find(withoutModules))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Weights files are read by the module blockwright-weights, which is not on the class path. Add it as a dependency.");
  }

  @Test
  void initialWeightsDependOnSeedAndLayerNameAlone() {
    Network other = network.withoutHead().head(flatten(), dense(3), softmax());
    try (Model one = Model.create(network, 42);
        Model same = Model.create(other, 42);
        Model another = Model.create(network, 43)) {
      assertThat(same.getWeights("a_conv", "kernel")).isEqualTo(one.getWeights("a_conv", "kernel"));
      assertThat(another.getWeights("a_conv", "kernel"))
          .isNotEqualTo(one.getWeights("a_conv", "kernel"));
      assertThat(one.getWeights("a_bn", "gamma")).containsOnly(1f);
      assertThat(one.getWeights("a_bn", "moving_variance")).containsOnly(1f);
      assertThat(one.getWeights("a_bn", "moving_mean")).containsOnly(0f);
    }
  }

  @Test
  void setsAndReadsParametersInKerasLayout() {
    try (Model model = Model.create(network, 1)) {
      model
          .parameters()
          .forEach(
              (layer, parameters) ->
                  parameters.forEach(
                      p -> {
                        float[] values = new float[(int) p.size()];
                        for (int i = 0; i < values.length; i++) {
                          values[i] = i + 1;
                        }
                        model.setWeights(layer, p.kind(), values, p.shape());
                        assertThat(model.getWeights(layer, p.kind()))
                            .as(layer + "/" + p.kind())
                            .isEqualTo(values);
                      }));
    }
  }

  /** By hand: the rows of a dense kernel after a flatten run over height, width, channel. */
  @Test
  void denseKernelAfterFlattenIsInHeightWidthChannelOrder() {
    Network flat = Network.named("f").input(2, 2, 3).head(flatten(), dense(1), dense(2), softmax());
    try (Model model = Model.create(flat, 1)) {
      float[] kernel = new float[12];
      // row 1, column 0, channel 2 of a 2x2x3 feature map
      kernel[(1 * 2 + 0) * 3 + 2] = 1;
      model.setWeights("dense1", "kernel", kernel, List.of(12, 1));
      INDArray input = Nd4j.zeros(1, 3, 2, 2);
      input.putScalar(new int[] {0, 2, 1, 0}, 5);

      Activations activations = model.activations(input, List.of("dense1", "flatten"));

      assertThat(activations.get("dense1").getFloat(0)).isEqualTo(5f);
      assertThat(activations.get("flatten").toFloatVector())
          .isEqualTo(new float[] {0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0});
      assertThatThrownBy(() -> activations.get("dense2"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("No activations of \"dense2\" were requested. Available: dense1, flatten.");
    }
  }

  @Test
  void flattenOfVectorChangesNothing() {
    Network twice =
        Network.named("f")
            .input(2, 2, 3)
            .head(flatten(), flatten().named("again"), dense(2), softmax());
    Network once = Network.named("f").input(2, 2, 3).head(flatten(), dense(2), softmax());
    try (Model two = Model.create(twice, 1);
        Model one = Model.create(once, 1)) {
      INDArray input = Nd4j.rand(3, 3, 2, 2);

      assertThat(two.predict(input).toFloatMatrix())
          .isDeepEqualTo(one.predict(input).toFloatMatrix());
    }
  }

  @Test
  void activationsAreHeightWidthChannel() {
    try (Model model = Model.create(network, 1)) {
      INDArray input = batch(2);

      INDArray map = model.activations(input, List.of("a/relu")).get("a_relu");

      assertThat(map.shape()).containsExactly(2, 5, 4, 6);
    }
  }

  @Test
  void rejectsWeightsOfAnotherShapeAndUnknownParameters() {
    try (Model model = Model.create(network, 1)) {
      assertThatThrownBy(
              () -> model.setWeights("a_conv", "kernel", new float[36], List.of(3, 3, 4)))
          .isInstanceOf(WeightsException.class)
          .hasMessage("\"a_conv/kernel\" expects shape 3x3x3x6, got 3x3x4.");
      assertThatThrownBy(() -> model.getWeights("a_relu", "kernel"))
          .hasMessage("\"a_relu\" has no parameter \"kernel\". Its parameters: none.");
      assertThatThrownBy(() -> model.getWeights("a_bn", "kernel"))
          .hasMessage(
              "\"a_bn\" has no parameter \"kernel\". Its parameters: gamma, beta, moving_mean, moving_variance.");
    }
  }

  @Test
  void savedModelPredictsTheSame() {
    Path file = folder.resolve("model.zip");
    INDArray input = batch(3);
    INDArray before;
    try (Model model =
        Model.create(network, 5).withProvenance(Provenance.empty().with("seed", "5"))) {
      before = model.predict(input);
      model.save(file);
    }

    try (Model opened = Model.open(file)) {
      // A saved model always has a preprocessing.
      assertThat(network.inputs().get(0).explicitPreprocessing()).isEmpty();
      assertThat(opened.network()).isEqualTo(network.preprocessing(Preprocessing.TF));
      assertThat(opened.provenance().entries()).containsEntry("seed", "5");
      assertThat(opened.predict(input)).isEqualTo(before);
    }
  }

  @Test
  void savedModelOpensInStockDl4j() throws IOException {
    Path file = folder.resolve("model.zip");
    INDArray input = batch(3);
    INDArray before;
    try (Model model = Model.create(network, 5)) {
      before = model.predict(input);
      model.save(file);
    }

    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);

    assertThat(stock.outputSingle(input)).isEqualTo(before);
  }

  @Test
  void rejectsDamagedModelInOneLine() throws IOException {
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 5)) {
      model.save(file);
    }
    byte[] whole = Files.readAllBytes(file);

    Path half = folder.resolve("half.zip");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Model.open(half))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(half + " is not a valid model file: ")
        .hasMessageEndingWith(". Save the model again, or retrain it.");

    Path text = Files.writeString(folder.resolve("text.zip"), "hello");
    assertThatThrownBy(() -> Model.open(text)).isInstanceOf(WeightsException.class);

    assertThatThrownBy(() -> Model.open(folder.resolve("none.zip")))
        .isInstanceOf(StorageException.class)
        .hasMessage("Cannot read " + folder.resolve("none.zip") + ": no such file.");
  }

  @Test
  void rejectsZipsThatAreNotBlockwrightModels() throws IOException {
    Path other = folder.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }
    assertThatThrownBy(() -> Model.open(other))
        .hasMessage(
            other
                + " is not a valid model file: it has no entry \"blockwright.yaml\". Save the model"
                + " again, or retrain it.");

    Path stock = folder.resolve("stock.zip");
    try (Model model = Model.create(network, 5)) {
      ModelSerializer.writeModel(model.graph(), stock.toFile(), false);
    }
    assertThatThrownBy(() -> Model.open(stock))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            stock
                + " is a DL4J model without blockwright.yaml. Only models saved by Blockwright can"
                + " be opened.");
  }

  @Test
  void rejectsDescriptionInsteadOfModel() throws IOException {
    for (String name : List.of("net.yaml", "net.yml", "net.JSON")) {
      Path file = Files.writeString(folder.resolve(name), "name: n");

      assertThatThrownBy(() -> Model.open(file))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "%s is a network description without weights. Train it with blockwright train --model"
                  + " %s --data FOLDER and use the resulting model.zip.",
              file, file);
    }
  }

  @Test
  void rejectsNetworkWithoutLayers() {
    assertThatThrownBy(() -> Model.create(Network.named("bare").input(8, 8, 3), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage("bare has no layers. Add a block or a head.");
  }

  @Test
  void copiesTrainedWeightsBackAndKeepsFrozenOnesBitForBit() {
    TrainingPlan plan =
        TrainingPlan.of(
            network,
            Optimizer.adam(0.01),
            LearningRateMultipliers.uniform().freeze("a").freeze("b"),
            1);
    try (Model model = Model.create(network, 1)) {
      float[] frozen = model.getWeights("a_conv", "kernel");
      float[] trained = model.getWeights("fc", "kernel");
      LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
      ComputationGraph training = model.trainingGraph(lowered);
      INDArray labels = Nd4j.create(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
      for (int i = 0; i < 3; i++) {
        training.fit(new DataSet(batch(4), labels));
      }
      model.copyWeightsFrom(lowered, training);
      GraphMemory.close(training);

      assertThat(model.getWeights("a_conv", "kernel")).isEqualTo(frozen);
      assertThat(model.getWeights("a_bn", "moving_mean")).containsOnly(0f);
      assertThat(model.getWeights("fc", "kernel")).isNotEqualTo(trained);
    }
  }

  @Test
  void frozenBatchNormAfterTrainedLayersComputesTheSame() {
    Network middle =
        Network.named("m")
            .input(5, 4, 3)
            .block("a", conv(6, 3), batchNorm(), relu())
            .head(flatten(), dense(2), softmax());
    TrainingPlan plan =
        TrainingPlan.of(
            middle, Optimizer.adam(0.01), LearningRateMultipliers.uniform().freeze("a_bn"), 1);
    try (Model model = Model.create(middle, 1)) {
      model.setWeights("a_bn", "gamma", new float[] {1, 2, 3, 4, 5, 6}, List.of(6));
      model.setWeights(
          "a_bn", "moving_mean", new float[] {.1f, .2f, .3f, .4f, .5f, .6f}, List.of(6));
      model.setWeights("a_bn", "moving_variance", new float[] {1, 2, 3, 4, 5, 6}, List.of(6));
      INDArray input = batch(4);
      LoweredNetwork lowered = Lowering.lower(middle.graph(), plan);
      ComputationGraph training = model.trainingGraph(lowered);

      INDArray expected = model.predict(input);
      assertThat(training.outputSingle(input).distance2(expected)).isLessThan(1e-5);

      training.fit(new DataSet(input, Nd4j.create(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}})));
      model.copyWeightsFrom(lowered, training);
      GraphMemory.close(training);
      assertThat(model.getWeights("a_bn", "moving_mean"))
          .isEqualTo(new float[] {.1f, .2f, .3f, .4f, .5f, .6f});
    }
  }

  @Test
  void networkWithoutHeadAcceptsOtherInputSizes() {
    Network backbone = network.withoutHead();
    assertThat(backbone.input(Shape.of(9, 9, 3)).graph().outputShape())
        .isEqualTo(Shape.of(9, 9, 6));
  }

  /** A truncated head is no longer the head, so the paths of its layers change. */
  @Test
  void truncatedModelHasWeightsByItsOwnPaths() {
    try (Model model = Model.create(network, 1);
        Model truncated = model.cut("fc")) {
      assertThat(truncated.getWeights("top/fc", "kernel"))
          .isEqualTo(model.getWeights("head/fc", "kernel"));
      assertThat(truncated.getBlockWeights("top").arrays().keySet())
          .containsExactly("fc/kernel", "fc/bias");
    }
  }

  @Test
  void blockNameDenotesItsOutput() {
    try (Model model = Model.create(network, 1);
        Model truncated = model.cut("a")) {
      INDArray input = batch(2);

      assertThat(model.activations(input, List.of("a")).get("a_relu"))
          .isEqualTo(model.activations(input, List.of("a/relu")).get("a_relu"));
      assertThat(truncated.network()).isEqualTo(Edits.cut(network, "a"));
      assertThat(truncated.predict(input).permute(0, 2, 3, 1).dup('c'))
          .isEqualTo(model.activations(input, List.of("a/relu")).get("a_relu"));
    }
  }

  @Test
  void aSnapshotRestoresWeightsAndWhichAreNew() {
    Network tiny =
        Network.named("tiny").input(4, 4, 1).head(flatten(), dense(2).softmax().named("fc"));
    try (Model model = Model.create(tiny, 1);
        WeightsSnapshot snapshot = model.snapshot()) {
      float[] before = model.getWeights("fc", "bias");
      model.setWeights("fc", "bias", new float[] {3, 4}, List.of(2));
      assertThat(model.newlyInitialized()).isEmpty();

      model.restore(snapshot);

      assertThat(model.getWeights("fc", "bias")).isEqualTo(before);
      assertThat(model.newlyInitialized()).containsExactly("fc");
    }
  }
}

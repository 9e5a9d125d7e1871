package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.TrainingException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NaN and infinite values are errors, in weights and in outputs. */
class NonFiniteValuesTest {
  @TempDir Path folder;

  private final Network network =
      Network.named("n")
          .input(4, 4, 1)
          .block("a", conv(2, 1).named("conv"))
          .head(globalAverage(), dense(2).named("fc"), softmax().named("soft"));

  /** Writes what {@link Model#save} would write without its check. */
  private Path saved(float value) throws IOException {
    Path good = folder.resolve("good.zip");
    Path bad = folder.resolve("bad.zip");
    try (Model model = Model.create(network, 1)) {
      model.save(good);
      model.graph().getLayer("fc").getParam("W").putScalar(0, 1, value);
      try (ZipFile zip = new ZipFile(good.toFile());
          ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bad))) {
        for (String name : List.of("blockwright.yaml", "configuration.json")) {
          out.putNextEntry(new ZipEntry(name));
          out.write(zip.getInputStream(zip.getEntry(name)).readAllBytes());
        }
        out.putNextEntry(new ZipEntry("coefficients.bin"));
        DataOutputStream data = new DataOutputStream(out);
        Nd4j.write(model.graph().params(), data);
        data.flush();
      }
    }
    return bad;
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void rejectsFileAndNamesTheLayer(float value) throws IOException {
    Path file = saved(value);

    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            file
                + ": the weights \"fc/W\" contain NaN or infinite numbers, so predictions would be NaN. Train again with a lower learning rate, or use an earlier model.");
  }

  /** Their sum overflows a float, but each is finite. */
  @Test
  void acceptsLargeWeights() throws IOException {
    Path file = folder.resolve("large.zip");
    try (Model model = Model.create(network, 1)) {
      model.setWeights("a_conv", "kernel", new float[] {3e38f, 3e38f}, List.of(1, 1, 1, 2));
      model.save(file);
    }
    try (Model opened = Model.open(file)) {
      assertThat(opened.getWeights("a_conv", "kernel")).containsExactly(3e38f, 3e38f);
    }
  }

  @Test
  void doesNotSaveNonFiniteWeights() {
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      model.graph().getLayer("a_conv").getParam("b").putScalar(0, Float.NaN);

      assertThatThrownBy(() -> model.save(file))
          .isInstanceOf(WeightsException.class)
          .hasMessage(
              "n: the weights \"a_conv/b\" contain NaN or infinite numbers; the model was not saved.");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void rejectsNonFiniteWeights() {
    try (Model model = Model.create(network, 1)) {
      float[] before = model.getWeights("fc", "bias");

      assertThatThrownBy(
              () -> model.setWeights("fc", "bias", new float[] {0, Float.NaN}, List.of(2)))
          .isInstanceOf(WeightsException.class)
          .hasMessage(
              "n: the values for \"fc/bias\" contain NaN or infinite numbers. Check where they come from.");
      assertThat(model.getWeights("fc", "bias")).isEqualTo(before);
    }
  }

  @Test
  void rejectsNonFiniteWeightsOfTrainedGraph() {
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.adam(0.01), LearningRateMultipliers.uniform(), 1);
    try (Model model = Model.create(network, 1)) {
      float[] before = model.getWeights("fc", "kernel");
      LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
      ComputationGraph graph = model.trainingGraph(lowered);
      graph.getLayer("fc").getParam("W").putScalar(0, 0, Float.NaN);

      assertThatThrownBy(() -> model.copyWeightsFrom(lowered, graph))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "n: after training the weights \"fc/W\" contain NaN or infinite numbers; the model keeps its previous weights. Lower the learning rate, or check the images and the preprocessing.");
      assertThat(model.getWeights("fc", "kernel")).isEqualTo(before);
      GraphMemory.close(graph);
    }
  }

  @Test
  void reportsImagesWithNonFiniteOutputsAndActivations() {
    try (Model model = Model.create(network, 1)) {
      // 1e38 * 10 overflows a float.
      model.setWeights("a_conv", "kernel", new float[] {1e38f, 1}, List.of(1, 1, 1, 2));
      float[] bright = new float[16];
      java.util.Arrays.fill(bright, 10);
      List<float[]> images = List.of(new float[16], bright, new float[16], bright);

      assertThatThrownBy(() -> model.predict(images))
          .isInstanceOfSatisfying(
              NotFiniteException.class, e -> assertThat(e.batchIndices()).containsExactly(1, 3))
          .hasMessage(
              "n: the output of \"soft\" is NaN or infinite for images 2, 4 of the batch. Check the weights and the input values.");
      assertThatThrownBy(() -> model.activations(images.subList(0, 2), List.of("a_conv")))
          .isInstanceOfSatisfying(
              NotFiniteException.class, e -> assertThat(e.layer()).isEqualTo("a_conv"))
          .hasMessage(
              "n: the output of \"a_conv\" is NaN or infinite for image 2 of the batch. Check the weights and the input values.");
      INDArray dark = Nd4j.zeros(1, 1, 4, 4);
      assertThat(model.predict(dark).sumNumber().doubleValue()).isEqualTo(1);
    }
  }

  /** Defaults of training depend on which layers are newly initialized. */
  @Test
  void layersAreNewlyInitializedUntilWeightsAreSetOrTrained() {
    try (Model model = Model.create(network, 1);
        Model other = Model.create(network, 2)) {
      assertThat(model.newlyInitialized()).containsExactlyInAnyOrder("a_conv", "fc");
      model.setWeights("a_conv", "bias", new float[2], List.of(2));
      assertThat(model.newlyInitialized()).containsExactly("fc");
      assertThat(model.withProvenance(Provenance.empty()).newlyInitialized()).containsExactly("fc");
      model.copyWeightsTo(other);
      assertThat(other.newlyInitialized()).containsExactly("fc");
      assertThat(model.copyWeightsTo(other, node -> !node.isInHead())).isEqualTo(Set.of("a_conv"));
      TrainingPlan plan =
          TrainingPlan.of(
              network, Optimizer.adam(0.01), LearningRateMultipliers.uniform().freeze("a"), 1);
      LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
      ComputationGraph graph = other.trainingGraph(lowered);
      other.copyWeightsFrom(lowered, graph);
      assertThat(other.newlyInitialized()).isEmpty();
      GraphMemory.close(graph);
    }
  }
}

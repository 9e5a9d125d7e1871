package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
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
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Stock DL4J continues the training of a saved file. */
class UpdatersTest {
  private final Network network =
      Network.named("n")
          .input(6, 6, 2)
          .block("a", conv(3, 3), relu())
          .block("b", conv(4, 3), relu())
          .head(globalAverage(), dense(2).softmax().named("fc"));

  private final INDArray images = Nd4j.linspace(-1, 1, 4 * 72).reshape(4, 2, 6, 6);
  private final INDArray labels = Nd4j.eye(2).repeat(0, 2);

  @TempDir Path folder;

  /** The layers after the backbone are trained as a graph of their own, as in training. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dl4jContinuesTrainingOfSavedModel(boolean frozenBackbone) throws IOException {
    LearningRateMultipliers multipliers =
        frozenBackbone
            ? LearningRateMultipliers.uniform().freeze("a").multiplier("b", 0.5)
            : LearningRateMultipliers.uniform();
    LayerGraph graph = network.graph();
    LayerGraph part = frozenBackbone ? graph.after("a_relu") : graph;
    LoweredNetwork lowered =
        Lowering.lower(part, TrainingPlan.of(network, Optimizer.adam(0.01), multipliers, 1));
    Path file = folder.resolve("model.zip");
    INDArray[] expected = new INDArray[1];
    try (Model model = Model.create(network, 3)) {
      INDArray inputs =
          frozenBackbone
              ? model
                  .executor()
                  .activations(new INDArray[] {images}, List.of("a_relu"))
                  .get("a_relu")
              : images;
      ComputationGraph training = model.trainingGraph(lowered);
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        for (int i = 0; i < 3; i++) {
          executor.step(new MultiDataSet(inputs, labels));
        }
        executor.publish();
        model.copyWeightsFrom(lowered, training);
        model.copyUpdatersFrom(lowered, training, Optional.of(executor.optimizerState()));
        model.save(file);
        executor.step(new MultiDataSet(inputs, labels));
        executor.publish();
      }
      model.copyWeightsFrom(lowered, training);
      expected[0] = model.graph().params().dup();
      GraphMemory.close(training);
    }

    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);
    assertThat(stock.getIterationCount()).isEqualTo(3);
    stock.fit(new MultiDataSet(images, labels));

    assertThat(stock.params().toFloatVector())
        .containsExactly(expected[0].toFloatVector(), within(1e-6f));
    try (Model opened = Model.open(file)) {
      assertThat(opened.graph().getLayer("fc").getConfig().getUpdaterByParam("W"))
          .isEqualTo(new Adam(0.01, 0.9, 0.999, 1e-7));
      assertThat(opened.graph().getLayer("a_conv").getConfig().getUpdaterByParam("W"))
          .isEqualTo(frozenBackbone ? new Sgd(0) : new Adam(0.01, 0.9, 0.999, 1e-7));
    }
  }

  @Test
  void weightsWithoutStateAreSavedWithoutState() throws IOException {
    LayerGraph graph = network.graph();
    LoweredNetwork lowered =
        Lowering.lower(
            graph,
            TrainingPlan.of(network, Optimizer.adam(0.01), LearningRateMultipliers.uniform(), 1));
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 3)) {
      ComputationGraph training = model.trainingGraph(lowered);
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        executor.step(new MultiDataSet(images, labels));
        model.copyUpdatersFrom(lowered, training, Optional.of(executor.optimizerState()));
        model.copyUpdatersFrom(lowered, training, Optional.empty());
      }
      model.save(file);
      GraphMemory.close(training);
    }

    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);
    assertThat(stock.getIterationCount()).isZero();
    assertThat(stock.updaterState().sumNumber().doubleValue()).isZero();
  }
}

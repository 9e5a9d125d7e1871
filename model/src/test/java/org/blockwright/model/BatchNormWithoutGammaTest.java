package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;

import java.io.IOException;
import java.nio.file.Path;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batch norm without gamma, Keras's scale=False: gamma is 1 before, during and after training. */
class BatchNormWithoutGammaTest {
  private static final int STEPS = 50;

  @TempDir Path folder;

  private final Network network =
      Network.named("n")
          .input(6, 6, 3)
          .block("a", conv(4, 3).noBias(), batchNorm().noGamma(), relu())
          .head(globalAverage(), dense(2).softmax());

  private final INDArray batch = Nd4j.rand(new int[] {2, 3, 6, 6});

  private static INDArray gamma(ComputationGraph graph) {
    return graph.getLayer("a_bn").getParam("gamma");
  }

  private static void assertGammaIsOne(ComputationGraph graph, double tolerance) {
    for (float value : gamma(graph).toFloatVector()) {
      assertThat(value).isCloseTo(1, within((float) tolerance));
    }
  }

  private void train(Model model) {
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.adam(0.01), LearningRateMultipliers.uniform(), 1);
    LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
    ComputationGraph training = model.trainingGraph(lowered);
    try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
      for (int step = 0; step < STEPS; step++) {
        executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {Nd4j.eye(2)}));
        assertGammaIsOne(training, 1e-6);
      }
      INDArray trained = executor.output(batch)[0].dup();
      model.copyWeightsFrom(lowered, training);
      assertThat(model.predict(batch).distance2(trained)).isLessThan(1e-6);
    }
    GraphMemory.close(training);
  }

  @Test
  void modelPredictsLikeTrainedGraph() {
    try (Model model = Model.create(network, 1)) {
      float[] before = model.getWeights("a_bn", "beta");

      train(model);

      assertThat(gamma(model.graph()).toFloatVector()).containsOnly(1f);
      assertThat(model.getWeights("a_bn", "beta")).isNotEqualTo(before);
    }
  }

  @Test
  void gammaIsNotAParameter() {
    try (Model model = Model.create(network, 1)) {
      assertThat(model.parameters().get("a_bn"))
          .extracting(p -> p.kind())
          .containsExactly("beta", "moving_mean", "moving_variance");
    }
  }

  @Test
  void savedModelKeepsGammaAndStockDl4jPredictsTheSame() throws IOException {
    Path file = folder.resolve("model.zip");
    INDArray expected;
    try (Model model = Model.create(network, 1)) {
      train(model);
      expected = model.predict(batch);
      model.save(file);
    }
    try (Model opened = Model.open(file)) {
      assertThat(gamma(opened.graph()).toFloatVector()).containsOnly(1f);
      assertThat(opened.predict(batch)).isEqualTo(expected);
    }

    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);

    assertThat(gamma(stock).toFloatVector()).containsOnly(1f);
    assertThat(stock.outputSingle(batch).distance2(expected)).isLessThan(1e-6);
    GraphMemory.close(stock);
  }

  /**
   * A documented limitation: stock layers cannot keep gamma alone fixed, so continuing training in
   * stock DL4J trains gamma, too.
   */
  @Test
  void stockDl4jTrainsGamma() throws IOException {
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      model.save(file);
    }
    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);

    stock.fit(new DataSet(batch, Nd4j.eye(2)));

    assertThat(gamma(stock).toFloatVector()).isNotEqualTo(new float[] {1, 1, 1, 1});
    GraphMemory.close(stock);
  }
}

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
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Keras's scale=False: the factor is 1 before, during and behind any training. */
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

  private static void assertGammaIsOne(ComputationGraph graph, double accuracy) {
    for (float value : gamma(graph).toFloatVector()) {
      assertThat(value).isCloseTo(1, within((float) accuracy));
    }
  }

  private void train(Model model) {
    TrainingPlan plan =
        TrainingPlan.of(
            network.graph(), Optimizer.adam(0.01), LearningRateMultipliers.uniform(), 1);
    ComputationGraph training = model.trainingGraph(network.graph(), plan);
    try (Executor executor = Executors.forTraining(training)) {
      for (int step = 0; step < STEPS; step++) {
        executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {Nd4j.eye(2)}));
        assertGammaIsOne(training, 1e-6);
      }
      INDArray trained = executor.output(batch)[0].dup();
      model.copyWeightsFrom(network.graph(), plan, training);
      assertThat(model.predict(batch).distance2(trained)).isLessThan(1e-6);
    }
    training.close();
  }

  @Test
  void theModelComputesWhatWasTrained() {
    try (Model model = Model.create(network, 1)) {
      float[] before = model.getWeights("a_bn", "beta");

      train(model);

      assertThat(gamma(model.graph()).toFloatVector()).containsOnly(1f);
      assertThat(model.getWeights("a_bn", "beta")).isNotEqualTo(before);
    }
  }

  @Test
  void nobodySeesTheFactor() {
    try (Model model = Model.create(network, 1)) {
      assertThat(model.parameters().get("a_bn"))
          .extracting(p -> p.kind())
          .containsExactly("beta", "moving_mean", "moving_variance");
    }
  }

  @Test
  void aSavedModelHasItStillAndPlainDl4jPredictsTheSame() throws IOException {
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

    ComputationGraph plain = ComputationGraph.load(file.toFile(), true);

    assertThat(gamma(plain).toFloatVector()).containsOnly(1f);
    assertThat(plain.outputSingle(batch).distance2(expected)).isLessThan(1e-6);
    plain.close();
  }

  /**
   * What the pages say of it: stock layers cannot hold gamma alone, so whoever goes on training in
   * plain DL4J trains a factor, too.
   */
  @Test
  void plainDl4jThatTrainsOnMovesIt() throws IOException {
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      model.save(file);
    }
    ComputationGraph plain = ComputationGraph.load(file.toFile(), true);

    plain.fit(new DataSet(batch, Nd4j.eye(2)));

    assertThat(gamma(plain).toFloatVector()).isNotEqualTo(new float[] {1, 1, 1, 1});
    plain.close();
  }
}

package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;
import static org.blockwright.engine.ExecutorAssertions.assertRows;
import static org.blockwright.engine.ExecutorAssertions.assertUpdatedBy;
import static org.blockwright.engine.ExecutorAssertions.isIdentical;
import static org.blockwright.engine.ExecutorAssertions.parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.base.DivergenceException;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Tests of training steps that every executor must pass. */
interface StepContract extends ExecutorFactory {
  double[] ONES = {1, 1, 1, 1};

  @Test
  default void stepsOfAllLayerTypesMatchGraphInDouble() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, new Nesterovs(0.01, 0.9));
    TestGraphs.copy(graph, exact);

    try (Executor executor = executor(graph, TrainingSpec.of(new Sgd(0.01, 0.9, true)))) {
      for (int i = 0; i < 3; i++) {
        MultiDataSet batch = TestGraphs.batch(20 + i, 6, 13, 3);
        exact.fit(
            new MultiDataSet(
                batch.getFeatures(0).castTo(DataType.DOUBLE),
                batch.getLabels(0).castTo(DataType.DOUBLE)));
        assertThat(executor.step(batch)).isCloseTo(exact.score(), within(1e-4));
      }
      executor.publish();
    }

    graph.paramTable().forEach((k, v) -> assertClose(v, exact.getParam(k), 1e-3, k));
  }

  @Test
  default void stepReturnsLossBeforeUpdateAndDescendsGradient() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(3, 4, 6, 2);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(batch.getFeatures(0), batch.getLabels(0), ONES);

    try (Executor executor = executor(graph)) {
      double loss = executor.step(batch);
      executor.publish();

      assertThat(loss)
          .isCloseTo(reference.loss(batch.getFeatures(0), batch.getLabels(0), ONES), within(1e-5));
      assertUpdatedBy(graph, reference, gradient, 0.1);
    }
  }

  @Test
  default void sampleWeightsScaleLossAndGradientDividedByBatchSize() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(4, 4, 6, 2);
    double[] weights = {0.5, 2, 0, 1.25};
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(batch.getFeatures(0), batch.getLabels(0), weights);

    try (Executor executor = executor(graph)) {
      double loss = executor.step(batch, 0.5f, 2, 0, 1.25f);
      executor.publish();

      assertThat(loss)
          .isCloseTo(
              reference.loss(batch.getFeatures(0), batch.getLabels(0), weights), within(1e-5));
      assertUpdatedBy(graph, reference, gradient, 0.1);
    }
  }

  @Test
  default void batchOfOneSampleMayHaveWeight() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(5, 1, 6, 2);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(batch.getFeatures(0), batch.getLabels(0), 0.5);

    try (Executor executor = executor(graph)) {
      double loss = executor.step(batch, 0.5f);
      executor.publish();

      assertThat(loss)
          .isCloseTo(reference.loss(batch.getFeatures(0), batch.getLabels(0), 0.5), within(1e-5));
      assertUpdatedBy(graph, reference, gradient, 0.1);
    }
  }

  @Test
  default void sampleWeightsApplyToOneStepOnly() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(6, 4, 6, 2);

    try (Executor executor = executor(graph)) {
      executor.step(batch, 0, 0, 0, 0);
      NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);

      assertRows(executor.output(batch.getFeatures())[0], batch.getFeatures(0), reference, "out");
      assertThat(executor.step(batch))
          .isCloseTo(reference.loss(batch.getFeatures(0), batch.getLabels(0), ONES), within(1e-5));
    }
  }

  @Test
  default void outputUsesUnpublishedParametersOfLastStep() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(18, 4, 6, 2);
    INDArray images = batch.getFeatures(0);

    try (Executor executor = executor(graph)) {
      INDArray before = executor.output(images)[0];
      executor.step(batch);
      INDArray out = executor.output(images)[0];
      INDArray gap = executor.activations(batch.getFeatures(), List.of("gap")).get("gap");
      executor.publish();

      NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
      assertRows(out, images, reference, "out");
      assertRows(gap, images, reference, "gap");
      assertThat(out).isNotEqualTo(before);
    }
  }

  @Test
  default void frozenLayersStayIdenticalAndOthersChange() {
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer(
                "c1", new FrozenLayer(new ConvolutionLayer.Builder(3, 3).nOut(4).build()), "in")
            .addLayer("n1", new FrozenLayer(TestGraphs.batchNorm()), "c1")
            .addLayer("r1", new FrozenLayer(new ActivationLayer(Activation.RELU)), "n1")
            .addLayer("c2", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "r1")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "c2")
            .addLayer("out", TestGraphs.softmax(3), "gap")
            .setOutputs("out");
    ComputationGraph graph = TestGraphs.init(builder);
    TestGraphs.randomizeBiasesAndStatistics(graph);
    Map<String, INDArray> before = parameters(graph);

    try (Executor executor = executor(graph, TrainingSpec.of(new AdamW(0.01, 0.1)))) {
      for (int i = 0; i < 3; i++) {
        executor.step(TestGraphs.batch(30 + i, 4, 6, 2));
      }
      executor.publish();
    }

    before.forEach(
        (name, value) -> {
          boolean same = isIdentical(value, graph.getParam(name));
          assertThat(same).as(name).isEqualTo(name.contains("1_"));
        });
  }

  @Test
  default void restoredGraphContinuesLikeSavedOne(@TempDir Path folder) throws IOException {
    TrainingSpec spec = TrainingSpec.of(new Adam(0.01));
    ComputationGraph graph =
        TestGraphs.allLayerTypes(DataType.FLOAT, StockUpdaters.nearest(spec.rule(), 1));
    Path file = folder.resolve("model.zip");

    try (Executor executor = executor(graph, spec)) {
      executor.step(TestGraphs.batch(40, 6, 13, 3));
      executor.step(TestGraphs.batch(41, 6, 13, 3));
      executor.publish();
      StockUpdaters.write(executor.optimizerState(), graph, graph);
      graph.save(file.toFile(), true);
      ComputationGraph restored = ComputationGraph.load(file.toFile(), true);
      try (Executor other = executor(restored, spec)) {
        StockUpdaters.read(restored, other.optimizerState());
        other.reload();
        MultiDataSet batch = TestGraphs.batch(42, 6, 13, 3);
        double loss = executor.step(batch);
        assertThat(other.step(batch)).isCloseTo(loss, within(1e-6));
        executor.publish();
        other.publish();
      }
      assertThat(restored.getIterationCount()).isEqualTo(graph.getIterationCount()).isEqualTo(3);
      restored.paramTable().forEach((k, v) -> assertClose(v, graph.getParam(k), 1e-6, k));
    }
  }

  @Test
  default void nanLossAbortsStepBeforeUpdate() {
    MultiDataSet broken = TestGraphs.batch(15, 4, 13, 3);
    broken.getLabels(0).putScalar(2, 0, Float.NaN);

    assertStepFails(broken, "The loss became NaN; this step did not update");
  }

  @Test
  default void nanGradientAbortsStepEvenIfReluHidesItFromLoss() {
    MultiDataSet broken = TestGraphs.batch(15, 4, 13, 3);
    broken.getFeatures(0).putScalar(new int[] {2, 0, 5, 5}, Float.NaN);

    assertStepFails(broken, "became NaN; this step did not update");
  }

  private void assertStepFails(MultiDataSet broken, String message) {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    MultiDataSet good = TestGraphs.batch(14, 4, 13, 3);

    try (Executor executor = executor(graph, TrainingSpec.of(new Adam(0.01)))) {
      executor.step(good);
      executor.publish();
      Map<String, INDArray> before = parameters(graph);

      assertThatThrownBy(() -> executor.step(broken))
          .isInstanceOf(DivergenceException.class)
          .hasMessageContaining(message);
      executor.publish();
      assertThat(parameters(graph)).isEqualTo(before);
      assertThat(executor.step(good)).isFinite();
    }
  }
}

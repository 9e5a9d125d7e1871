package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertUpdatedBy;
import static org.blockwright.engine.ExecutorAssertions.isIdentical;
import static org.blockwright.engine.ExecutorAssertions.parameters;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.UsageException;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.engine.optimizer.RmsProp;
import org.blockwright.engine.optimizer.Segment;
import org.blockwright.engine.optimizer.Sgd;
import org.blockwright.engine.optimizer.UpdateRule;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Tests of accumulated gradients, update rules and constraints that every executor must pass. */
interface AccumulationContract extends ExecutorFactory {

  @Test
  default void severalBatchesUpdateLikeJointBatch() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet joint = TestGraphs.batch(50, 6, 6, 2);
    double[] weights = {1, 1, 1, 1, 0.5, 2};
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(joint.getFeatures(0), joint.getLabels(0), weights);

    try (Executor executor = executor(graph)) {
      double first = executor.accumulate(rows(joint, 0, 3));
      double second = executor.accumulate(rows(joint, 3, 4));
      double third = executor.accumulate(rows(joint, 4, 6), 0.5f, 2);
      executor.update();
      executor.publish();

      assertThat((3 * first + second + 2 * third) / 6)
          .isCloseTo(
              reference.loss(joint.getFeatures(0), joint.getLabels(0), weights), within(1e-5));
      assertUpdatedBy(graph, reference, gradient, 0.1);
    }
  }

  @Test
  default void nextUpdateStartsWithoutOldGradients() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(51, 4, 6, 2);

    try (Executor executor = executor(graph)) {
      executor.accumulate(batch);
      executor.accumulate(batch);
      executor.update();
      executor.publish();
      NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
      executor.accumulate(rows(batch, 0, 1));
      executor.accumulate(rows(batch, 1, 4));
      executor.update();
      executor.publish();

      assertUpdatedBy(
          graph,
          reference,
          reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1),
          0.1);
      assertThat(graph.getIterationCount()).isEqualTo(2);
      assertThat(executor.optimizerState().iterations()).isEqualTo(2);
    }
  }

  @Test
  default void accumulatingDoesNotChangeOutput() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(52, 4, 6, 2);

    try (Executor executor = executor(graph)) {
      INDArray before = executor.output(batch.getFeatures())[0];
      executor.accumulate(batch);

      assertThat(executor.output(batch.getFeatures())[0]).isEqualTo(before);
    }
  }

  @Test
  default void rejectsUpdateWithoutGradient() {
    MultiDataSet batch = TestGraphs.batch(53, 2, 6, 2);
    try (Executor executor = executor(TestGraphs.twoConsumers(TestGraphs.sgd()))) {
      assertThatThrownBy(executor::update)
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("There is no gradient for an update.");
      executor.step(batch);
      assertThatThrownBy(executor::update).isInstanceOf(UsageException.class);
      executor.accumulate(batch);
      executor.reload();
      assertThatThrownBy(executor::update).isInstanceOf(UsageException.class);
    }
  }

  @Test
  default void failedBatchAddsNothing() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph expected = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    MultiDataSet good = TestGraphs.batch(54, 4, 13, 3);
    MultiDataSet broken = TestGraphs.batch(55, 4, 13, 3);
    broken.getLabels(0).putScalar(2, 0, Float.NaN);

    try (Executor executor = executor(graph);
        Executor other = executor(expected)) {
      executor.accumulate(good);
      assertThatThrownBy(() -> executor.accumulate(broken)).isInstanceOf(DivergenceException.class);
      executor.update();
      executor.publish();
      other.step(good);
      other.publish();
    }

    assertThat(parameters(graph)).isEqualTo(parameters(expected));
  }

  @Test
  default void everyRuleUpdatesParameters() {
    List<UpdateRule> rules =
        List.of(
            new Adam(0.01),
            new AdamW(0.01, 0.5),
            new Sgd(0.1, 0.9, false),
            new Sgd(0.1, 0.9, true),
            new RmsProp(0.01, 0.9, 0.5, 1e-4, true));
    assertThat(rules.stream().<Class<?>>map(UpdateRule::getClass))
        .contains(UpdateRule.class.getPermittedSubclasses());
    for (UpdateRule rule : rules) {
      ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
      MultiDataSet batch = TestGraphs.batch(56, 4, 6, 2);
      NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
      Map<String, double[]> gradient =
          reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1);

      try (Executor executor = executor(graph, TrainingSpec.of(rule))) {
        executor.step(batch);
        executor.publish();
      }

      gradient.forEach(
          (name, g) -> {
            INDArray values = Nd4j.createFromArray(reference.parameters.get(name));
            OptimizerState.create(
                    rule, List.of(Segment.trained(0, g.length, 1, 0)), DataType.DOUBLE)
                .update(values, Nd4j.createFromArray(g), 1);
            assertThat(NaiveTwoConsumers.flat(graph.getParam(name)))
                .as(rule + " " + name)
                .containsExactly(values.toDoubleVector(), within(1e-5));
          });
    }
  }

  /** A rate that changes before an update is that of this update and the following ones. */
  @Test
  default void theLearningRateMayChangeBetweenUpdates() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(58, 4, 6, 2);

    try (Executor executor = executor(graph)) {
      executor.step(batch);
      for (double rate : new double[] {0.02, 0.02, 0}) {
        executor.publish();
        NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
        Map<String, double[]> gradient =
            reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1);
        executor.setLearningRate(rate);
        executor.step(batch);
        executor.publish();

        assertUpdatedBy(graph, reference, gradient, rate);
      }
      assertThat(executor.optimizerState().learningRate()).isZero();
      assertThatThrownBy(() -> executor.setLearningRate(-1)).isInstanceOf(UsageException.class);
    }
  }

  @Test
  default void multipliersScaleLearningRateOfVertices() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(57, 4, 6, 2);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1);
    TrainingSpec spec = TrainingSpec.of(new Sgd(0.1)).withMultipliers(Map.of("c", 0.25, "d", 0.0));

    try (Executor executor = executor(graph, spec)) {
      executor.step(batch);
      executor.publish();
    }

    gradient.forEach(
        (name, g) ->
            assertUpdatedBy(
                graph,
                reference,
                Map.of(name, g),
                name.startsWith("c_") ? 0.025 : name.startsWith("d_") ? 0 : 0.1));
  }

  @Test
  default void constraintsHoldAfterUpdates() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    Map<String, INDArray> before = parameters(graph);
    TrainingSpec spec =
        TrainingSpec.of(new AdamW(0.05, 0.5))
            .withFixed(Set.of(new ParameterKey("dwn", "gamma"), new ParameterKey("f", "b")))
            .withMultipliers(Map.of("c1n", 0.0))
            .withL2(Map.of(new ParameterKey("f", "b"), 0.5, new ParameterKey("c1", "W"), 0.5));

    try (Executor executor = executor(graph, spec)) {
      for (int i = 0; i < 3; i++) {
        executor.accumulate(TestGraphs.batch(60 + i, 4, 13, 3));
        executor.step(TestGraphs.batch(70 + i, 4, 13, 3));
      }
      executor.publish();
    }

    Set<String> unchanged =
        Set.of("dwn_gamma", "f_b", "c1n_gamma", "c1n_beta", "c1n_mean", "c1n_var");
    before.forEach(
        (name, value) ->
            assertThat(isIdentical(value, graph.getParam(name)))
                .as(name)
                .isEqualTo(unchanged.contains(name)));
  }

  @Test
  default void l2PenaltyIsPartOfLossAndGradient() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(58, 4, 6, 2);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    Map<String, double[]> gradient =
        reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1);
    double[] kernel = reference.parameters.get("c_W");
    for (int i = 0; i < kernel.length; i++) {
      gradient.get("c_W")[i] += 0.3 * kernel[i];
    }
    TrainingSpec spec =
        TrainingSpec.of(new Sgd(0.1)).withL2(Map.of(new ParameterKey("c", "W"), 0.3));

    try (Executor executor = executor(graph, spec)) {
      double first = executor.accumulate(rows(batch, 0, 1));
      double second = executor.accumulate(rows(batch, 1, 4));
      executor.update();
      executor.publish();

      double loss = reference.loss(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1);
      double penalty = 0.15 * Arrays.stream(kernel).map(w -> w * w).sum();
      assertThat((first + 3 * second) / 4).isCloseTo(loss + penalty, within(1e-5));
      assertUpdatedBy(graph, reference, gradient, 0.1);
    }
  }

  @Test
  default void everyBatchUpdatesMovingStatistics() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(6, 6, 2))
                .addLayer("n", TestGraphs.batchNorm(), "in")
                .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "n")
                .addLayer("out", TestGraphs.softmax(3), "gap")
                .setOutputs("out"));
    TestGraphs.randomizeBiasesAndStatistics(graph);
    INDArray mean = graph.getParam("n_mean").dup();
    INDArray variance = graph.getParam("n_var").dup();
    List<MultiDataSet> batches =
        List.of(TestGraphs.batch(80, 4, 6, 2), TestGraphs.batch(81, 2, 6, 2));

    try (Executor executor = executor(graph)) {
      for (MultiDataSet batch : batches) {
        executor.accumulate(batch);
        INDArray images = batch.getFeatures(0);
        mean.muli(0.9).addi(images.mean(0, 2, 3).reshape(mean.shape()).mul(0.1));
        variance.muli(0.9).addi(images.var(false, 0, 2, 3).reshape(mean.shape()).mul(0.1));
      }
      executor.update();
      executor.publish();
    }

    ExecutorAssertions.assertClose(graph.getParam("n_mean"), mean, 1e-5, "mean");
    ExecutorAssertions.assertClose(graph.getParam("n_var"), variance, 1e-5, "variance");
  }

  private static MultiDataSet rows(MultiDataSet batch, int from, int to) {
    return new MultiDataSet(
        batch.getFeatures(0).get(NDArrayIndex.interval(from, to)).dup(),
        batch.getLabels(0).get(NDArrayIndex.interval(from, to)).dup());
  }
}

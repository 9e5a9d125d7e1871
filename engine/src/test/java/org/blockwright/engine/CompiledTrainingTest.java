package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;
import static org.blockwright.engine.ExecutorAssertions.isIdentical;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Compiled training: choice of the executor, repeated runs, dropout, batches that DL4J computes.
 */
class CompiledTrainingTest {
  private static final TrainingSpec ADAM = TrainingSpec.of(new Adam(0.01));

  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void collectNotices() {
    Engine.setNoticeListener(notices::add);
  }

  @AfterEach
  void stopCollecting() {
    Engine.setNoticeListener(notice -> {});
  }

  private static Executor compiled(ComputationGraph graph, TrainingSpec spec) {
    return Executors.forTraining(graph, spec, EngineMode.COMPILED);
  }

  private static ComputationGraph graph() {
    return TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
  }

  private static GraphBuilder builder() {
    return TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
        .setInputTypes(InputType.convolutional(6, 6, 2));
  }

  /** A dropout of 0.25 between two layers. */
  private static ComputationGraph dropout() {
    return TestGraphs.init(
        builder()
            .addLayer("f", new DenseLayer.Builder().nOut(40).build(), "in")
            .addLayer("d", new DropoutLayer(0.75), "f")
            .addLayer("out", TestGraphs.softmax(3), "d")
            .setOutputs("out"));
  }

  @Test
  void reasonsKeepTrainingOnDl4j() {
    Map<String, GraphBuilder> graphs =
        Map.of(
            "\"f\": dropout in a layer that is no DropoutLayer",
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).dropOut(0.5).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("out"),
            "\"d\": the dropout GaussianDropout(rate=0.5, rateSchedule=null, noise=null)",
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("d", new DropoutLayer(new GaussianDropout(0.5)), "f")
                .addLayer("out", TestGraphs.softmax(3), "d")
                .setOutputs("out"),
            "\"f\": an output that is no OutputLayer or LossLayer",
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("out", "f"),
            "\"out\": an output that is the input of another layer",
            builder()
                .addLayer("out", TestGraphs.softmax(3), "in")
                .addLayer("next", TestGraphs.softmax(3), "out")
                .setOutputs("out", "next"),
            "\"out\": a frozen output",
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("out", new FrozenLayerWithBackprop(TestGraphs.softmax(3)), "f")
                .setOutputs("out"),
            "\"r\": a frozen layer after trained layers that stops the gradient",
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("r", new FrozenLayer(new ActivationLayer(Activation.RELU)), "f")
                .addLayer("out", TestGraphs.softmax(3), "r")
                .setOutputs("out"),
            "\"m\": the gradient of a maximum of more than two inputs",
            builder()
                .addLayer("a", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("b", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("c", new DenseLayer.Builder().nOut(4).build(), "in")
                .addVertex("m", new ElementWiseVertex(ElementWiseVertex.Op.Max), "a", "b", "c")
                .addLayer("out", TestGraphs.softmax(3), "m")
                .setOutputs("out"));
    graphs.forEach(
        (reason, builder) -> {
          notices.clear();
          ComputationGraph graph = TestGraphs.init(builder);
          try (Executor executor = Executors.forTraining(graph, ADAM, EngineMode.AUTO)) {
            assertThat(executor.name()).isEqualTo("compiled");
          }
          assertThat(notices).hasSize(1);
          assertThat(notices.get(0))
              .startsWith(
                  "The training of the graph cannot be compiled and runs on DL4J, which is slower: ")
              .contains(reason);
          assertThatThrownBy(() -> compiled(graph, ADAM))
              .isInstanceOf(UsageException.class)
              .hasMessageStartingWith("The training of the graph cannot be compiled: ")
              .hasMessageContaining(reason)
              .hasMessageEndingWith(". Use the engine auto or dl4j.");
        });
  }

  @Test
  void equalStepsAreBitIdentical() {
    INDArray first = train(graph(), 13, 3, 5);
    INDArray second = train(graph(), 13, 3, 5);
    assertThat(isIdentical(first, second)).isTrue();
    INDArray third = train(dropout(), 6, 2, 5);
    INDArray fourth = train(dropout(), 6, 2, 5);
    assertThat(isIdentical(third, fourth)).isTrue();
    assertThat(notices).isEmpty();
  }

  /** Returns the parameters after steps of different sizes. */
  private static INDArray train(ComputationGraph graph, int size, int channels, int steps) {
    try (Executor executor = compiled(graph, ADAM)) {
      for (int i = 0; i < steps; i++) {
        executor.step(TestGraphs.batch(i, i == 2 ? 5 : 8, size, channels));
      }
      executor.publish();
    }
    return graph.params().dup();
  }

  @Test
  void oneAndTwoThreadsAgreeWithinRounding() {
    int threads = Nd4j.getEnvironment().maxThreads();
    try {
      Threads.configure(1);
      INDArray one = train(graph(), 13, 3, 3);
      Threads.configure(2);
      INDArray two = train(graph(), 13, 3, 3);
      assertClose(two, one, 1e-3, "parameters");
    } finally {
      Threads.configure(threads);
    }
  }

  @Test
  void dropoutKeepsItsShareAndDividesByIt() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.feedForward(1))
                .addLayer("f", new DenseLayer.Builder().nOut(1).build(), "in")
                .addLayer("d", new DropoutLayer(0.75), "f")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "d")
                .setOutputs("out"));
    graph.params().assign(1);
    graph.getParam("f_b").assign(0);
    graph.getParam("out_b").assign(0);
    int samples = 10_000;
    MultiDataSet batch =
        new MultiDataSet(
            Nd4j.ones(DataType.FLOAT, samples, 1), Nd4j.zeros(DataType.FLOAT, samples, 1));

    try (Executor executor = compiled(graph, TrainingSpec.of(new Sgd(0)))) {
      double first = executor.step(batch);
      // The loss of a kept value is (1 / 0.75)^2, with a probability of 0.75.
      assertThat(first * 0.75).isCloseTo(1, within(0.02));
      // Its derivative by the kernel before it is twice that.
      assertThat(graph.getFlattenedGradients().getDouble(0) / samples)
          .isCloseTo(2 * first, within(1e-3));
      assertThat(executor.step(batch)).isNotEqualTo(first);
    }
  }

  @Test
  void masksDependOnSeedStepAndBatch() {
    MultiDataSet batch = TestGraphs.batch(3, 8, 6, 2);
    ComputationGraph graph = dropout();
    try (Executor executor = compiled(graph, TrainingSpec.of(new Sgd(0)))) {
      double first = executor.accumulate(batch);
      double second = executor.accumulate(batch);
      executor.update();
      double third = executor.accumulate(batch);
      assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
      graph.getConfiguration().setIterationCount(0);
      executor.reload();
      assertThat(executor.accumulate(batch)).isEqualTo(first);
    }
  }

  @Test
  void trainingContinuesOnDl4j() {
    ComputationGraph mixed = graph();
    ComputationGraph expected = graph();
    try (Executor reference = Executors.reference(expected, ADAM)) {
      for (int i = 0; i < 4; i++) {
        reference.step(TestGraphs.batch(i, 8, 13, 3));
      }
    }
    INDArray momentum;
    try (Executor first = compiled(mixed, ADAM)) {
      first.step(TestGraphs.batch(0, 8, 13, 3));
      first.step(TestGraphs.batch(1, 8, 13, 3));
      first.publish();
      momentum = first.optimizerState().slots().get("momentum").dup();
      try (Executor second = Executors.reference(mixed, ADAM)) {
        second
            .optimizerState()
            .slots()
            .forEach((k, v) -> v.assign(first.optimizerState().slots().get(k)));
        second.step(TestGraphs.batch(2, 8, 13, 3));
        second.step(TestGraphs.batch(3, 8, 13, 3));
      }
    }
    assertThat(momentum.norm2Number().doubleValue()).isPositive();
    assertThat(mixed.getIterationCount()).isEqualTo(4);
    assertClose(mixed.params(), expected.params(), 1e-2, "parameters");
  }

  @Test
  void largestDifferenceOfSeveralStepsIsRounding() {
    ComputationGraph graph = graph();
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, TestGraphs.sgd());
    TestGraphs.copy(graph, exact);
    TrainingSpec spec = TrainingSpec.of(new Sgd(0.01, 0.9, true));
    try (Executor executor = compiled(graph, spec);
        Executor reference = Executors.reference(exact, spec)) {
      for (int i = 0; i < 5; i++) {
        MultiDataSet batch = TestGraphs.batch(20 + i, 6, 13, 3);
        executor.step(batch);
        reference.step(
            new MultiDataSet(
                batch.getFeatures(0).castTo(DataType.DOUBLE),
                batch.getLabels(0).castTo(DataType.DOUBLE)));
      }
    }
    graph.paramTable().forEach((k, v) -> assertClose(v, exact.getParam(k), 1e-3, k));
    assertThat(notices).isEmpty();
  }

  /** DL4J's gradient of such an average is wrong; see dl4j-compatibility. */
  @Test
  void averageThatCountsPaddingHasGradientOfFiniteDifferences() {
    ComputationGraph graph =
        TestGraphs.init(
            builder()
                .addLayer("c", new ConvolutionLayer.Builder(1, 1).nOut(2).build(), "in")
                .addLayer(
                    "p",
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .avgPoolIncludePadInDivisor(true)
                        .build(),
                    "c")
                .addLayer("out", TestGraphs.softmax(3), "p")
                .setOutputs("out"));
    MultiDataSet batch = TestGraphs.batch(9, 4, 6, 2);
    double step = 1e-2;
    try (Executor executor = compiled(graph, TrainingSpec.of(new Sgd(0)))) {
      executor.step(batch);
      INDArray gradient = graph.getFlattenedGradients().div(batch.getFeatures(0).size(0));
      for (long i = 0; i < graph.numParams(); i++) {
        double start = graph.params().getDouble(i);
        graph.params().putScalar(i, start + step);
        double upper = executor.step(batch);
        graph.params().putScalar(i, start - step);
        double lower = executor.step(batch);
        graph.params().putScalar(i, start);
        assertThat(gradient.getDouble(i))
            .as("parameter " + i)
            .isCloseTo((upper - lower) / (2 * step), within(1e-3));
      }
    }
  }

  @Test
  void batchesWithOtherMasksRunOnDl4j() {
    ComputationGraph graph =
        TestGraphs.init(
            builder()
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.XENT)
                        .nOut(3)
                        .activation(Activation.SIGMOID)
                        .build(),
                    "f")
                .setOutputs("out"));
    MultiDataSet batch = TestGraphs.batch(3, 4, 6, 2);
    INDArray[] masks = {Nd4j.ones(DataType.FLOAT, 4, 3)};
    MultiDataSet masked = new MultiDataSet(batch.getFeatures(), batch.getLabels(), null, masks);
    try (Executor executor = compiled(graph, ADAM)) {
      double first = executor.accumulate(masked);
      assertThat(executor.accumulate(batch)).isCloseTo(first, within(1e-5));
    }
  }

  @Test
  void lossesOfSeveralOutputsHaveWeights() {
    GraphBuilder several =
        builder()
            .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
            .addLayer("out", TestGraphs.softmax(3), "c")
            .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "c")
            .addLayer(
                "number",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.TANH)
                    .build(),
                "f")
            .setOutputs("number", "out");
    ComputationGraph graph = TestGraphs.init(several);
    ComputationGraph expected = graph.clone();
    MultiDataSet batch =
        new MultiDataSet(
            new INDArray[] {TestGraphs.normal(5, 4, 2, 6, 6)},
            new INDArray[] {TestGraphs.normal(6, 4, 2), TestGraphs.oneHot(4, 3)});
    TrainingSpec spec =
        TrainingSpec.of(new Sgd(0.1))
            .withLosses(
                Map.of(
                    "number",
                    new OutputLoss(new org.blockwright.engine.loss.MeanSquaredError(), 0.25)));
    try (Executor executor = compiled(graph, spec);
        Executor reference = Executors.reference(expected, spec)) {
      assertThat(executor.step(batch, 1, 0.5f, 2, 0))
          .isCloseTo(reference.step(batch, 1, 0.5f, 2, 0), within(1e-5));
      assertClose(graph.params(), expected.params(), 1e-5, "parameters");
    }
  }

  @Test
  void frozenBeginningStaysIdenticalAndIsReadAgainAfterReload() {
    ComputationGraph graph =
        TestGraphs.init(
            builder()
                .addLayer(
                    "c", new FrozenLayer(new ConvolutionLayer.Builder(3, 3).nOut(4).build()), "in")
                .addLayer("n", new FrozenLayer(TestGraphs.batchNorm()), "c")
                .addLayer("out", TestGraphs.softmax(3), "n")
                .setOutputs("out"));
    MultiDataSet batch = TestGraphs.batch(5, 4, 6, 2);
    try (Executor executor = compiled(graph, TrainingSpec.of(new Sgd(0)))) {
      INDArray before = graph.params().dup();
      double loss = executor.step(batch);
      assertThat(isIdentical(graph.params(), before)).isTrue();
      graph.getParam("c_W").muli(2);
      executor.reload();
      double other = executor.step(batch);
      assertThat(other).isNotEqualTo(loss);
      try (Executor reference = Executors.reference(graph, TrainingSpec.of(new Sgd(0)))) {
        assertThat(other).isCloseTo(reference.step(batch), within(1e-5));
      }
    }
  }
}

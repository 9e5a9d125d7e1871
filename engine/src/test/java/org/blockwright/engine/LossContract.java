package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockwright.base.UsageException;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.KerasLosses;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.MeanAbsoluteError;
import org.blockwright.engine.loss.MeanSquaredError;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Tests of losses that every executor must pass. */
interface LossContract extends ExecutorFactory {
  /** A loss of DL4J that is none of ours. */
  org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction OTHER =
      org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.SQUARED_HINGE;

  @ParameterizedTest
  @MethodSource("org.blockwright.engine.loss.KerasLosses#names")
  default void lossAndGradientMatchKerasInOutputLayer(String name) {
    assertMatchesKeras(KerasLosses.get(name), false, DataType.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.engine.loss.KerasLosses#names")
  default void lossAndGradientMatchKerasInLossLayer(String name) {
    assertMatchesKeras(KerasLosses.get(name), true, DataType.DOUBLE);
  }

  /** Compiled steps exist in float only. */
  @ParameterizedTest
  @MethodSource("org.blockwright.engine.loss.KerasLosses#names")
  default void lossAndGradientMatchKerasInFloat(String name) {
    assertMatchesKeras(KerasLosses.get(name), false, DataType.FLOAT);
    assertMatchesKeras(KerasLosses.get(name), true, DataType.FLOAT);
  }

  /** A step of learning rate 1 subtracts the mean gradient from the bias. */
  private void assertMatchesKeras(KerasLosses.Case c, boolean lossLayer, DataType type) {
    boolean isFloat = type == DataType.FLOAT;
    CountingGraph graph = identity(type, c.units(), c.activation(), lossLayer);
    String layer = lossLayer ? "logits" : "out";
    INDArray inputs = Nd4j.createFromArray(c.inputs());
    MultiDataSet batch =
        new MultiDataSet(inputs.castTo(type), Nd4j.createFromArray(c.targets()).castTo(type));
    INDArray gradients = Nd4j.createFromArray(c.gradients());

    try (Executor executor = executor(graph, spec(1, Map.of("out", OutputLoss.of(c.loss()))))) {
      double loss = executor.step(batch);
      executor.publish();

      boolean compiled = isFloat && compilesSteps();
      assertThat(executor.name()).isEqualTo(compiled ? "compiled" : "DL4J");
      assertThat(graph.dl4jSteps()).as("steps of DL4J").isEqualTo(compiled ? 0 : 1);
      double expected = Nd4j.createFromArray(c.losses()).meanNumber().doubleValue();
      double tolerance = isFloat ? 1e-5 : 1e-13;
      assertThat(loss).isCloseTo(expected, within(tolerance * Math.max(1, expected)));
    }

    INDArray bias =
        graph.getLayer(layer).getParam("b").neg().castTo(DataType.DOUBLE).reshape(c.units());
    assertClose(bias, gradients.mean(0), isFloat ? 1e-5 : 1e-13, "bias");
    INDArray kernel =
        Nd4j.eye(c.units())
            .castTo(DataType.DOUBLE)
            .sub(graph.getLayer(layer).getParam("W").castTo(DataType.DOUBLE));
    INDArray expectedKernel = inputs.transpose().mmul(gradients).div(c.samples());
    assertClose(kernel, expectedKernel, isFloat ? 1e-4 : 1e-12, "kernel");
  }

  @Test
  default void wrongPredictionsHaveGradientOfFullSizeInFloat() {
    Map<LossFunction, Activation> losses =
        Map.of(
            new CategoricalCrossEntropy(), Activation.SOFTMAX,
            new BinaryCrossEntropy(), Activation.SIGMOID);
    losses.forEach(
        (loss, activation) -> {
          ComputationGraph graph = identity(DataType.FLOAT, 2, activation, false);
          MultiDataSet batch =
              new MultiDataSet(
                  Nd4j.createFromArray(new float[][] {{40, -40}}),
                  Nd4j.createFromArray(new float[][] {{0, 1}}));
          try (Executor executor = executor(graph, spec(1, Map.of("out", OutputLoss.of(loss))))) {
            executor.step(batch);
            executor.publish();
          }
          float full = activation == Activation.SOFTMAX ? 1 : 0.5f;
          assertThat(graph.getParam("out_b").toFloatVector()).containsExactly(-full, full);
        });
  }

  @Test
  default void weightsOfSamplesUnitsAndOutputsWorkTogether() {
    ComputationGraph graph = severalOutputs();
    MultiDataSet batch = severalLabels();
    double[] weights = {0.5, 2, 0, 1.25};

    try (Executor executor = executor(graph, spec(0, severalLosses()))) {
      INDArray[] outputs = executor.output(batch.getFeatures());
      double expected = 0;
      for (int i = 0; i < 4; i++) {
        expected += weights[i] / 4 * weightedSumOfLosses(outputs, batch.getLabels(), i);
      }

      assertThat(executor.step(batch, 0.5f, 2, 0, 1.25f)).isCloseTo(expected, within(1e-12));
      executor.step(batch);
    }
  }

  /** The losses of {@link #severalLosses()} by their definitions. */
  private static double weightedSumOfLosses(INDArray[] outputs, INDArray[] labels, int sample) {
    double[] classWeights = {0.5, 2, 1.25};
    double[] presentWeights = {3, 0.25};
    double[] absentWeights = {0.5, 2};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double target = 0.9 * labels[0].getDouble(sample, k) + 0.1 / 3;
      sum -= 0.5 * classWeights[k] * target * Math.log(outputs[0].getDouble(sample, k));
    }
    for (int k = 0; k < 2; k++) {
      double target = labels[1].getDouble(sample, k);
      double p = outputs[1].getDouble(sample, k);
      double labelWeight = target * presentWeights[k] + (1 - target) * absentWeights[k];
      sum -= 2 * labelWeight / 2 * (target * Math.log(p) + (1 - target) * Math.log(1 - p));
      double error = Math.abs(outputs[2].getDouble(sample, k) - labels[2].getDouble(sample, k));
      sum += 1.5 / 2 * (error <= 0.4 ? error * error / 2 : 0.4 * error - 0.08);
    }
    double error = outputs[3].getDouble(sample, 0) - labels[3].getDouble(sample, 0);
    return sum
        + error * error
        + Math.abs(outputs[4].getDouble(sample, 0) - labels[4].getDouble(sample, 0));
  }

  @Test
  default void gradientsOfSeveralOutputsAreFiniteDifferences() {
    ComputationGraph graph = severalOutputs();
    MultiDataSet batch = severalLabels();
    float[] weights = {0.5f, 2, 0, 1.25f};
    INDArray start = graph.params().dup();
    double step = 1e-6;

    try (Executor executor = executor(graph, spec(1, severalLosses()))) {
      executor.step(batch, weights);
      executor.publish();
      INDArray gradient = start.sub(graph.params());
      for (long i = 0; i < start.length(); i++) {
        double upper = lossAt(executor, start, i, step, batch, weights);
        double lower = lossAt(executor, start, i, -step, batch, weights);
        assertThat(gradient.getDouble(i))
            .as("parameter " + i)
            .isCloseTo((upper - lower) / (2 * step), within(1e-8));
      }
    }
  }

  private static double lossAt(
      Executor executor,
      INDArray start,
      long parameter,
      double step,
      MultiDataSet batch,
      float... weights) {
    INDArray params = executor.graph().params();
    params.assign(start);
    params.putScalar(parameter, start.getDouble(parameter) + step);
    executor.reload();
    return executor.accumulate(batch, weights);
  }

  @Test
  default void outputWithoutEntryHasLossOfGraph() {
    ComputationGraph graph = severalOutputs();
    MultiDataSet batch = severalLabels();

    try (Executor executor = executor(graph, spec(0, Map.of()))) {
      double all = executor.step(batch);
      assertThat(all).isCloseTo(graph.score(batch), within(1e-12));
    }
    try (Executor executor =
        executor(graph, spec(0, Map.of("e", OutputLoss.of(new MeanAbsoluteError()))))) {
      INDArray error = executor.output(batch.getFeatures())[4].sub(batch.getLabels(4));
      // Squared hinge: max(0, 1 - t * y)^2.
      double hinge = 0;
      for (int i = 0; i < 4; i++) {
        double margin =
            1
                - batch.getLabels(4).getDouble(i)
                    * (batch.getLabels(4).getDouble(i) + error.getDouble(i));
        hinge += Math.pow(Math.max(0, margin), 2) / 4;
      }
      double expected = graph.score(batch) - hinge + error.norm1Number().doubleValue() / 4;
      assertThat(executor.step(batch)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  default void graphKeepsItsOwnLosses() {
    ComputationGraph graph = severalOutputs();
    MultiDataSet wrong = severalLabels();
    wrong.getLabels(1).putScalar(3, 0, 2);
    BaseOutputLayer layer = (BaseOutputLayer) graph.getLayer("b").conf().getLayer();
    ILossFunction before = layer.getLossFn();

    try (Executor executor = executor(graph, spec(1, severalLosses()))) {
      executor.step(severalLabels(), 1, 1, 2, 2);
      assertThat(layer.getLossFn()).isSameAs(before);
      assertThatThrownBy(() -> executor.step(wrong)).isInstanceOf(UsageException.class);
      assertThat(layer.getLossFn()).isSameAs(before);
    }
  }

  @Test
  default void rejectsLossesThatDoNotFitGraph() {
    OutputLoss binary = OutputLoss.of(new BinaryCrossEntropy());
    assertRejected("x", binary, "A loss names \"x\", which is not an output of the graph.");
    assertRejected(
        "a",
        binary,
        "Output \"a\" cannot be trained with binary cross-entropy: expected the activation"
            + " sigmoid, got softmax.");
    assertRejected(
        "b",
        OutputLoss.of(new BinaryCrossEntropy(0, ImmutableDoubleArray.of(1, 2, 3))),
        "Output \"b\" cannot be trained with this binary cross-entropy: expected weights for 2"
            + " units, got 3.");
  }

  private void assertRejected(String output, OutputLoss loss, String message) {
    assertThatThrownBy(
            () -> {
              try (Executor executor = executor(severalOutputs(), spec(1, Map.of(output, loss)))) {
                executor.step(severalLabels());
              }
            })
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  default void rejectsInvalidLabelsWithoutChangingParameters() {
    ComputationGraph graph = severalOutputs();
    INDArray before = graph.params().dup();
    MultiDataSet negative = severalLabels();
    negative.getLabels(0).putScalar(2, 1, -0.5);
    MultiDataSet infinite = severalLabels();
    infinite.getLabels(3).putScalar(1, 0, Double.POSITIVE_INFINITY);
    MultiDataSet narrow = severalLabels();
    narrow.setLabels(2, Nd4j.zeros(DataType.DOUBLE, 4, 1));
    Map<MultiDataSet, String> messages =
        Map.of(
            negative,
            "The labels of output \"a\" are invalid: expected numbers from 0 to 1 for categorical"
                + " cross-entropy, got -0.5 at sample 2, unit 1.",
            infinite,
            "The labels of output \"d\" are invalid: expected finite numbers for mean squared"
                + " error, got Infinity at sample 1, unit 0.",
            narrow,
            "The labels of output \"c\" have the wrong shape: expected 4x2, got 4x1.");

    try (Executor executor = executor(graph, spec(1, severalLosses()))) {
      messages.forEach(
          (batch, message) ->
              assertThatThrownBy(() -> executor.step(batch))
                  .isInstanceOf(UsageException.class)
                  .hasMessageStartingWith(message));
      executor.publish();
      assertThat(graph.params()).isEqualTo(before);
      assertThat(executor.step(severalLabels())).isFinite();
    }
  }

  @Test
  default void rejectsOutputsWithoutLossPerSample() {
    INDArray maps = TestGraphs.normal(1, 2, 2, 3, 3);
    MultiDataSet batch = new MultiDataSet(maps, TestGraphs.normal(2, 2, 2, 3, 3));
    MultiDataSet flat = new MultiDataSet(maps, TestGraphs.normal(2, 2, 18));
    Layer loss = new LossLayer.Builder(OTHER).activation(Activation.TANH).build();

    assertMapRejected(
        new CnnLossLayer.Builder(OTHER).build(),
        batch,
        "Output \"out\" (CnnLossLayer) cannot have a loss.");
    assertMapRejected(
        new ActivationLayer(Activation.TANH),
        batch,
        "Output \"out\" (ActivationLayer) cannot have a loss.");
    assertMapRejected(
        loss,
        batch,
        "The labels of output \"out\" have the wrong shape: expected 2 dimensions, got 2x2x3x3.");
    assertMapRejected(
        loss, flat, "Output \"out\" is a feature map, for which losses are not supported.");
  }

  /** Without input types, since DL4J would flatten the input of a loss layer. */
  private void assertMapRejected(Layer out, MultiDataSet batch, String message) {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .addLayer("c", new ConvolutionLayer.Builder(1, 1).nIn(2).nOut(2).build(), "in")
                .addLayer("out", out, "c")
                .setOutputs("out"));
    Map<String, OutputLoss> loss = Map.of("out", OutputLoss.of(new MeanSquaredError()));
    assertThatThrownBy(
            () -> {
              try (Executor executor = executor(graph, spec(1, loss))) {
                executor.step(batch);
              }
            })
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  default void rejectsMasksOfUnits() {
    MultiDataSet batch = severalLabels();
    INDArray[] masks = new INDArray[5];
    masks[1] = Nd4j.ones(DataType.DOUBLE, 4, 2);
    batch.setLabelsMaskArray(masks);

    try (Executor executor = executor(severalOutputs(), spec(1, severalLosses()))) {
      assertThatThrownBy(() -> executor.step(batch))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The label mask of output \"b\" has the shape 4x2");
    }
  }

  private static TrainingSpec spec(double learningRate, Map<String, OutputLoss> losses) {
    return TrainingSpec.of(new Sgd(learningRate)).withLosses(losses);
  }

  /** Returns a graph whose output is the activation of its input. */
  private static CountingGraph identity(
      DataType type, int units, Activation activation, boolean lossLayer) {
    GraphBuilder builder =
        TestGraphs.builder(type, TestGraphs.sgd()).setInputTypes(InputType.feedForward(units));
    if (lossLayer) {
      builder
          .addLayer("logits", new DenseLayer.Builder().nOut(units).build(), "in")
          .addLayer("out", new LossLayer.Builder(OTHER).activation(activation).build(), "logits");
    } else {
      builder.addLayer("out", output(units, activation), "in");
    }
    CountingGraph graph = new CountingGraph(builder.setOutputs("out").build());
    graph.getLayer(lossLayer ? "logits" : "out").getParam("W").assign(Nd4j.eye(units));
    return graph;
  }

  private static OutputLayer output(int units, Activation activation) {
    return new OutputLayer.Builder(OTHER).nOut(units).activation(activation).build();
  }

  private static ComputationGraph severalOutputs() {
    return TestGraphs.init(
        TestGraphs.builder(DataType.DOUBLE, TestGraphs.sgd())
            .setInputTypes(InputType.feedForward(3))
            .addLayer(
                "h", new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(), "in")
            .addLayer("a", output(3, Activation.SOFTMAX), "h")
            .addLayer("b", output(2, Activation.SIGMOID), "h")
            .addLayer("c", output(2, Activation.TANH), "h")
            .addLayer("d", output(1, Activation.IDENTITY), "h")
            .addLayer("e", output(1, Activation.IDENTITY), "in")
            .setOutputs("a", "b", "c", "d", "e"));
  }

  private static Map<String, OutputLoss> severalLosses() {
    return Map.of(
        "a",
        new OutputLoss(
            new CategoricalCrossEntropy(0.1, ImmutableDoubleArray.of(0.5, 2, 1.25)), 0.5),
        "b",
        new OutputLoss(
            new BinaryCrossEntropy(
                0, ImmutableDoubleArray.of(3, 0.25), ImmutableDoubleArray.of(0.5, 2)),
            2),
        "c",
        new OutputLoss(new Huber(0.4), 1.5),
        "d",
        OutputLoss.of(new MeanSquaredError()),
        "e",
        OutputLoss.of(new MeanAbsoluteError()));
  }

  /** Returns four samples for {@link #severalOutputs()}. */
  private static MultiDataSet severalLabels() {
    INDArray[] labels =
        List.of(3, 2, 2, 1, 1).stream()
            .map(units -> random(100 + units, 4, units))
            .toArray(INDArray[]::new);
    return new MultiDataSet(new INDArray[] {random(7, 4, 3).mul(4).sub(2)}, labels);
  }

  private static INDArray random(long seed, int rows, int columns) {
    Random random = new Random(seed);
    INDArray array = Nd4j.create(DataType.DOUBLE, rows, columns);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextDouble());
    }
    return array;
  }
}

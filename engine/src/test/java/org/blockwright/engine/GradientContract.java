package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.util.List;
import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Tests of gradients in inference mode that every executor must pass. */
interface GradientContract extends ExecutorFactory {

  @Test
  default void gradientMatchesFiniteDifferencesAtVertexWithTwoConsumers() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray images = TestGraphs.normal(1, 3, 2, 6, 6);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
    int[] units = {2, 0, 1};

    try (Executor executor = executor(graph)) {
      INDArray[] inputs = {images};
      INDArray values = executor.gradient(inputs, OutputUnits.values(0, units), "c");
      INDArray logits = executor.gradient(inputs, OutputUnits.logits(0, units), "c");

      assertThat(values.shape()).containsExactly(3, 3, 6, 6);
      for (int i = 0; i < units.length; i++) {
        int unit = units[i];
        double[] c = reference.forward(NaiveTwoConsumers.flat(images.slice(i))).get("c");
        assertClose(
            values.slice(i),
            NaiveTwoConsumers.centralDifferences(c, v -> reference.forwardFrom(v).get("out")[unit]),
            1e-4,
            "values");
        assertClose(
            logits.slice(i),
            NaiveTwoConsumers.centralDifferences(
                c, v -> reference.forwardFrom(v).get("logits")[unit]),
            1e-4,
            "logits");
      }
    }
  }

  @Test
  default void gradientOfAllLayerTypesMatchesFiniteDifferencesInDouble() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, TestGraphs.sgd());

    assertMatchesFiniteDifferences(graph, exact, TestGraphs.normal(2, 1, 3, 13, 13));
  }

  @Test
  default void gradientPassesFrozenLayersAndAllBatchNorms() {
    ComputationGraph graph = frozen(DataType.FLOAT);
    ComputationGraph exact = frozen(DataType.DOUBLE);

    assertMatchesFiniteDifferences(graph, exact, TestGraphs.normal(3, 1, 2, 6, 6));
  }

  private static ComputationGraph frozen(DataType type) {
    GraphBuilder builder =
        TestGraphs.builder(type, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer(
                "c1",
                new FrozenLayer(TestGraphs.relu(new ConvolutionLayer.Builder(3, 3).nOut(4))),
                "in")
            .addLayer("n1", new FrozenLayer(TestGraphs.batchNorm()), "c1")
            .addVertex("guard", new FrozenVertex(new ScaleVertex(1.5)), "n1")
            .addLayer("t1", new FrozenLayer(new ActivationLayer(Activation.TANH)), "guard")
            .addVertex("m", new MergeVertex(), "n1", "t1")
            .addLayer(
                "c2",
                new FrozenLayerWithBackprop(new ConvolutionLayer.Builder(1, 1).nOut(4).build()),
                "m")
            .addLayer("n2", new FrozenLayerWithBackprop(TestGraphs.batchNorm()), "c2")
            .addLayer("n3", new BatchNormalization.Builder().useLogStd(true).build(), "n2")
            .addLayer(
                "n4", new BatchNormalization.Builder(0.7, 0.2, true).useLogStd(false).build(), "n3")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "n4")
            .addLayer("out", TestGraphs.softmax(3), "gap")
            .setOutputs("out");
    ComputationGraph graph = TestGraphs.init(builder);
    TestGraphs.randomizeBiasesAndStatistics(graph);
    return graph;
  }

  @Test
  default void gradientIgnoresDropoutAndLastTrainingStep() {
    ComputationGraph graph = withDropout(DataType.FLOAT);
    ComputationGraph exact = withDropout(DataType.DOUBLE);
    graph.setCacheMode(CacheMode.DEVICE);

    try (Executor executor = executor(graph)) {
      executor.accumulate(TestGraphs.batch(5, 4, 6, 2));
    }

    assertMatchesFiniteDifferences(graph, exact, TestGraphs.normal(4, 1, 2, 6, 6));
  }

  private static ComputationGraph withDropout(DataType type) {
    return TestGraphs.init(
        TestGraphs.builder(type, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer("c", TestGraphs.relu(new ConvolutionLayer.Builder(3, 3).nOut(4)), "in")
            .addLayer("drop", new DropoutLayer(0.5), "c")
            .addLayer("d", new ConvolutionLayer.Builder(1, 1).nOut(3).dropOut(0.5).build(), "drop")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "d")
            .addLayer(
                "out",
                new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(),
                "gap")
            .setOutputs("out"));
  }

  /** Compares gradients with respect to the input with those of the output in double. */
  private void assertMatchesFiniteDifferences(
      ComputationGraph graph, ComputationGraph exact, INDArray image) {
    TestGraphs.copy(graph, exact);
    double[] pixels = NaiveTwoConsumers.flat(image);
    int unit = 1;
    try (Executor executor = executor(graph);
        Executor reference = Executors.reference(exact)) {
      INDArray[] inputs = {image};
      double step = 1e-6;
      INDArray perturbed = Nd4j.create(DataType.DOUBLE, 2L * pixels.length, pixels.length);
      for (int i = 0; i < pixels.length; i++) {
        for (int sign = 0; sign < 2; sign++) {
          int row = 2 * i + sign;
          perturbed.putRow(row, Nd4j.createFromArray(pixels));
          perturbed.putScalar(row, i, pixels[i] + (sign == 0 ? step : -step));
        }
      }
      long[] shape = image.shape().clone();
      shape[0] = perturbed.size(0);
      INDArray outputs = reference.output(perturbed.reshape(shape))[0];
      double[] values = new double[pixels.length];
      double[] logits = new double[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        double upper = outputs.getDouble(2 * i, unit);
        double lower = outputs.getDouble(2 * i + 1, unit);
        values[i] = (upper - lower) / (2 * step);
        // Softmax: log(p1 / p0) is the difference of the logits.
        upper = Math.log(upper / outputs.getDouble(2 * i, 0));
        lower = Math.log(lower / outputs.getDouble(2 * i + 1, 0));
        logits[i] = (upper - lower) / (2 * step);
      }

      INDArray gradient = executor.gradient(inputs, OutputUnits.values(0, unit), "in");
      INDArray difference =
          executor
              .gradient(inputs, OutputUnits.logits(0, unit), "in")
              .sub(executor.gradient(inputs, OutputUnits.logits(0, 0), "in"));

      assertThat(gradient.shape()).isEqualTo(image.shape());
      assertClose(gradient, values, 1e-4, "values");
      assertClose(difference, logits, 1e-4, "logits");
    }
  }

  @Test
  default void gradientIsZeroAtIndependentVertex() {
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .addInputs("second")
            .setInputTypes(InputType.feedForward(3), InputType.feedForward(2))
            .addVertex("m", new MergeVertex(), "second", "in")
            .addLayer("left", TestGraphs.softmax(2), "m")
            .addLayer("right", TestGraphs.softmax(3), "in")
            .setOutputs("right", "left");
    INDArray[] inputs = {TestGraphs.normal(16, 2, 3), TestGraphs.normal(17, 2, 2)};

    try (Executor executor = executor(TestGraphs.init(builder))) {
      assertThat(executor.gradient(inputs, OutputUnits.values(0, 1, 2), "second"))
          .isEqualTo(Nd4j.zeros(DataType.FLOAT, 2, 2));
      assertThat(
              executor
                  .gradient(inputs, OutputUnits.values(1, 1, 0), "second")
                  .norm2Number()
                  .doubleValue())
          .isPositive();
    }
  }

  @Test
  default void gradientKeepsAccumulatedGradientsAndInputs() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph expected = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    MultiDataSet batch = TestGraphs.batch(18, 4, 13, 3);
    INDArray images = TestGraphs.normal(19, 2, 3, 13, 13);
    INDArray copy = images.dup();

    try (Executor executor = executor(graph);
        Executor other = executor(expected)) {
      executor.accumulate(batch);
      executor.gradient(new INDArray[] {images}, OutputUnits.logits(0, 0, 1), "c0");
      executor.update();
      executor.publish();
      other.step(batch);
      other.publish();
    }

    assertThat(graph.params()).isEqualTo(expected.params());
    assertThat(images).isEqualTo(copy);
  }

  @Test
  default void rejectsGradientsThatDoNotExist() {
    INDArray[] inputs = {TestGraphs.normal(20, 2, 2, 6, 6)};
    try (Executor executor = executor(TestGraphs.twoConsumers(TestGraphs.sgd()))) {
      for (OutputUnits units :
          List.of(
              OutputUnits.values(1, 0, 0),
              OutputUnits.values(0, 0),
              OutputUnits.values(0, 0, 3),
              OutputUnits.values(0, -1, 0))) {
        assertThatThrownBy(() -> executor.gradient(inputs, units, "c"))
            .isInstanceOf(UsageException.class);
      }
      OutputUnits units = OutputUnits.values(0, 0, 0);
      assertThatThrownBy(() -> executor.gradient(inputs, units, "other"))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The graph has no vertex \"other\".");
      assertThatThrownBy(() -> executor.gradient(inputs, units, "out"))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The gradient of output \"out\" with respect to itself");
    }
  }
}

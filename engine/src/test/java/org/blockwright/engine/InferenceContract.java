package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;
import static org.blockwright.engine.ExecutorAssertions.assertRows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Tests of inference that every executor must pass. */
interface InferenceContract extends ExecutorFactory {

  @Test
  default void outputMatchesPlainLoopsInDouble() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray images = TestGraphs.normal(1, 4, 2, 6, 6);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);

    try (Executor executor = executor(graph)) {
      assertRows(executor.output(images)[0], images, reference, "out");
    }
  }

  @Test
  default void outputOfAllLayerTypesMatchesGraphInDouble() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, TestGraphs.sgd());
    TestGraphs.copy(graph, exact);
    INDArray images = TestGraphs.normal(2, 5, 3, 13, 13);

    try (Executor executor = executor(graph)) {
      assertClose(
          executor.output(images)[0],
          exact.outputSingle(images.castTo(DataType.DOUBLE)),
          1e-5,
          "out");
    }
  }

  @Test
  default void activationsAreCorrectForVertexWithTwoConsumers() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray images = TestGraphs.normal(7, 4, 2, 6, 6);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);

    try (Executor executor = executor(graph)) {
      Map<String, INDArray> values =
          executor.activations(new INDArray[] {images}, List.of("d", "c", "in", "a", "out", "m"));

      assertThat(values.keySet()).containsExactly("d", "c", "in", "a", "out", "m");
      values.forEach((name, value) -> assertRows(value, images, reference, name));
    }
  }

  @Test
  default void activationsBelongToCaller() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray[] images = {TestGraphs.normal(8, 2, 2, 6, 6)};

    try (Executor executor = executor(graph)) {
      INDArray first = executor.activations(images, List.of("c")).get("c");
      INDArray copy = first.dup();
      executor.activations(new INDArray[] {TestGraphs.normal(9, 2, 2, 6, 6)}, List.of("c"));
      assertThat(first).isEqualTo(copy);

      executor.activations(images, List.of("in")).get("in").assign(0);
      assertThat(executor.activations(images, List.of("c")).get("c")).isEqualTo(copy);
    }
  }

  @Test
  default void rejectsUnknownVertexWithSuggestion() {
    try (Executor executor = executor(TestGraphs.twoConsumers(TestGraphs.sgd()))) {
      INDArray[] images = {TestGraphs.normal(8, 2, 2, 6, 6)};

      assertThatThrownBy(() -> executor.activations(images, List.of("c", "gaap")))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The graph has no vertex \"gaap\". Did you mean \"gap\"? ");
    }
  }

  @Test
  default void doesNotChangeInputsAndLabels() {
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer("a", new ActivationLayer(Activation.RELU), "in")
            .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(3).build(), "in")
            .addVertex("m", new MergeVertex(), "a", "c")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "m")
            .addLayer("out", TestGraphs.softmax(3), "gap")
            .setOutputs("out");
    ComputationGraph graph = TestGraphs.init(builder);
    MultiDataSet batch = TestGraphs.batch(10, 4, 6, 2);
    INDArray images = batch.getFeatures(0).dup();
    INDArray labels = batch.getLabels(0).dup();
    INDArray convolved = convolve(graph, images);

    try (Executor executor = executor(graph)) {
      INDArray gap = executor.activations(batch.getFeatures(), List.of("gap")).get("gap");
      executor.output(batch.getFeatures());
      executor.step(batch, 1, 2, 3, 4);

      assertThat(batch.getFeatures(0)).isEqualTo(images);
      assertThat(batch.getLabels(0)).isEqualTo(labels);
      assertClose(gap.getColumns(2, 3, 4), convolved.mean(2, 3), 1e-5, "gap of c");
    }
  }

  @Test
  default void reloadReadsParametersFromGraph() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray images = TestGraphs.normal(12, 3, 2, 6, 6);

    try (Executor executor = executor(graph)) {
      executor.output(images);
      graph.getParam("c_W").muli(0.5);
      graph.getParam("out_b").assign(Nd4j.createFromArray(1f, -1f, 0f));
      executor.reload();

      assertRows(executor.output(images)[0], images, new NaiveTwoConsumers(graph), "out");
    }
  }

  @Test
  default void outputDoesNotDependOnBatch() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    INDArray images = TestGraphs.normal(13, 4, 3, 13, 13);

    try (Executor executor = executor(graph)) {
      INDArray all = executor.output(images)[0];
      INDArray one = executor.output(images.get(rows(0, 1)).dup())[0];
      INDArray three = executor.output(images.get(rows(1, 4)).dup())[0];

      assertClose(Nd4j.concat(0, one, three), all, 1e-6, "out");
    }
  }

  @Test
  default void multipleInputsAndOutputsKeepOrder() {
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .addInputs("second")
            .setInputTypes(InputType.feedForward(3), InputType.feedForward(2))
            .addVertex("m", new MergeVertex(), "second", "in")
            .addLayer("left", TestGraphs.softmax(2), "m")
            .addLayer("right", TestGraphs.softmax(3), "in")
            .setOutputs("right", "left");
    ComputationGraph graph = TestGraphs.init(builder);
    INDArray in = TestGraphs.normal(16, 2, 3);
    INDArray second = TestGraphs.normal(17, 2, 2);

    try (Executor executor = executor(graph)) {
      INDArray[] outputs = executor.output(in, second);

      INDArray merged = Nd4j.concat(1, second, in);
      assertClose(outputs[0], softmax(graph, "right", in), 1e-5, "right");
      assertClose(outputs[1], softmax(graph, "left", merged), 1e-5, "left");
      MultiDataSet batch =
          new MultiDataSet(
              new INDArray[] {in, second},
              new INDArray[] {TestGraphs.oneHot(2, 3), TestGraphs.oneHot(2, 2)});
      double expected =
          crossEntropy(outputs[0], batch.getLabels(0), 3, 0.5)
              + crossEntropy(outputs[1], batch.getLabels(1), 3, 0.5);
      assertThat(executor.step(batch, 3, 0.5f)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  default void closedExecutorRejectsCallsAndLeavesGraphUsable() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray[] images = {TestGraphs.normal(8, 2, 2, 6, 6)};
    OutputUnits units = OutputUnits.values(0, 0, 1);
    Executor executor = executor(graph);
    INDArray[] outputs = executor.output(images);
    executor.close();
    executor.close();

    List<ThrowingCallable> calls =
        List.of(
            () -> executor.output(images),
            () -> executor.activations(images, List.of("c")),
            () -> executor.gradient(images, units, "c"),
            () -> executor.step(TestGraphs.batch(10, 4, 6, 2)),
            executor::update,
            executor::optimizerState,
            executor::publish,
            executor::reload);
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(UsageException.class)
          .hasMessage("The executor is closed. Create a new one with Executors.");
    }
    assertClose(graph.output(images)[0], outputs[0], 1e-5, "output of the graph");
  }

  /** Computes the convolution "c" of {@code graph} by plain loops. */
  private static INDArray convolve(ComputationGraph graph, INDArray images) {
    ComputationGraph other = TestGraphs.twoConsumers(TestGraphs.sgd());
    other.getParam("c_W").assign(graph.getParam("c_W"));
    other.getParam("c_b").assign(graph.getParam("c_b"));
    NaiveTwoConsumers reference = new NaiveTwoConsumers(other);
    INDArray result = Nd4j.create(DataType.FLOAT, images.size(0), 3, 6, 6);
    for (int i = 0; i < images.size(0); i++) {
      double[] c = reference.forward(NaiveTwoConsumers.flat(images.slice(i))).get("c");
      result.slice(i).assign(Nd4j.createFromArray(c).reshape(3, 6, 6).castTo(DataType.FLOAT));
    }
    return result;
  }

  private static INDArray softmax(ComputationGraph graph, String layer, INDArray x) {
    INDArray w = graph.getParam(layer + "_W");
    INDArray b = graph.getParam(layer + "_b");
    INDArray y = Nd4j.create(DataType.FLOAT, x.size(0), w.size(1));
    for (int i = 0; i < x.size(0); i++) {
      double[] e = new double[(int) w.size(1)];
      for (int k = 0; k < e.length; k++) {
        double z = b.getDouble(k);
        for (int j = 0; j < x.size(1); j++) {
          z += x.getDouble(i, j) * w.getDouble(j, k);
        }
        e[k] = Math.exp(z);
      }
      for (int k = 0; k < e.length; k++) {
        y.putScalar(i, k, e[k] / Arrays.stream(e).sum());
      }
    }
    return y;
  }

  private static double crossEntropy(INDArray p, INDArray labels, double... weights) {
    double loss = 0;
    for (int i = 0; i < p.size(0); i++) {
      for (int k = 0; k < p.size(1); k++) {
        loss -= weights[i] * labels.getDouble(i, k) * Math.log(p.getDouble(i, k));
      }
    }
    return loss / p.size(0);
  }

  private static INDArrayIndex rows(int from, int to) {
    return NDArrayIndex.interval(from, to);
  }
}

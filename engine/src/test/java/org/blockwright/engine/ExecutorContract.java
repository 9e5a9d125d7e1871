package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Tests that every executor must pass; each executor has a subclass. */
public abstract class ExecutorContract {
  private static final double[] ONES = {1, 1, 1, 1};

  @TempDir Path folder;

  /** Returns the executor under test, for training. */
  protected abstract Executor executor(ComputationGraph graph);

  @Test
  void outputMatchesPlainLoopsInDouble() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    INDArray images = TestGraphs.normal(1, 4, 2, 6, 6);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);

    try (Executor executor = executor(graph)) {
      assertRows(executor.output(images)[0], images, reference, "out");
    }
  }

  @Test
  void outputOfAllLayerTypesMatchesGraphInDouble() {
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
  void stepsOfAllLayerTypesMatchGraphInDouble() {
    Nesterovs updater = new Nesterovs(0.01, 0.9);
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, updater);
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, updater.clone());
    TestGraphs.copy(graph, exact);

    try (Executor executor = executor(graph)) {
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
  void stepReturnsLossBeforeUpdateAndDescendsGradient() {
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
  void sampleWeightsScaleLossAndGradientDividedByBatchSize() {
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
  void batchOfOneSampleMayHaveWeight() {
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
  void sampleWeightsApplyToOneStepOnly() {
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
  void outputUsesUnpublishedParametersOfLastStep() {
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
  void activationsAreCorrectForVertexWithTwoConsumers() {
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
  void activationsBelongToCaller() {
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
  void rejectsUnknownVertexWithSuggestion() {
    try (Executor executor = executor(TestGraphs.twoConsumers(TestGraphs.sgd()))) {
      INDArray[] images = {TestGraphs.normal(8, 2, 2, 6, 6)};

      assertThatThrownBy(() -> executor.activations(images, List.of("c", "gaap")))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The graph has no vertex \"gaap\". Did you mean \"gap\"? ");
    }
  }

  @Test
  void doesNotChangeInputsAndLabels() {
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
  void frozenLayersStayIdenticalAndOthersChange() {
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, new Adam(0.01))
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

    try (Executor executor = executor(graph)) {
      for (int i = 0; i < 3; i++) {
        executor.step(TestGraphs.batch(30 + i, 4, 6, 2));
      }
      executor.publish();
    }

    before.forEach(
        (name, value) -> {
          boolean same = Arrays.equals(bits(value), bits(graph.getParam(name)));
          assertThat(same).as(name).isEqualTo(name.contains("1_"));
        });
  }

  @Test
  void restoredGraphContinuesLikeSavedOne() throws IOException {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, new Adam(0.01));
    Path file = folder.resolve("model.zip");

    try (Executor executor = executor(graph)) {
      executor.step(TestGraphs.batch(40, 6, 13, 3));
      executor.step(TestGraphs.batch(41, 6, 13, 3));
      executor.publish();
      graph.save(file.toFile(), true);
      ComputationGraph restored = ComputationGraph.load(file.toFile(), true);
      try (Executor other = executor(restored)) {
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
  void reloadReadsParametersFromGraph() {
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
  void outputDoesNotDependOnBatch() {
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
  void nanLossAbortsStepBeforeUpdate() {
    MultiDataSet broken = TestGraphs.batch(15, 4, 13, 3);
    broken.getLabels(0).putScalar(2, 0, Float.NaN);

    assertStepFails(broken, "The loss became NaN; this step did not update");
  }

  @Test
  void nanGradientAbortsStepEvenIfReluHidesItFromLoss() {
    MultiDataSet broken = TestGraphs.batch(15, 4, 13, 3);
    broken.getFeatures(0).putScalar(new int[] {2, 0, 5, 5}, Float.NaN);

    assertStepFails(broken, "became NaN; this step did not update");
  }

  private void assertStepFails(MultiDataSet broken, String message) {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, new Adam(0.01));
    MultiDataSet good = TestGraphs.batch(14, 4, 13, 3);

    try (Executor executor = executor(graph)) {
      executor.step(good);
      executor.publish();
      Map<String, INDArray> before = parameters(graph);

      assertThatThrownBy(() -> executor.step(broken))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining(message);
      executor.publish();
      assertThat(parameters(graph)).isEqualTo(before);
      assertThat(executor.step(good)).isFinite();
    }
  }

  @Test
  void multipleInputsAndOutputsKeepOrder() {
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

  private static org.nd4j.linalg.indexing.INDArrayIndex rows(int from, int to) {
    return org.nd4j.linalg.indexing.NDArrayIndex.interval(from, to);
  }

  private static Map<String, INDArray> parameters(ComputationGraph graph) {
    Map<String, INDArray> copy = new LinkedHashMap<>();
    graph.paramTable().forEach((k, v) -> copy.put(k, v.dup()));
    return copy;
  }

  private static int[] bits(INDArray array) {
    float[] values = array.dup('c').data().asFloat();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static void assertRows(
      INDArray value, INDArray images, NaiveTwoConsumers reference, String vertex) {
    assertThat(value.size(0)).isEqualTo(images.size(0));
    for (int i = 0; i < value.size(0); i++) {
      double[] expected = reference.forward(NaiveTwoConsumers.flat(images.slice(i))).get(vertex);
      assertThat(NaiveTwoConsumers.flat(value.slice(i)))
          .as(vertex)
          .containsExactly(expected, within(1e-5));
    }
  }

  /** Asserts that each parameter changed by {@code -learningRate * gradient}. */
  private static void assertUpdatedBy(
      ComputationGraph graph,
      NaiveTwoConsumers before,
      Map<String, double[]> gradient,
      double learningRate) {
    gradient.forEach(
        (name, g) -> {
          double[] expected = before.parameters.get(name).clone();
          for (int i = 0; i < g.length; i++) {
            expected[i] -= learningRate * g[i];
          }
          assertThat(NaiveTwoConsumers.flat(graph.getParam(name)))
              .as(name)
              .containsExactly(expected, within(1e-6));
        });
  }

  /** Asserts that differences are at most {@code tolerance} times the largest expected value. */
  static void assertClose(INDArray actual, INDArray expected, double tolerance, String name) {
    double[] e = NaiveTwoConsumers.flat(expected);
    double largest = Arrays.stream(e).map(Math::abs).max().orElse(0);
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertThat(NaiveTwoConsumers.flat(actual))
        .as(name)
        .containsExactly(e, within(tolerance * Math.max(largest, 1e-3)));
  }
}

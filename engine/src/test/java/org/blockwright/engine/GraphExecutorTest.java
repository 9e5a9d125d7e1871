package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class GraphExecutorTest extends ExecutorContract {
  @Override
  public Executor executor(ComputationGraph graph, TrainingSpec spec) {
    return Executors.reference(graph, spec);
  }

  @Override
  public boolean compilesSteps() {
    return false;
  }

  @Test
  void outputIsCorrectWithoutWorkspaces() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    graph.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
    INDArray images = TestGraphs.normal(1, 2, 2, 6, 6);
    NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);

    try (Executor executor = executor(graph)) {
      INDArray out = executor.output(images)[0];
      for (int i = 0; i < 2; i++) {
        double[] expected = reference.forward(NaiveTwoConsumers.flat(images.slice(i))).get("out");
        assertThat(NaiveTwoConsumers.flat(out.slice(i))).containsExactly(expected, within(1e-5));
      }
    }
  }

  @Test
  void outputMayHaveConsumers() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.feedForward(3))
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("f", "out"));
    INDArray rows = TestGraphs.normal(2, 5, 3);

    try (Executor executor = executor(graph)) {
      INDArray[] outputs = executor.output(rows);

      INDArray expected =
          rows.mmul(graph.getParam("f_W")).addiRowVector(graph.getParam("f_b").reshape(1, 4));
      assertClose(outputs[0], expected, 1e-5, "f");
      assertThat(outputs[1].sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
    }
  }

  @Test
  void failureNamesVertex() {
    INDArray wrong = TestGraphs.normal(3, 2, 5, 13, 13);
    MultiDataSet batch = new MultiDataSet(wrong, TestGraphs.oneHot(2, 3));

    try (Executor executor = executor(TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd()))) {
      assertThatThrownBy(() -> executor.output(wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The forward pass on 2 samples of 13x13x5 failed at \"c0\": ");
      assertThatThrownBy(() -> executor.step(batch))
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("The training step on 2 samples of 13x13x5 failed at \"c0\": ");
      assertThat(executor.step(TestGraphs.batch(4, 2, 13, 3))).isFinite();
    }
  }

  @Test
  void rejectsWrongNumberOfInputsLabelsAndWeights() {
    INDArray rows = TestGraphs.normal(3, 2, 2, 6, 6);

    try (Executor executor = executor(TestGraphs.twoConsumers(TestGraphs.sgd()))) {
      assertThatThrownBy(() -> executor.output(rows, rows))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(
              "Wrong number of input arrays: expected 1 for the inputs [in], got 2.");
      assertThatThrownBy(() -> executor.step(new MultiDataSet(rows, TestGraphs.oneHot(3, 3))))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("The batch sizes of input and labels differ: 2 and 3.");
      assertThatThrownBy(() -> executor.step(TestGraphs.batch(1, 2, 6, 2), 1))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Wrong number of sample weights: expected 2, got 1.");
    }
  }

  @Test
  void outOfMemoryGivesMessageAndNoCrashDump() throws IOException {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    graph.addListeners(
        new BaseTrainingListener() {
          @Override
          public void onBackwardPass(Model model) {
            throw new OutOfMemoryError("Physical memory usage is too high");
          }
        });

    try (Executor executor = executor(graph)) {
      assertThatThrownBy(() -> executor.step(TestGraphs.batch(1, 2, 6, 2)))
          .isExactlyInstanceOf(TrainingException.class)
          .hasMessageStartingWith("The training step on 2 samples of 6x6x2 ran out of memory")
          .hasMessageEndingWith("Lower the batch size or the input size, or raise --memory.");
    }
    try (Stream<Path> files = Files.list(Path.of(""))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("crash-dump"));
    }
  }

  @Test
  void executorForInferenceRejectsTraining() {
    ComputationGraph graph = TestGraphs.twoConsumers(new Adam(0.01));
    MultiDataSet batch = TestGraphs.batch(7, 4, 6, 2);

    try (Executor executor = Executors.reference(graph)) {
      List<ThrowingCallable> calls =
          List.of(
              () -> executor.step(batch),
              () -> executor.accumulate(batch),
              executor::update,
              executor::optimizerState);
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call)
            .isInstanceOf(UsageException.class)
            .hasMessageStartingWith("The executor was created without a training specification.");
      }
    }
  }

  @Test
  void listenersObserveStep() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    List<String> events = new ArrayList<>();
    graph.addListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            events.add("gradient of " + model.batchSize() + " samples");
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            events.add("iteration " + iteration + " done");
          }
        });

    try (Executor executor = executor(graph)) {
      executor.step(TestGraphs.batch(1, 2, 6, 2));
      executor.accumulate(TestGraphs.batch(2, 3, 6, 2));
      executor.step(TestGraphs.batch(3, 4, 6, 2));
    }

    assertThat(events)
        .containsExactly(
            "gradient of 2 samples",
            "iteration 0 done",
            "gradient of 3 samples",
            "gradient of 4 samples",
            "iteration 1 done");
  }

  @Test
  void gradientOfFeatureOutputHasNoLogits() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.feedForward(3))
                .addLayer("f", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("f", "out"));
    INDArray[] inputs = {TestGraphs.normal(2, 1, 3)};

    try (Executor executor = executor(graph)) {
      INDArray gradient = executor.gradient(inputs, OutputUnits.values(0, 2), "in");
      assertClose(gradient, graph.getParam("f_W").getColumn(2).reshape(1, 3), 1e-5, "in");
      assertThatThrownBy(() -> executor.gradient(inputs, OutputUnits.logits(0, 2), "in"))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Output \"f\" has no logits");
    }
  }

  @Test
  void listenerAfterUpdateSeesOriginalLoss() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    String[] json = {""};
    graph.addListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            json[0] = graph.getConfiguration().toJson();
          }
        });

    try (Executor executor = executor(graph)) {
      executor.step(TestGraphs.batch(1, 2, 6, 2), 1, 2);
    }

    assertThat(json[0])
        .contains(LossMCXENT.class.getName())
        .doesNotContain(WeightedLoss.class.getName());
  }

  @Test
  void closeKeepsListenersAndGraph() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    BaseTrainingListener listener = new BaseTrainingListener() {};
    graph.addListeners(listener);

    executor(graph).close();

    assertThat(graph.getListeners()).singleElement().isSameAs(listener);
    assertThat(graph.outputSingle(TestGraphs.normal(1, 2, 2, 6, 6)).shape()).containsExactly(2, 3);
  }

  @Test
  void cacheModeGivesIdenticalResultsForAllBatchSizes() {
    ComputationGraph plain = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph cached = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    TestGraphs.copy(plain, cached);
    cached.setCacheMode(CacheMode.DEVICE);

    try (Executor a = executor(plain);
        Executor b = executor(cached)) {
      for (int samples : new int[] {4, 2, 6, 4, 1}) {
        MultiDataSet batch = TestGraphs.batch(samples, samples, 13, 3);
        assertThat(b.step(batch)).isEqualTo(a.step(batch));
        assertThat(b.output(batch.getFeatures())[0]).isEqualTo(a.output(batch.getFeatures())[0]);
      }
    }
    assertThat(cached.params()).isEqualTo(plain.params());
  }
}

package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import org.blockwright.base.UsageException;
import org.blockwright.engine.compiled.Unsupported;
import org.blockwright.engine.optimizer.Sgd;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class CompiledGraphTest extends ExecutorContract {
  /** Graphs of doubles, which test gradients, are not compiled. */
  @Override
  public Executor executor(ComputationGraph graph, TrainingSpec spec) {
    return Executors.forTraining(graph, spec, EngineMode.AUTO);
  }

  @Override
  public boolean compilesSteps() {
    return true;
  }

  private static ComputationGraph graph() {
    return TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
  }

  @Test
  void modesChooseExecutor() {
    for (EngineMode mode : EngineMode.values()) {
      String expected = mode == EngineMode.DL4J ? "DL4J" : "compiled";
      try (Executor executor = Executors.forInference(graph(), mode)) {
        assertThat(executor.name()).as(mode.id()).isEqualTo(expected);
      }
    }
  }

  @Test
  void engineModeAppliesToNewExecutors() {
    assertThat(Engine.mode()).isEqualTo(EngineMode.AUTO);
    try (Executor executor = Executors.forInference(graph());
        Executor training = Executors.forTraining(graph(), TrainingSpec.of(new Sgd(0.1)))) {
      assertThat(executor).isInstanceOf(CompiledGraph.class);
      assertThat(training).isInstanceOf(CompiledGraph.class);
    }
    Engine.setMode(EngineMode.DL4J);
    try (Executor executor = Executors.forInference(graph());
        Executor training = Executors.forTraining(graph(), TrainingSpec.of(new Sgd(0.1)))) {
      assertThat(executor.name()).isEqualTo("DL4J");
      assertThat(training.name()).isEqualTo("DL4J");
    } finally {
      Engine.setMode(EngineMode.AUTO);
    }
  }

  @Test
  void unsupportedLayerKeepsGraphOnDl4j() {
    ComputationGraph graph = TestGraphs.unsupported();

    assertThat(CompiledGraph.unsupported(graph))
        .containsExactly(new Unsupported("norm", "layers of type LocalResponseNormalization"));
    try (Executor executor = Executors.forInference(graph, EngineMode.AUTO)) {
      assertThat(executor.name()).isEqualTo("DL4J");
    }
    assertThatThrownBy(() -> CompiledGraph.of(graph))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The graph cannot be compiled: \"norm\": layers of type LocalResponseNormalization. Use"
                + " the engine auto or dl4j.");
  }

  @Test
  void inputMayBeViewOrHaveOtherOrder() {
    INDArray images = TestGraphs.normal(3, 4, 3, 13, 13);
    try (CompiledGraph compiled = CompiledGraph.of(graph())) {
      INDArray expected = compiled.output(images)[0];

      assertClose(compiled.output(images.dup('f'))[0], expected, 1e-6, "Fortran order");
      INDArray view = images.get(NDArrayIndex.interval(1, 3));
      assertClose(
          compiled.output(view)[0], expected.get(NDArrayIndex.interval(1, 3)), 1e-6, "view");
    }
  }

  @Test
  void outputsStayValid() {
    INDArray images = TestGraphs.normal(3, 4, 3, 13, 13);
    try (CompiledGraph compiled = CompiledGraph.of(graph())) {
      INDArray first = compiled.output(images)[0];
      INDArray copy = first.dup();
      compiled.output(images.mul(2));

      assertThat(first).isEqualTo(copy);
    }
  }

  @Test
  void manyBatchSizesAreCompiledInTurn() {
    ComputationGraph graph = graph();
    INDArray images = TestGraphs.normal(3, 7, 3, 13, 13);
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(graph)) {
      INDArray expected = reference.output(images)[0];
      for (int round = 0; round < 2; round++) {
        for (int n = 1; n <= 7; n++) {
          var rows = NDArrayIndex.interval(0, n);
          assertClose(compiled.output(images.get(rows))[0], expected.get(rows), 1e-5, "batch " + n);
        }
      }
    }
  }

  @Test
  void largeBatchesAreComputedInParts() {
    ComputationGraph graph = graph();
    INDArray images = TestGraphs.normal(3, 261, 3, 13, 13);
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(graph)) {
      assertClose(
          compiled.output(images)[0], reference.output(images)[0], 1e-5, "more than one part");
    }
  }

  /** Matrices of 16 MB and more are not copied. */
  @Test
  void largeMatrixIsReadAgainAfterReload() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(16, 16, 8))
                .addLayer("f", new DenseLayer.Builder().nOut(2100).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("out"));
    INDArray images = TestGraphs.normal(3, 5, 8, 16, 16);
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(graph)) {
      assertClose(compiled.output(images)[0], reference.output(images)[0], 1e-5, "before");

      graph.getLayer("f").getParam("W").negi();
      compiled.reload();
      assertClose(compiled.output(images)[0], reference.output(images)[0], 1e-5, "changed");

      // As by a new array of parameters in other memory.
      graph.getLayer("f").setParam("W", graph.getLayer("f").getParam("W").mul(0.5).dup('f'));
      compiled.reload();
      assertClose(compiled.output(images)[0], reference.output(images)[0], 1e-5, "moved");
    }
  }

  @Test
  void compilingAndClosingFreesMemory() {
    compileAndClose(20, 30);
  }

  @Test
  @Tag("soak")
  void compilingAndClosingOftenFreesMemory() {
    compileAndClose(1000, 60);
  }

  /** Each cycle allocates 8 MB for weights and 3 MB for activations. */
  private static void compileAndClose(int cycles, long allowedMegabytes) {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.feedForward(1000))
                .addLayer("f", new DenseLayer.Builder().nOut(2000).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "f")
                .setOutputs("out"));
    INDArray rows = TestGraphs.normal(1, 300, 1000);
    compileOnce(graph, rows, 5);
    long before = Pointer.physicalBytes();
    compileOnce(graph, rows, cycles);

    assertThat((Pointer.physicalBytes() - before) >> 20)
        .as("growth in MB of %s cycles", cycles)
        .isLessThan(allowedMegabytes);
  }

  private static void compileOnce(ComputationGraph graph, INDArray rows, int cycles) {
    for (int i = 0; i < cycles; i++) {
      try (CompiledGraph compiled = CompiledGraph.of(graph)) {
        compiled.output(rows)[0].close();
      }
    }
  }
}

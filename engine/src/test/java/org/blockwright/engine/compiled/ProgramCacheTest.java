package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.engine.Engine;
import org.blockwright.engine.Threads;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ProgramCacheTest {
  private final List<String> calls = new ArrayList<>();
  private ComputationGraph graph;

  @BeforeEach
  void createGraph() {
    Engine.start();
    graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(16, 16, 3))
                .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(16).build(), "in")
                .addLayer("f", new DenseLayer.Builder().nOut(3).build(), "c")
                .setOutputs("f")
                .build());
    graph.init();
  }

  private CompiledPrograms.Listener listener() {
    return new CompiledPrograms.Listener() {
      @Override
      public void unsupported(Unsupported vertex) {
        calls.add(vertex.text());
      }

      @Override
      public void notFinite() {
        calls.add("not finite");
      }
    };
  }

  private CompiledPrograms programs(long maxBytes) {
    return new CompiledPrograms(
        graph, InferencePlan.of(graph), new PackedWeights(), listener(), maxBytes);
  }

  private static INDArray images(int count) {
    return Nd4j.ones(DataType.FLOAT, count, 3, 16, 16);
  }

  private static long[] shape(int count) {
    return new long[] {count, 3, 16, 16};
  }

  @Test
  void keepsTheLastPrograms() {
    try (CompiledPrograms programs = programs(Long.MAX_VALUE)) {
      Program first = programs.program(shape(1)).orElseThrow();
      for (int n = 2; n <= ProgramCache.MAX_PROGRAMS; n++) {
        programs.program(shape(n));
      }
      assertThat(programs.program(shape(1))).containsSame(first);
      Program second = programs.program(shape(2)).orElseThrow();
      for (int n = 20; n < 20 + ProgramCache.MAX_PROGRAMS - 1; n++) {
        programs.program(shape(n));
      }

      assertThat(programs.cache().size()).isEqualTo(ProgramCache.MAX_PROGRAMS);
      // The one that was used last is still there, the one before it not.
      assertThat(programs.program(shape(2))).containsSame(second);
      assertThat(programs.program(shape(1))).get().isNotSameAs(first);
    }
  }

  @Test
  void closesProgramsThatNeedTooMuchMemory() {
    long three;
    try (CompiledPrograms programs = programs(Long.MAX_VALUE)) {
      for (int n = 10; n <= 12; n++) {
        programs.program(shape(n));
      }
      three = programs.cache().bytes();
      assertThat(three).isPositive();
    }
    try (CompiledPrograms programs = programs(three)) {
      for (int n = 10; n <= 12; n++) {
        programs.program(shape(n));
      }
      assertThat(programs.cache().size()).isEqualTo(3);
      programs.program(shape(13));
      assertThat(programs.cache().size()).isEqualTo(2);
      assertThat(programs.cache().bytes()).isLessThanOrEqualTo(three);
    }
  }

  @Test
  void newestProgramIsKeptHoweverLargeItIs() {
    try (CompiledPrograms programs = programs(1)) {
      for (int n = 1; n <= 3; n++) {
        assertThat(programs.output(images(n)).orElseThrow()[0].size(0)).isEqualTo(n);
        assertThat(programs.cache().size()).isOne();
      }
    }
  }

  @Test
  void programsShareWeightsAndFreeThem() {
    CompiledPrograms programs = programs(Long.MAX_VALUE);
    programs.program(shape(1));
    long arena = programs.program(shape(1)).orElseThrow().arenaBytes();
    long weights = programs.cache().bytes() - arena;
    assertThat(weights).isGreaterThanOrEqualTo(graph.numParams() * 4);
    programs.program(shape(4));
    long before = programs.cache().bytes();

    assertThat(programs.program(shape(5)).orElseThrow().arenaBytes())
        .isEqualTo(programs.cache().bytes() - before);
    programs.close();

    assertThat(programs.cache().bytes()).isZero();
  }

  @Test
  void replicasShareWeightsUntilTheLastOneIsClosed() {
    CompiledPrograms programs = programs(Long.MAX_VALUE);
    Program first = programs.program(shape(4)).orElseThrow();
    long weights = programs.cache().bytes() - first.arenaBytes();
    CompiledPrograms replica = programs.replica(listener());
    Program second = replica.program(shape(4)).orElseThrow();

    assertThat(second).isNotSameAs(first);
    assertThat(replica.cache().bytes() - second.arenaBytes()).isEqualTo(weights);

    INDArray expected = programs.output(images(4)).orElseThrow()[0];
    programs.close();
    assertThat(replica.output(images(4)).orElseThrow()[0]).isEqualTo(expected);
    replica.close();
    assertThat(replica.cache().bytes()).isZero();
  }

  @Test
  void changedParametersAreReadByAllReplicas() {
    try (CompiledPrograms programs = programs(Long.MAX_VALUE);
        CompiledPrograms replica = programs.replica(listener())) {
      INDArray before = programs.output(images(2)).orElseThrow()[0];
      assertThat(replica.output(images(2)).orElseThrow()[0]).isEqualTo(before);
      graph.params().muli(2);

      programs.setOutdated();
      replica.reload();
      programs.reload();

      INDArray after = programs.output(images(2)).orElseThrow()[0];
      assertThat(after).isNotEqualTo(before);
      assertThat(replica.output(images(2)).orElseThrow()[0]).isEqualTo(after);
      try (CompiledPrograms other = programs(Long.MAX_VALUE)) {
        assertThat(after).isEqualTo(other.output(images(2)).orElseThrow()[0]);
      }
    }
  }

  @Test
  void numberOfThreadsHasItsOwnProgram() throws InterruptedException {
    try (CompiledPrograms programs = programs(Long.MAX_VALUE)) {
      List<Program> compiled = new ArrayList<>();
      Thread other =
          new Thread(
              () -> {
                int before = Threads.read().openMp();
                for (int count : new int[] {2, 1, 2}) {
                  Threads.configure(count);
                  compiled.add(programs.program(shape(3)).orElseThrow());
                }
                Threads.configure(before);
              });
      other.start();
      other.join();

      assertThat(compiled.get(0)).isNotSameAs(compiled.get(1)).isSameAs(compiled.get(2));
    }
  }

  @Test
  void listenerReceivesReasons() {
    try (CompiledPrograms programs = programs(Long.MAX_VALUE)) {
      INDArray larger = Nd4j.ones(DataType.FLOAT, 1, 3, 18, 18);
      assertThat(programs.output(larger)).isEmpty();
      assertThat(programs.output(larger)).isEmpty();
      assertThat(programs.output(images(1).putScalar(5, Float.NaN))).isEmpty();
      assertThat(calls).hasSize(2);
      assertThat(calls.get(0)).startsWith("\"f/input\": expected an image of [16, 14, 14]");
      assertThat(calls.get(1)).isEqualTo("not finite");
      assertThat(programs.output(images(1))).isPresent();
    }
  }

  @Test
  void defaultLimitIsPartOfTheMemory() {
    assertThat(ProgramCache.defaultMaxBytes()).isBetween(1L << 20, 1L << 50);
  }
}

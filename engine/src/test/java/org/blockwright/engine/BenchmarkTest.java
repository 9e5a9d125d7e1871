package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class BenchmarkTest {

  @Test
  void measuresAllRunsButWarmUp() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());

    try (Executor executor = Executors.reference(graph, TrainingSpec.of(new Sgd(0.01)))) {
      Benchmark benchmark = Benchmark.of(executor, 3, BenchmarkRuns.of(4), new long[] {3, 13, 13});
      Timing forward = benchmark.forward();
      Timing step = benchmark.step();

      assertThat(forward.operation()).isEqualTo("forward");
      assertThat(step.operation()).isEqualTo("training step");
      assertThat(List.of(forward, step))
          .allSatisfy(
              timing -> {
                assertThat(timing.executor()).isEqualTo("DL4J");
                assertThat(timing.batchSize()).isEqualTo(3);
                assertThat(timing.firstSeconds()).isPositive();
                assertThat(timing.seconds()).hasSize(4).allMatch(s -> s > 0);
                assertThat(timing.peakBytes()).isGreaterThan(50L << 20);
              });
      assertThat(graph.getIterationCount()).as("2 warm-up steps and 4 measured ones").isEqualTo(6);
    }
  }

  @Test
  void medianIsMiddleRun() {
    assertThat(timing(4.0, 1.0, 2.0).medianSeconds()).isEqualTo(2);
    assertThat(timing(4.0, 1.0, 2.0, 3.0).medianSeconds()).isCloseTo(2.5, within(1e-12));
    assertThat(timing(4.0, 1.0, 2.0).imagesPerSecond()).isEqualTo(4);
  }

  @Test
  void peakMemoryIsHighWaterMarkOfKernel() {
    assertThat(
            PeakMemory.parse(
                List.of("VmPeak:\t 9999 kB", "VmHWM:\t  123456 kB", "VmRSS:\t 1000 kB")))
        .isEqualTo(123456L * 1024);
    assertThat(PeakMemory.parse(List.of("Name: java"))).isZero();
  }

  @Test
  void rejectsNonPositiveBatchSize() {
    try (Executor executor =
        Executors.reference(TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd()))) {
      assertThatThrownBy(
              () -> Benchmark.of(executor, 0, BenchmarkRuns.of(1), new long[] {3, 13, 13}))
          .hasMessage("batchSize must be positive, got 0");
    }
  }

  @Test
  void limitOfTimeLeavesTwoWarmUpAndThreeMeasuredRuns() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());

    try (Executor executor = Executors.reference(graph, TrainingSpec.of(new Sgd(0.01)))) {
      BenchmarkRuns runs = new BenchmarkRuns(100, 100, 1e-9);
      Timing step = Benchmark.of(executor, 3, runs, new long[] {3, 13, 13}).step();

      assertThat(step.seconds()).hasSize(3);
      assertThat(graph.getIterationCount()).isEqualTo(5);
    }
  }

  @Test
  void rejectsNonPositiveRunsAndSeconds() {
    assertThatThrownBy(() -> BenchmarkRuns.of(0)).hasMessage("measured must be positive, got 0");
    assertThatThrownBy(() -> new BenchmarkRuns(0, 1, 1))
        .hasMessage("warmUp must be positive, got 0");
    assertThatThrownBy(() -> new BenchmarkRuns(1, 1, 0))
        .hasMessage("maxSeconds must be positive, got 0.0");
  }

  private static Timing timing(Double... seconds) {
    return new Timing("forward", "DL4J", 8, 0, List.of(seconds), 0);
  }
}

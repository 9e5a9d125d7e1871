package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J's library and oneDNN share one OpenMP runtime, so that they do not compete for cores. */
class OpenMpTest {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final String NAME = "omp-owner";

  @Test
  void dl4jAndCompiledGraphsShareThreads() throws InterruptedException {
    assumeTrue(Files.isDirectory(TASKS), "Linux");
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(64, 64, 16))
                .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(32).build(), "in")
                .setOutputs("c"));
    INDArray images = TestGraphs.normal(1, 4, 16, 64, 64);
    List<Long> counts = new ArrayList<>();
    Thread owner =
        new Thread(
            () -> {
              // Not the BLAS, which has threads of its own.
              NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(3);
              try (CompiledGraph compiled = CompiledGraph.of(graph);
                  Executor reference = Executors.reference(graph)) {
                compiled.output(images);
                counts.add(threads());
                reference.output(images);
                counts.add(threads());
                compiled.output(images);
                counts.add(threads());
              }
            },
            NAME);
    owner.start();
    owner.join();

    // Two runtimes would have two workers each.
    assertThat(counts).containsExactly(3L, 3L, 3L);
  }

  /** Counts the threads with the name of the owner, which its OpenMP workers inherit. */
  private static long threads() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(task -> name(task).equals(NAME)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      // The thread has ended.
      return "";
    }
  }
}

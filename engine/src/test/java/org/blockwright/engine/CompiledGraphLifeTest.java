package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.engine.ExecutorAssertions.assertClose;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.blockwright.base.UsageException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Memory, threads and closing of compiled graphs. */
class CompiledGraphLifeTest {
  private static ComputationGraph graph() {
    return TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
  }

  private static INDArray images(int count) {
    return TestGraphs.normal(3, count, 3, 13, 13);
  }

  @Test
  void allocationThatDoesNotFitLeavesExecutorUsable() {
    long limit = Pointer.maxBytes();
    assumeTrue(limit > 0 && limit < 64L << 30, "memory is limited");
    int channels = 4096;
    int side = (int) Math.sqrt((double) limit / channels / Float.BYTES) + 1;
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(8, 8, 1))
                .addLayer("c", new ConvolutionLayer.Builder(1, 1).nOut(channels).build(), "in")
                .addLayer("p", new GlobalPoolingLayer(), "c")
                .addLayer("out", TestGraphs.softmax(2), "p")
                .setOutputs("out"));
    INDArray small = TestGraphs.normal(1, 2, 1, 8, 8);
    INDArray large = Nd4j.ones(DataType.FLOAT, 1, 1, side, side);
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      long bytesBefore = Pointer.totalBytes();
      assertThatThrownBy(() -> compiled.output(large))
          .isInstanceOf(UsageException.class)
          .hasMessageMatching(
              "The compiled graph cannot allocate \\d+ MB for activations of \\[\\[1, 1, %s, %s]] \\(Failed to allocate memory within limits: .*> maxBytes .*\\)\\. Lower the batch size or the input size, or raise --memory\\."
                  .formatted(side, side));
      assertThat(Pointer.totalBytes() - bytesBefore).isLessThan(1 << 16);

      INDArray expected = compiled.output(small)[0];
      assertThatThrownBy(() -> compiled.output(large)).isInstanceOf(UsageException.class);
      assertThat(compiled.output(small)[0]).isEqualTo(expected);
    } finally {
      GraphMemory.close(graph);
    }
  }

  @Test
  void secondThreadGetsErrorWhileAnotherUsesTheGraph() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Executor reference = Executors.reference(graph());
    Executor blocking =
        (Executor)
            Proxy.newProxyInstance(
                Executor.class.getClassLoader(),
                new Class<?>[] {Executor.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("publish")) {
                    entered.countDown();
                    released.await();
                  }
                  return method.invoke(reference, arguments);
                });
    CompiledGraph compiled = CompiledGraph.of(blocking);
    Thread first = new Thread(compiled::publish, "first");
    first.start();
    entered.await();

    String message =
        "The executor is in use by the thread \"first\". Create an executor for each thread.";
    assertThatThrownBy(() -> compiled.output(images(1))).hasMessage(message);
    assertThatThrownBy(compiled::close).hasMessage(message);
    released.countDown();
    first.join();
    assertThat(compiled.output(images(1))[0].rows()).isOne();
    compiled.close();
  }

  @Test
  void oneThreadCompilesAndOthersRunAndClose() throws Exception {
    ComputationGraph graph = graph();
    INDArray images = images(4);
    CompiledGraph compiled = inNewThread(() -> CompiledGraph.of(graph));
    INDArray expected = inNewThread(() -> compiled.output(images)[0]);
    for (int i = 0; i < 5; i++) {
      // Native objects of threads that ended must not be collected.
      System.gc();
      assertThat(inNewThread(() -> compiled.output(images)[0])).isEqualTo(expected);
    }
    inNewThread(
        () -> {
          compiled.close();
          return compiled;
        });
  }

  private static <R> R inNewThread(Callable<R> task) throws Exception {
    ExecutorService threads = java.util.concurrent.Executors.newSingleThreadExecutor();
    try {
      return threads.submit(task).get();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void compiledGraphsRunInSeveralThreadsAtOnce() throws Exception {
    ComputationGraph shared = graph();
    INDArray images = images(5);
    INDArray expected;
    try (CompiledGraph compiled = CompiledGraph.of(shared)) {
      expected = compiled.output(images)[0];
    }
    ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(6);
    List<Future<Integer>> futures = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      // Half of the threads share a graph, and each compiles all batch sizes in another order.
      ComputationGraph graph = t % 2 == 0 ? shared : graph();
      int offset = t;
      futures.add(threads.submit(() -> runRepeatedly(graph, images, expected, offset)));
    }
    for (Future<Integer> future : futures) {
      assertThat(future.get()).isEqualTo(30);
    }
    threads.shutdown();
  }

  private static int runRepeatedly(
      ComputationGraph graph, INDArray images, INDArray expected, int offset) {
    int runs = 0;
    for (int round = 0; round < 3; round++) {
      try (CompiledGraph compiled = CompiledGraph.of(graph)) {
        for (int i = 0; i < 10; i++) {
          int rows = 1 + (i + offset) % 5;
          var interval = org.nd4j.linalg.indexing.NDArrayIndex.interval(0, rows);
          INDArray output = compiled.output(images.get(interval))[0];
          assertClose(output, expected.get(interval), 1e-6, "batch " + rows);
          runs++;
        }
      }
    }
    return runs;
  }

  @Test
  void changedNumberOfThreadsApplies() throws Exception {
    INDArray images = images(4);
    try (CompiledGraph compiled = CompiledGraph.of(graph())) {
      INDArray expected = compiled.output(images)[0];
      for (int count : new int[] {3, 1, 2}) {
        INDArray output =
            inNewThread(
                () -> {
                  Threads before = Threads.read();
                  Threads.configure(count);
                  try {
                    return compiled.output(images)[0];
                  } finally {
                    Threads.configure(before.openMp());
                  }
                });
        assertClose(output, expected, 1e-6, count + " threads");
      }
    }
  }

  @Test
  void pointerScopeOfCallerDoesNotFreePrograms() {
    INDArray images = images(3);
    try (CompiledGraph compiled = CompiledGraph.of(graph())) {
      INDArray expected;
      try (PointerScope scope = new PointerScope()) {
        expected = compiled.output(images)[0].dup();
        assertThat(scope.forClasses()).isNull();
      }
      INDArray copy = images.dup();
      assertThat(compiled.output(copy)[0]).isEqualTo(expected);
    }
  }

  @Test
  void compilesAndReloadsInOpenWorkspace() {
    INDArray images = images(3);
    try (CompiledGraph compiled = CompiledGraph.of(graph());
        CompiledGraph other = CompiledGraph.of(graph())) {
      INDArray expected = compiled.output(images)[0];
      INDArray output;
      try (MemoryWorkspace workspace =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace("CompiledGraphLifeTest")) {
        output = other.output(images.dup('f'))[0];
        other.reload();
        assertThat(other.output(images)[0]).isEqualTo(expected);
        assertThat(workspace.getId()).isEqualTo("CompiledGraphLifeTest");
      }
      // Results are outside of the workspace.
      assertThat(output).isEqualTo(expected);
    }
  }

  @Test
  void sizesThatCannotBeCompiledLeaveNothing() {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(9, 9, 3))
                .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(8).build(), "in")
                .addLayer("out", TestGraphs.softmax(3), "c")
                .setOutputs("out"));
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      INDArray images = TestGraphs.normal(1, 2, 3, 9, 9);
      INDArray expected = compiled.output(images)[0];
      long bytesBefore = Pointer.totalBytes();
      for (int size = 10; size < 60; size++) {
        assertThat(compiled.isCompiledFor(TestGraphs.normal(1, 1, 3, size, 9))).isFalse();
      }
      assertThat(Pointer.totalBytes() - bytesBefore).isLessThan(1 << 20);
      assertThat(compiled.output(images)[0]).isEqualTo(expected);
    }
  }

  @Test
  void compilingManySizesFreesMemory() {
    compileSizes(60, 80);
  }

  @Test
  @Tag("soak")
  void compilingThousandsOfSizesFreesMemory() {
    compileSizes(3000, 120);
  }

  /** Each cycle compiles for another size of images and batch. */
  private static void compileSizes(int cycles, long allowedMegabytes) {
    ComputationGraph graph =
        TestGraphs.init(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(30, 30, 3))
                .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(32).build(), "in")
                .addLayer("n", TestGraphs.batchNorm(), "c")
                .addLayer("d", new ConvolutionLayer.Builder(3, 3).nOut(64).build(), "n")
                .setOutputs("d"));
    List<Long> resident = new ArrayList<>();
    for (int i = 0; i < cycles; i++) {
      INDArray images = TestGraphs.normal(1, 1 + i % 3, 3, 20 + i % 97, 20 + i % 89);
      try (CompiledGraph compiled = CompiledGraph.of(graph)) {
        compiled.output(images)[0].close();
      }
      images.close();
      if (i == cycles / 6 || i == cycles - 1) {
        System.gc();
        resident.add(Pointer.physicalBytes());
      }
    }
    assertThat((resident.get(1) - resident.get(0)) >> 20)
        .as("growth in MB of %s cycles", cycles)
        .isLessThan(allowedMegabytes);
  }
}

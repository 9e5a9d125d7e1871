package org.blockwright.engine;

import com.google.common.base.Preconditions;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures the speed of an executor on random samples. The first runs, which compile code and
 * allocate memory, are not counted.
 */
public final class Benchmark {
  private final Executor executor;
  private final int batchSize;
  private final BenchmarkRuns runs;
  private final INDArray[] inputs;

  private Benchmark(Executor executor, int batchSize, BenchmarkRuns runs, INDArray[] inputs) {
    this.executor = executor;
    this.batchSize = batchSize;
    this.runs = runs;
    this.inputs = inputs;
  }

  /**
   * Returns a benchmark whose runs are each on a batch of {@code batchSize} samples.
   *
   * @param shapes sample shape of each input of the graph, in DL4J's order: {@code {channels,
   *     height, width}} or {@code {units}}
   */
  public static Benchmark of(
      Executor executor, int batchSize, BenchmarkRuns runs, long[]... shapes) {
    Preconditions.checkArgument(batchSize > 0, "batchSize must be positive, got %s", batchSize);
    INDArray[] inputs =
        Arrays.stream(shapes)
            .map(shape -> uniform(Longs.concat(new long[] {batchSize}, shape)))
            .toArray(INDArray[]::new);
    return new Benchmark(executor, batchSize, runs, inputs);
  }

  /** Measures forward passes in inference mode. */
  public Timing forward() {
    return time("forward", () -> executor.output(inputs));
  }

  /** Measures training steps; they change the parameters of the graph. */
  public Timing step() {
    INDArray[] labels =
        Arrays.stream(executor.output(inputs)).map(Benchmark::oneHot).toArray(INDArray[]::new);
    MultiDataSet samples = new MultiDataSet(inputs, labels);
    return time("training step", () -> executor.step(samples));
  }

  private Timing time(String operation, Runnable run) {
    PeakMemory memory = new PeakMemory();
    List<Double> warmUp = repeat(run, runs.warmUp(), BenchmarkRuns.MIN_WARM_UP, memory);
    List<Double> seconds = repeat(run, runs.measured(), BenchmarkRuns.MIN_MEASURED, memory);
    return new Timing(
        operation, executor.name(), batchSize, warmUp.get(0), seconds, memory.bytes());
  }

  private List<Double> repeat(Runnable run, int count, int minimum, PeakMemory memory) {
    List<Double> seconds = new ArrayList<>();
    double total = 0;
    while (seconds.size() < count && (seconds.size() < minimum || total < runs.maxSeconds())) {
      long start = System.nanoTime();
      run.run();
      double duration = (System.nanoTime() - start) / 1e9;
      seconds.add(duration);
      total += duration;
      memory.sample();
    }
    return seconds;
  }

  /** Returns values in [0, 1), like scaled pixels, without using ND4J's global generator. */
  private static INDArray uniform(long... shape) {
    Random random = new Random(1);
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** Returns one-hot labels in the shape of an output; the classes take turns. */
  private static INDArray oneHot(INDArray output) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, output.shape());
    for (long sample = 0; sample < output.size(0); sample++) {
      labels.slice(sample).slice(sample % output.size(1)).assign(1);
    }
    return labels;
  }
}

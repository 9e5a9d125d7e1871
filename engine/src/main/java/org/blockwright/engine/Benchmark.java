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
 * Times an executor on made-up samples. The first runs, in which code is compiled and memory is
 * laid out, do not count.
 */
public final class Benchmark {
  private static final int WARMUP_RUNS = 2;

  private final Executor executor;
  private final int batchSize;
  private final int runs;
  private final INDArray[] inputs;

  private Benchmark(Executor executor, int batch, int runs, INDArray[] inputs) {
    this.executor = executor;
    this.batchSize = batch;
    this.runs = runs;
    this.inputs = inputs;
  }

  /**
   * Measurements of {@code runs} runs on batches of {@code batch} samples.
   *
   * @param shapes one sample of each of the graph's inputs, as DL4J has it: {@code {channels,
   *     height, width}} or {@code {units}}
   */
  public static Benchmark of(Executor executor, int batch, int runs, long[]... shapes) {
    Preconditions.checkArgument(batch > 0, "batch must be positive, got %s", batch);
    Preconditions.checkArgument(runs > 0, "runs must be positive, got %s", runs);
    INDArray[] inputs =
        Arrays.stream(shapes)
            .map(shape -> uniform(Longs.concat(new long[] {batch}, shape)))
            .toArray(INDArray[]::new);
    return new Benchmark(executor, batch, runs, inputs);
  }

  /** How long an inference takes. */
  public Timing forward() {
    return time("forward", () -> executor.output(inputs));
  }

  /** How long a training step takes; the graph's parameters change. */
  public Timing step() {
    INDArray[] labels =
        Arrays.stream(executor.output(inputs)).map(Benchmark::oneHot).toArray(INDArray[]::new);
    MultiDataSet samples = new MultiDataSet(inputs, labels);
    return time("training step", () -> executor.step(samples));
  }

  private Timing time(String what, Runnable run) {
    PeakMemory memory = new PeakMemory();
    for (int i = 0; i < WARMUP_RUNS; i++) {
      run.run();
      memory.sample();
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      run.run();
      seconds.add((System.nanoTime() - start) / 1e9);
      memory.sample();
    }
    return new Timing(what, executor.name(), batchSize, seconds, memory.bytes());
  }

  /**
   * Values in [0, 1), as scaled pixels are; not from ND4J's generator, which belongs to the run.
   */
  private static INDArray uniform(long... shape) {
    Random random = new Random(1);
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** Labels of an output's shape: at each place one class, in turn. */
  private static INDArray oneHot(INDArray output) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, output.shape());
    for (long sample = 0; sample < output.size(0); sample++) {
      labels.slice(sample).slice(sample % output.size(1)).assign(1);
    }
    return labels;
  }
}

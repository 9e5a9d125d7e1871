package org.blockwright.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Measures time and memory of DL4J's cache modes on VGG16; run by hand with the arguments
 * NONE|DEVICE and the batch size.
 */
final class CacheModeBenchmark {
  private CacheModeBenchmark() {}

  public static void main(String[] arguments) {
    Engine.start();
    CacheMode mode = CacheMode.valueOf(arguments[0]);
    int batchSize = Integer.parseInt(arguments[1]);
    try (Executor executor = Executors.reference(vgg16(mode))) {
      Benchmark benchmark =
          Benchmark.of(executor, batchSize, BenchmarkRuns.of(5), new long[] {3, 224, 224});
      benchmark.step();
      double before = cpuSeconds();
      Timing timing = benchmark.step();
      // Seven steps and one forward pass ran in between.
      double cpu = (cpuSeconds() - before) / 7;
      System.out.printf(
          Locale.ROOT,
          "%s batch size %s: median %.3f s of %s, CPU %.2f s per step, peak %s MB%n",
          mode,
          batchSize,
          timing.medianSeconds(),
          timing.seconds(),
          cpu,
          timing.peakBytes() >> 20);
    }
  }

  private static double cpuSeconds() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }

  private static ComputationGraph vgg16(CacheMode mode) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(1e-4))
            .cacheMode(mode)
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(224, 224, 3));
    int[][] blocks = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
    String last = "in";
    for (int b = 0; b < blocks.length; b++) {
      for (int c = 0; c < blocks[b][0]; c++) {
        String name = "block" + b + "_conv" + c;
        builder.addLayer(name, new ConvolutionLayer.Builder(3, 3).nOut(blocks[b][1]).build(), last);
        last = name;
      }
      builder.addLayer("pool" + b, TestGraphs.pool(SubsamplingLayer.PoolingType.MAX), last);
      last = "pool" + b;
    }
    builder
        .addLayer("fc1", new DenseLayer.Builder().nOut(4096).build(), last)
        .addLayer("fc2", new DenseLayer.Builder().nOut(4096).build(), "fc1")
        .addLayer("out", TestGraphs.softmax(3), "fc2")
        .setOutputs("out");
    return TestGraphs.init(builder);
  }
}

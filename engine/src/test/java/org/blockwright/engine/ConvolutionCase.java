package org.blockwright.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.blockwright.base.UsageException;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of random images with random weights, and its definition in double.
 *
 * @param shape images, channels, height, width
 * @param filters outputs; per channel if depthwise
 * @param padding before height and width; null for padding as in Keras's {@code same}
 */
record ConvolutionCase(
    int[] shape,
    int filters,
    boolean depthwise,
    int[] kernel,
    int[] stride,
    int[] dilation,
    int[] padding) {

  /** Returns a case with a small image; windows need not fit. */
  static ConvolutionCase random(Random random) {
    int side = random.nextInt(4) == 0 ? 20 : 6;
    int channels = random.nextBoolean() ? 1 : 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
    int filters = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
    boolean depthwise = random.nextInt(4) == 0;
    return new ConvolutionCase(
        new int[] {
          1 + random.nextInt(3), channels, 1 + random.nextInt(side), 1 + random.nextInt(side)
        },
        depthwise ? 1 + random.nextInt(3) : filters,
        depthwise,
        pair(random, 1, 4),
        pair(random, 1, 3),
        random.nextInt(3) == 0 ? pair(random, 1, 3) : new int[] {1, 1},
        random.nextInt(3) == 0 ? null : pair(random, 0, 2));
  }

  private static int[] pair(Random random, int min, int max) {
    return new int[] {min + random.nextInt(max - min + 1), min + random.nextInt(max - min + 1)};
  }

  /**
   * Returns the largest difference between the compiled convolution and the definition, or nothing
   * if DL4J rejects the sizes.
   */
  Optional<Double> difference() {
    ComputationGraph graph;
    try {
      graph =
          TestGraphs.init(
              TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                  .setInputTypes(InputType.convolutional(shape[2], shape[3], shape[1]))
                  .addLayer("c", layer(), "in")
                  .setOutputs("c"));
    } catch (DL4JException | IllegalStateException e) {
      return Optional.empty();
    }
    TestGraphs.randomizeBiasesAndStatistics(graph);
    INDArray input =
        TestGraphs.normal(Arrays.hashCode(shape), shape[0], shape[1], shape[2], shape[3]);
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      INDArray output = compiled.output(input)[0];
      return compiled.isCompiledFor(input)
          ? Optional.of(difference(graph, input, output))
          : Optional.empty();
    } catch (UsageException e) {
      // Windows that do not fit.
      return Optional.empty();
    } finally {
      graph.close();
    }
  }

  private ConvolutionLayer layer() {
    if (depthwise) {
      DepthwiseConvolution2D.Builder builder =
          new DepthwiseConvolution2D.Builder().depthMultiplier(filters);
      set(builder);
      return builder.build();
    }
    ConvolutionLayer.Builder builder = new ConvolutionLayer.Builder().nOut(filters);
    set(builder);
    return builder.build();
  }

  private void set(ConvolutionLayer.BaseConvBuilder<?> builder) {
    builder.kernelSize(kernel);
    builder.stride(stride);
    builder.dilation(dilation);
    builder.convolutionMode(padding == null ? ConvolutionMode.Same : ConvolutionMode.Truncate);
    if (padding != null) {
      builder.padding(padding);
    }
  }

  private double difference(ComputationGraph graph, INDArray input, INDArray output) {
    double worst = 0;
    float[] pixels = input.dup('c').data().asFloat();
    float[] weights = graph.getParam("c_W").dup('c').data().asFloat();
    float[] biases = graph.getParam("c_b").dup('c').data().asFloat();
    float[] actual = output.dup('c').data().asFloat();
    int outputs = (int) output.size(1);
    int rows = (int) output.size(2);
    int columns = (int) output.size(3);
    int top = before(0, rows);
    int left = before(1, columns);
    for (int i = 0; i < actual.length; i++) {
      int column = i % columns;
      int row = i / columns % rows;
      int filter = i / columns / rows % outputs;
      int image = i / columns / rows / outputs;
      double expected = biases[filter];
      for (int c = depthwise ? filter / filters : 0;
          c < (depthwise ? filter / filters + 1 : shape[1]);
          c++) {
        for (int y = 0; y < kernel[0]; y++) {
          for (int x = 0; x < kernel[1]; x++) {
            int atRow = row * stride[0] - top + y * dilation[0];
            int atColumn = column * stride[1] - left + x * dilation[1];
            if (atRow >= 0 && atRow < shape[2] && atColumn >= 0 && atColumn < shape[3]) {
              int pixel = ((image * shape[1] + c) * shape[2] + atRow) * shape[3] + atColumn;
              expected += (double) pixels[pixel] * weights[weight(filter, c, y, x)];
            }
          }
        }
      }
      double difference = Math.abs(actual[i] - expected);
      // NaN counts as different.
      worst = difference <= worst ? worst : difference;
    }
    return worst;
  }

  /** Index of a weight in DL4J's order. */
  private int weight(int filter, int channel, int y, int x) {
    return depthwise
        ? ((y * kernel[1] + x) * shape[1] + channel) * filters + filter % filters
        : ((filter * shape[1] + channel) * kernel[0] + y) * kernel[1] + x;
  }

  private int before(int axis, int outputs) {
    int covered = (outputs - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
    return padding == null ? Math.max(0, covered - shape[2 + axis]) / 2 : padding[axis];
  }

  @Override
  public String toString() {
    return "shape %s, %s filters%s, kernel %s, stride %s, dilation %s, padding %s"
        .formatted(
            Arrays.toString(shape),
            filters,
            depthwise ? " per channel" : "",
            Arrays.toString(kernel),
            Arrays.toString(stride),
            Arrays.toString(dilation),
            padding == null ? "same" : Arrays.toString(padding));
  }
}

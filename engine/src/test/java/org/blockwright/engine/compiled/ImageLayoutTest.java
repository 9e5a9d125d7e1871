package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImageLayoutTest {
  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.FLOAT)
        .activation(Activation.RELU)
        .convolutionMode(ConvolutionMode.Same)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.convolutional(9, 11, 3));
  }

  private static ConvolutionLayer convolution(int kernel, int channels) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(channels).build();
  }

  private static ComputationGraph init(GraphBuilder builder) {
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  /** A 3x3, a depthwise and two pointwise convolutions, with an addition. */
  private static ComputationGraph pointwise(int channels) {
    return init(
        builder()
            .addLayer("a", convolution(3, channels), "in")
            .addLayer("b", new DepthwiseConvolution2D.Builder(3, 3).build(), "a")
            .addLayer("c", convolution(1, channels), "b")
            .addVertex("d", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "c")
            .addLayer("e", convolution(1, 2 * channels), "d")
            .setOutputs("e"));
  }

  private static boolean isFasterInBlocks(ComputationGraph graph) {
    return ImageLayout.isFasterInBlocks(InferencePlan.of(graph), new Parameters(graph));
  }

  @Test
  void pointwiseConvolutionsAreFasterInBlocks() {
    assertThat(isFasterInBlocks(pointwise(16))).isTrue();
  }

  @Test
  void incompleteBlocksAreNotFaster() {
    assertThat(isFasterInBlocks(pointwise(12))).isFalse();
  }

  @Test
  void largeKernelsAreNotFasterInBlocks() {
    ComputationGraph graph =
        init(
            builder()
                .addLayer("a", convolution(3, 16), "in")
                .addLayer("b", convolution(3, 16), "a")
                .addLayer("c", convolution(1, 16), "b")
                .setOutputs("c"));

    assertThat(isFasterInBlocks(graph)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void layoutDoesNotChangeResults(ImageLayout layout) {
    ComputationGraph graph = pointwise(16);
    INDArray images = Nd4j.rand(DataType.FLOAT, 3, 3, 9, 11);
    INDArray expected = graph.outputSingle(images);
    try (Batch batch = new Batch(images);
        Program program =
            Program.compile(
                InferencePlan.of(graph),
                new ProgramBuilder(new Parameters(graph), new PackedWeights(), layout),
                NativeMemory::allocate,
                batch.shapes(3))) {
      batch.run(program, 0);
      INDArray output = batch.outputs()[0];

      assertThat(output.shape()).isEqualTo(expected.shape());
      assertThat(output.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(1e-5));
    }
  }
}

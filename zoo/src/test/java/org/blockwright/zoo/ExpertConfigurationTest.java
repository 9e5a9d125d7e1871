package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Lowering produces exactly the DL4J configuration that an expert would write by hand for training
 * with Adam. The complete configurations are compared as JSON.
 */
class ExpertConfigurationTest {
  private static final int LABELS = 3;
  private static final long SEED = 42;

  @Test
  void vgg16EqualsHandWrittenConfiguration() {
    int[] convolutions = {2, 2, 3, 3, 3};
    int[] filters = {64, 128, 256, 512, 512};
    GraphBuilder graph = graphBuilder();
    String last = "input";
    for (int block = 1; block <= 5; block++) {
      for (int i = 1; i <= convolutions[block - 1]; i++) {
        ConvolutionLayer convolution =
            new ConvolutionLayer.Builder(3, 3)
                .stride(1, 1)
                .nOut(filters[block - 1])
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .weightInit(WeightInit.RELU_UNIFORM)
                .build();
        last = append(graph, last, "block" + block + "_conv" + i, convolution);
      }
      SubsamplingLayer pool =
          new SubsamplingLayer.Builder(
                  SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
              .build();
      last = append(graph, last, "block" + block + "_pool", pool);
    }
    graph.addVertex(
        "flatten", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(7, 7, 512)), last);
    last = "flatten";
    for (int i = 1; i <= 2; i++) {
      DenseLayer dense =
          new DenseLayer.Builder()
              .nOut(4096)
              .activation(Activation.RELU)
              .weightInit(WeightInit.RELU_UNIFORM)
              .build();
      last = append(graph, last, "fc" + i, dense);
      last = append(graph, last, "drop" + i, new DropoutLayer.Builder(0.5).build());
    }
    append(graph, last, "predictions", classifier());

    assertThat(json(lowered("vgg16"))).isEqualTo(json(graph.setOutputs("predictions").build()));
  }

  /** ResNet-50 as in Keras. */
  @Test
  void resNet50EqualsHandWrittenConfiguration() {
    assumeTrue(Zoo.find("resnet50").isPresent(), "resnet50 is not in the zoo");
    int[] blocks = {3, 4, 6, 3};
    GraphBuilder graph = graphBuilder();
    append(graph, "input", "conv1_pad", new ZeroPaddingLayer.Builder(3, 3, 3, 3).build());
    append(graph, "conv1_pad", "conv1_conv", convolution(7, 2, 64, ConvolutionMode.Truncate));
    append(graph, "conv1_conv", "conv1_bn", norm());
    append(graph, "conv1_bn", "conv1_relu", relu());
    append(graph, "conv1_relu", "pool1_pad", new ZeroPaddingLayer.Builder(1, 1, 1, 1).build());
    SubsamplingLayer pool =
        new SubsamplingLayer.Builder(
                SubsamplingLayer.PoolingType.MAX, new int[] {3, 3}, new int[] {2, 2})
            .build();
    String last = append(graph, "pool1_pad", "pool1_pool", pool);
    for (int stage = 0; stage < blocks.length; stage++) {
      int filters = 64 << stage;
      for (int block = 1; block <= blocks[stage]; block++) {
        String name = "conv" + (stage + 2) + "_block" + block;
        int stride = block == 1 && stage > 0 ? 2 : 1;
        String shortcut = last;
        if (block == 1) {
          append(graph, last, name + "_0_conv", pointwise(stride, 4 * filters));
          shortcut = append(graph, name + "_0_conv", name + "_0_bn", norm());
        }
        append(graph, last, name + "_1_conv", pointwise(stride, filters));
        append(graph, name + "_1_conv", name + "_1_bn", norm());
        append(graph, name + "_1_bn", name + "_1_relu", relu());
        ConvolutionLayer middle = convolution(3, 1, filters, ConvolutionMode.Same);
        append(graph, name + "_1_relu", name + "_2_conv", middle);
        append(graph, name + "_2_conv", name + "_2_bn", norm());
        append(graph, name + "_2_bn", name + "_2_relu", relu());
        append(graph, name + "_2_relu", name + "_3_conv", pointwise(1, 4 * filters));
        append(graph, name + "_3_conv", name + "_3_bn", norm());
        graph.addVertex(
            name + "_add",
            new ElementWiseVertex(ElementWiseVertex.Op.Add),
            shortcut,
            name + "_3_bn");
        last = append(graph, name + "_add", name + "_out", relu());
      }
    }
    append(graph, last, "avg_pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    append(graph, "avg_pool", "predictions", classifier());

    assertThat(json(lowered("resnet50"))).isEqualTo(json(graph.setOutputs("predictions").build()));
  }

  private static ComputationGraphConfiguration lowered(String name) {
    ZooModel zooModel = Zoo.get(name);
    Network network = zooModel.network(zooModel.input(), GoldenFiles.labels(LABELS));
    return Lowering.lower(
            network.graph(),
            TrainingPlan.of(network, Optimizer.adam(1e-3), LearningRateMultipliers.uniform(), SEED))
        .configuration();
  }

  /**
   * With Keras's epsilon of Adam; convolutions cache intermediate results for the backward pass.
   */
  private static GraphBuilder graphBuilder() {
    return new NeuralNetConfiguration.Builder()
        .seed(SEED)
        .updater(new Adam(1e-3, 0.9, 0.999, 1e-7))
        .cacheMode(CacheMode.DEVICE)
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.convolutional(224, 224, 3));
  }

  private static String append(GraphBuilder graph, String input, String name, Layer layer) {
    graph.addLayer(name, layer, input);
    return name;
  }

  private static ConvolutionLayer pointwise(int stride, int filters) {
    // "valid" in Keras; for a 1x1 kernel "same" is equivalent, since nothing is padded.
    return convolution(1, stride, filters, ConvolutionMode.Same);
  }

  private static ConvolutionLayer convolution(
      int kernel, int stride, int filters, ConvolutionMode mode) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .nOut(filters)
        .convolutionMode(mode)
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .build();
  }

  private static BatchNormalization norm() {
    return new BatchNormalization.Builder().eps(1.001e-5).decay(0.99).useLogStd(false).build();
  }

  private static ActivationLayer relu() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }

  private static OutputLayer classifier() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(LABELS)
        .activation(Activation.SOFTMAX)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .build();
  }

  private static JsonNode json(ComputationGraphConfiguration configuration) {
    try {
      return new ObjectMapper().readTree(configuration.toJson());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

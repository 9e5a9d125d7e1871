package org.blockwright.engine;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Small graphs and batches for tests. Random values come from fixed seeds, never from ND4J's global
 * generator.
 */
final class TestGraphs {
  private TestGraphs() {}

  static GraphBuilder builder(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(type)
        .updater(updater)
        .weightInit(WeightInit.RELU)
        .activation(Activation.IDENTITY)
        .convolutionMode(ConvolutionMode.Same)
        .graphBuilder()
        .addInputs("in");
  }

  static ComputationGraph init(GraphBuilder builder) {
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  /**
   * Returns a graph like Xception's blocks: the activation {@code a} and the shortcut {@code d}
   * both consume {@code c}. Input 6x6x2, three classes.
   */
  static ComputationGraph twoConsumers(IUpdater updater) {
    return init(
        builder(DataType.FLOAT, updater)
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(3).build(), "in")
            .addLayer("a", new ActivationLayer(Activation.RELU), "c")
            .addLayer("d", new ConvolutionLayer.Builder(1, 1).nOut(2).build(), "c")
            .addVertex("m", new MergeVertex(), "a", "d")
            .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "m")
            .addLayer("out", softmax(3), "gap")
            .setOutputs("out"));
  }

  /** Returns a graph with all types of layers of our networks. Input 13x13x3, three classes. */
  static ComputationGraph allLayerTypes(DataType type, IUpdater updater) {
    ComputationGraph graph =
        init(
            builder(type, updater)
                .setInputTypes(InputType.convolutional(13, 13, 3))
                .addLayer("c0", relu(new ConvolutionLayer.Builder(3, 3).nOut(8)), "in")
                .addLayer("p0", pool(SubsamplingLayer.PoolingType.MAX), "c0")
                .addLayer(
                    "dw", new DepthwiseConvolution2D.Builder(3, 3).hasBias(false).build(), "p0")
                .addLayer("dwn", batchNorm(), "dw")
                .addLayer("dwr", new ActivationLayer(Activation.RELU6), "dwn")
                .addLayer(
                    "c1", new ConvolutionLayer.Builder(1, 1).nOut(8).hasBias(false).build(), "dwr")
                .addLayer("c1n", batchNorm(), "c1")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c1n", "p0")
                .addLayer("sumr", new ActivationLayer(Activation.RELU), "sum")
                .addLayer("p1", pool(SubsamplingLayer.PoolingType.AVG), "sumr")
                .addLayer(
                    "f", new DenseLayer.Builder().nOut(6).activation(Activation.RELU).build(), "p1")
                .addLayer("out", softmax(3), "f")
                .setOutputs("out"));
    randomizeBiasesAndStatistics(graph);
    return graph;
  }

  /** Returns a graph that cannot be compiled. Input 6x6x3, three classes. */
  static ComputationGraph unsupported() {
    return init(
        builder(DataType.FLOAT, sgd())
            .setInputTypes(InputType.convolutional(6, 6, 3))
            .addLayer("norm", new LocalResponseNormalization(), "in")
            .addLayer("f", new DenseLayer.Builder().nOut(2).build(), "norm")
            .addLayer("out", softmax(3), "f")
            .setOutputs("out"));
  }

  static OutputLayer softmax(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static ConvolutionLayer relu(ConvolutionLayer.Builder builder) {
    return builder.activation(Activation.RELU).build();
  }

  static BatchNormalization batchNorm() {
    return new BatchNormalization.Builder().eps(1e-3).decay(0.9).useLogStd(false).build();
  }

  static SubsamplingLayer pool(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }

  /** Makes biases, gamma, beta and statistics differ from 0 and 1, so that errors in them show. */
  static void randomizeBiasesAndStatistics(ComputationGraph graph) {
    Random random = new Random(11);
    for (INDArray parameter : graph.paramTable().values()) {
      if (parameter.rank() == 1 || parameter.size(0) == 1) {
        for (long i = 0; i < parameter.length(); i++) {
          parameter.putScalar(i, parameter.getDouble(i) + 0.05 + 0.3 * random.nextDouble());
        }
      }
    }
  }

  /** Copies parameters by name, converting the precision. */
  static void copy(ComputationGraph from, ComputationGraph to) {
    from.paramTable().forEach((k, v) -> to.getParam(k).assign(v.castTo(to.params().dataType())));
  }

  static INDArray normal(long seed, long... shape) {
    Random random = new Random(seed);
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  /** Returns one-hot rows of the classes 0, 1, 2, 0, ... */
  static INDArray oneHot(int samples, int classes) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, samples, classes);
    for (int i = 0; i < samples; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    return labels;
  }

  static MultiDataSet batch(long seed, int samples, int size, int channels) {
    return new MultiDataSet(normal(seed, samples, channels, size, size), oneHot(samples, 3));
  }

  static Sgd sgd() {
    return new Sgd(0.1);
  }
}

package org.blockwright.engine;

import java.io.File;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Uses DL4J only, without any call of this library; prints the helper of the convolution. */
final class PlainDl4jProgram {
  private PlainDl4jProgram() {}

  public static void main(String[] arguments) throws Exception {
    Layer convolution =
        switch (arguments[0]) {
          case "init" -> createGraph().getLayer("c");
          case "save" -> {
            ComputationGraph graph = createGraph();
            graph.save(new File(arguments[1]), true);
            yield graph.getLayer("c");
          }
          case "load" -> ComputationGraph.load(new File(arguments[1]), true).getLayer("c");
          default -> createMultiLayerNetwork().getLayer(0);
        };
    String helper =
        convolution.getHelper() == null
            ? "none"
            : convolution.getHelper().getClass().getSimpleName();
    System.out.println("helper=" + helper);
  }

  private static ComputationGraph createGraph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
                .addLayer("out", out(), "c")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static MultiLayerNetwork createMultiLayerNetwork() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(out())
                .setInputType(InputType.convolutional(8, 8, 3))
                .build());
    network.init();
    return network;
  }

  private static OutputLayer out() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }
}

package org.blockwright.engine;

import static org.blockwright.engine.CompiledComparison.assertSameAsDouble;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

/** Vertices without layers, and graphs of several branches. */
class CompiledVerticesTest {
  private static final long[] IMAGE = {5, 9, 7};
  private static final int CHANNELS = 17;

  private static ConvolutionLayer convolution(int size) {
    return new ConvolutionLayer.Builder(size, size).nOut(CHANNELS).build();
  }

  private static ConvolutionLayer rectified(int size) {
    return TestGraphs.relu(new ConvolutionLayer.Builder(size, size).nOut(CHANNELS));
  }

  /** Three branches of images, joined by a vertex. */
  private static UnaryOperator<GraphBuilder> images(GraphVertex vertex, int branches) {
    return builder -> {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < branches; i++) {
        builder.addLayer("b" + i, i == 1 ? rectified(3) : convolution(2 * i + 1), "in");
        names.add("b" + i);
      }
      return builder
          .addVertex("join", vertex, names.toArray(String[]::new))
          .addLayer("relu", new ActivationLayer(Activation.RELU), "join")
          .setOutputs("relu");
    };
  }

  /** Branches of vectors: flattened images, a pooled one, and a dense layer. */
  private static UnaryOperator<GraphBuilder> vectors(GraphVertex vertex) {
    return builder ->
        builder
            .addLayer("a", convolution(3), "in")
            .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "a")
            .addLayer("dense", new DenseLayer.Builder().nOut(CHANNELS).build(), "a")
            .addVertex("join", vertex, "pool", "dense")
            .addLayer("out", TestGraphs.softmax(3), "join")
            .setOutputs("out", "join");
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void elementWiseVertices(ElementWiseVertex.Op op) {
    ElementWiseVertex vertex = new ElementWiseVertex(op);
    assertSameAsDouble(op + " of 2 images", IMAGE, images(vertex, 2));
    if (op != ElementWiseVertex.Op.Subtract) {
      assertSameAsDouble(op + " of 3 images", IMAGE, images(vertex, 3));
    }
    assertSameAsDouble(op + " of vectors", IMAGE, vectors(vertex));
  }

  @Test
  void mergeVertices() {
    assertSameAsDouble("2 images", IMAGE, images(new MergeVertex(), 2));
    assertSameAsDouble("3 images", IMAGE, images(new MergeVertex(), 3));
    assertSameAsDouble("vectors", IMAGE, vectors(new MergeVertex()));
    assertSameAsDouble(
        "flattened images",
        IMAGE,
        builder ->
            builder
                .addLayer("a", convolution(3), "in")
                .addVertex("fa", flatten(), "a")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "a")
                .addVertex("join", new MergeVertex(), "fa", "pool")
                .addLayer("norm", TestGraphs.batchNorm(), "join")
                .setOutputs("norm"));
  }

  private static PreprocessorVertex flatten() {
    return new PreprocessorVertex(new CnnToFeedForwardPreProcessor(IMAGE[1], IMAGE[2], CHANNELS));
  }

  @Test
  void scaleAndShiftVertices() {
    for (GraphVertex vertex :
        List.of(new ScaleVertex(0.2), new ShiftVertex(0.3), new ScaleVertex(1))) {
      assertSameAsDouble("scale", IMAGE, images(vertex, 1));
      assertSameAsDouble("frozen", IMAGE, images(new FrozenVertex(vertex), 1));
      assertSameAsDouble(
          "of input",
          IMAGE,
          builder ->
              builder
                  .addVertex("v", vertex, "in")
                  .addLayer("relu", new ActivationLayer(Activation.TANH), "v")
                  .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "relu", "in")
                  .setOutputs("sum"));
    }
  }

  @Test
  void imagesOfVectors() {
    assertSameAsDouble(
        "unflattened",
        new long[] {12},
        builder ->
            builder
                .addLayer("f", new DenseLayer.Builder().nOut(CHANNELS * 12).build(), "in")
                .addVertex(
                    "image",
                    new PreprocessorVertex(new FeedForwardToCnnPreProcessor(3, 4, CHANNELS)),
                    "f")
                .addLayer("c", convolution(3), "image")
                .addVertex(
                    "flat",
                    new PreprocessorVertex(new CnnToFeedForwardPreProcessor(3, 4, CHANNELS)),
                    "c")
                .addLayer("softmax", new ActivationLayer(Activation.SOFTMAX), "flat")
                .setOutputs("softmax", "c"));
  }

  @Test
  void addendThatIsUsedLaterIsNotOverwritten() {
    assertSameAsDouble(
        "used by a later layer and as output",
        IMAGE,
        builder ->
            builder
                .addLayer("a", rectified(3), "in")
                .addLayer("b", convolution(3), "a")
                .addVertex("s1", add(), "b", "a")
                .addLayer("c", convolution(1), "a")
                .addVertex("s2", add(), "c", "s1")
                .addLayer("d", convolution(1), "s2")
                .addVertex("s3", add(), "s2", "d")
                .setOutputs("s3", "b", "s1"));
  }

  private static ElementWiseVertex add() {
    return new ElementWiseVertex(ElementWiseVertex.Op.Add);
  }

  @Test
  void randomGraphs() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int size = 4 + random.nextInt(14);
      long[] image = {1 + random.nextInt(4), 6 + random.nextInt(5), 6 + random.nextInt(5)};
      int graphSeed = random.nextInt();
      assertSameAsDouble(
          "random graph " + seed,
          image,
          builder -> randomGraph(builder, new Random(graphSeed), size),
          3e-5);
    }
  }

  /** Returns a graph of vertices on random earlier ones, all of the same size. */
  private static GraphBuilder randomGraph(GraphBuilder builder, Random random, int size) {
    builder.addLayer("v0", rectified(3), "in");
    for (int i = 1; i < size; i++) {
      String name = "v" + i;
      String a = "v" + random.nextInt(i);
      String b = "v" + random.nextInt(i);
      switch (random.nextInt(9)) {
        case 0 -> builder.addLayer(name, rectified(1), a);
        case 1, 2 -> builder.addLayer(name, convolution(3), a);
        case 3 -> builder.addLayer(name, TestGraphs.batchNorm(), a);
        case 4 ->
            builder.addLayer(name, new ActivationLayer(Activation.RELU6), guard(builder, a, i));
        case 5 ->
            builder.addLayer(
                name,
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                    .kernelSize(3, 3)
                    .stride(1, 1)
                    .build(),
                a);
        case 6 -> {
          builder.addLayer(name + "pad", new ZeroPaddingLayer.Builder(1, 1, 1, 1).build(), a);
          builder.addLayer(
              name,
              new ConvolutionLayer.Builder(3, 3)
                  .convolutionMode(ConvolutionMode.Truncate)
                  .nOut(CHANNELS)
                  .build(),
              name + "pad");
        }
        default -> builder.addVertex(name, add(), a, b);
      }
    }
    return builder
        .allowDisconnected(true)
        .setOutputs("v" + (size - 1), "v" + random.nextInt(size - 1));
  }

  /** DL4J applies an activation in place, also if the vertex before has other consumers. */
  private static String guard(GraphBuilder builder, String input, int number) {
    String name = "guard" + number;
    builder.addVertex(name, new ScaleVertex(1), input);
    return name;
  }
}

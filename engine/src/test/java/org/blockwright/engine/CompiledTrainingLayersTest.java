package org.blockwright.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Gradients of each layer and vertex are the same compiled as by DL4J in double. */
class CompiledTrainingLayersTest {
  private static final long[] IMAGE = {5, 9, 7};
  private static final int CHANNELS = 17;

  /** A convolution before a layer shows the gradient of its input. */
  private static void assertSame(String name, Layer... layers) {
    compare(name, layers).check();
  }

  private static TrainingComparison compare(String name, Layer... layers) {
    return compare(
        name,
        builder -> {
          builder.addLayer("before", convolution(3), "in");
          String input = "before";
          for (int i = 0; i < layers.length; i++) {
            builder.addLayer("l" + i, layers[i].clone(), input);
            input = "l" + i;
          }
          return builder.addLayer("out", TestGraphs.softmax(3), input).setOutputs("out");
        });
  }

  private static TrainingComparison compare(
      String name, UnaryOperator<GraphBuilder> configuration) {
    return new TrainingComparison(name, 4, IMAGE, configuration);
  }

  private static ConvolutionLayer convolution(int size) {
    return new ConvolutionLayer.Builder(size, size).nOut(CHANNELS).build();
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvolutionMode.class,
      names = {"Same", "Truncate"})
  void convolutions(ConvolutionMode mode) {
    int padding = mode == ConvolutionMode.Same ? 0 : 1;
    for (int stride = 1; stride <= 2; stride++) {
      for (int size : new int[] {1, 2, 3, 5}) {
        for (int dilation = 1; dilation <= 2; dilation++) {
          for (int channels : new int[] {1, 32}) {
            String name =
                "%s, stride %s, size %s, dilation %s, %s filters"
                    .formatted(mode, stride, size, dilation, channels);
            ConvolutionLayer.Builder builder =
                new ConvolutionLayer.Builder(size, size)
                    .stride(stride, stride)
                    .dilation(dilation, dilation)
                    .nOut(channels)
                    .hasBias(size != 2);
            builder.convolutionMode(mode);
            builder.padding(padding, padding);
            assertSame(name, builder.build());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvolutionMode.class,
      names = {"Same", "Truncate"})
  void depthwiseAndSeparableConvolutions(ConvolutionMode mode) {
    for (int stride = 1; stride <= 2; stride++) {
      for (int size : new int[] {1, 3, 4}) {
        for (int multiplier = 1; multiplier <= 2; multiplier++) {
          String name =
              "%s, stride %s, size %s, multiplier %s".formatted(mode, stride, size, multiplier);
          assertSame(
              "depthwise " + name,
              new DepthwiseConvolution2D.Builder(size, size)
                  .stride(stride, stride)
                  .depthMultiplier(multiplier)
                  .convolutionMode(mode)
                  .build());
          assertSame(
              "separable " + name,
              new SeparableConvolution2D.Builder(size, size)
                  .stride(stride, stride)
                  .depthMultiplier(multiplier)
                  .convolutionMode(mode)
                  .nOut(6)
                  .build());
        }
      }
    }
  }

  static Stream<IActivation> activations() {
    return CompiledRandomLayersTest.ACTIVATIONS.stream().distinct();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsOfLayersAndBetweenThem(IActivation activation) {
    String name = activation.toString();
    assertSame(name, new ConvolutionLayer.Builder(3, 3).nOut(7).activation(activation).build());
    assertSame(name, new DenseLayer.Builder().nOut(7).activation(activation).build());
    assertSame(name, TestGraphs.batchNorm(), layer(activation));
    assertSame(name, layer(activation), layer(activation), convolution(3));
    // The convolution before the activation has another use.
    compare(
            name,
            builder ->
                builder
                    .addLayer("c", convolution(3), "in")
                    .addLayer("a", layer(activation), "c")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "a")
                    .addLayer("a2", layer(activation), "sum")
                    .addLayer("out", TestGraphs.softmax(3), "a2")
                    .setOutputs("out"))
        .check();
  }

  private static ActivationLayer layer(IActivation activation) {
    return new ActivationLayer.Builder().activation(activation).build();
  }

  @Test
  void softmaxBetweenLayers() {
    assertSame(
        "softmax",
        new DenseLayer.Builder().nOut(7).activation(Activation.SOFTMAX).build(),
        new DenseLayer.Builder().nOut(5).build());
  }

  @Test
  void batchNorms() {
    for (boolean logarithmic : new boolean[] {true, false}) {
      for (boolean locked : new boolean[] {true, false}) {
        BatchNormalization norm =
            new BatchNormalization.Builder(locked)
                .gamma(1.5)
                .beta(0.25)
                .decay(0.8)
                .eps(1e-2)
                .useLogStd(logarithmic)
                .build();
        String name = "locked %s, logarithmic %s".formatted(locked, logarithmic);
        assertSame(name, norm);
        assertSame(name + ", relu", norm, new ActivationLayer(Activation.RELU), convolution(3));
        assertSame(name + ", vector", new DenseLayer.Builder().nOut(6).build(), norm);
        compare(
                name + ", first",
                builder ->
                    builder
                        .addLayer("n", norm.clone(), "in")
                        .addLayer("out", TestGraphs.softmax(3), "n")
                        .setOutputs("out"))
            .check();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SubsamplingLayer.PoolingType.class,
      names = {"MAX", "AVG"})
  void pooling(SubsamplingLayer.PoolingType type) {
    for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
      for (int size = 1; size <= 3; size++) {
        // DL4J rejects rows that no window covers.
        for (int stride = 1; stride <= size + 1; stride++) {
          int padding = mode == ConvolutionMode.Same || size == 1 ? 0 : 1;
          assertSame(
              "%s, %s, size %s, stride %s".formatted(type, mode, size, stride),
              new SubsamplingLayer.Builder(type)
                  .kernelSize(size, size)
                  .stride(stride, stride)
                  .convolutionMode(mode)
                  .padding(padding, padding)
                  .build(),
              new ActivationLayer(Activation.TANH));
        }
      }
    }
  }

  @Test
  void globalPooling() {
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
      for (boolean collapse : new boolean[] {true, false}) {
        GlobalPoolingLayer pool =
            new GlobalPoolingLayer.Builder(type).collapseDimensions(collapse).build();
        assertSame(type + " " + collapse, pool);
        assertSame(type + " dense " + collapse, pool, new DenseLayer.Builder().nOut(4).build());
      }
    }
  }

  @Test
  void paddingAndCropping() {
    assertSame("pad", new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
    assertSame("pad and convolution", new ZeroPaddingLayer.Builder(0, 1, 0, 1).build(), valid());
    assertSame("crop", new Cropping2D.Builder(1, 2, 3, 0).build());
    assertSame("crop and convolution", new Cropping2D.Builder(1, 0, 0, 2).build(), convolution(3));
  }

  private static Layer valid() {
    return new ConvolutionLayer.Builder(3, 3)
        .stride(2, 2)
        .nOut(4)
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  /** Branches of one value, joined by a vertex. */
  private static UnaryOperator<GraphBuilder> branches(GraphVertex vertex, boolean vectors, int n) {
    return builder -> {
      builder.addLayer("stem", convolution(3), "in");
      String[] names = new String[n];
      for (int i = 0; i < n; i++) {
        names[i] = "b" + i;
        Layer layer =
            vectors
                ? new DenseLayer.Builder().nOut(CHANNELS).activation(Activation.TANH).build()
                : convolution(2 * i + 1);
        builder.addLayer(names[i], layer, "stem");
      }
      return builder
          .addVertex("join", vertex, names)
          .addLayer("relu", new ActivationLayer(Activation.RELU), "join")
          .addLayer("out", TestGraphs.softmax(3), "relu")
          .setOutputs("out");
    };
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void elementWiseVertices(ElementWiseVertex.Op op) {
    for (boolean vectors : new boolean[] {true, false}) {
      ElementWiseVertex vertex = new ElementWiseVertex(op);
      compare(op + " of 2, " + vectors, branches(vertex, vectors, 2)).check();
      boolean ofTwo = op == ElementWiseVertex.Op.Subtract || op == ElementWiseVertex.Op.Max;
      if (!ofTwo) {
        compare(op + " of 3, " + vectors, branches(vertex, vectors, 3)).check();
      }
    }
  }

  @Test
  void concatenations() {
    for (boolean vectors : new boolean[] {true, false}) {
      compare("merge of 3, " + vectors, branches(new MergeVertex(), vectors, 3)).check();
    }
    compare(
            "complete blocks",
            builder ->
                builder
                    .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(32).build(), "in")
                    .addLayer("b", new ConvolutionLayer.Builder(1, 1).nOut(16).build(), "in")
                    .addVertex("join", new MergeVertex(), "a", "b")
                    .addLayer("c", convolution(3), "join")
                    .addLayer("out", TestGraphs.softmax(3), "c")
                    .setOutputs("out"))
        .check();
  }

  @Test
  void mergeOfFlattenedImages() {
    compare(
            "flattened",
            builder -> {
              builder.addLayer("a", convolution(3), "in").addLayer("b", convolution(1), "in");
              for (String name : List.of("a", "b")) {
                builder.addVertex(
                    "flat-" + name,
                    new PreprocessorVertex(new CnnToFeedForwardPreProcessor(9, 7, CHANNELS)),
                    name);
              }
              return builder
                  .addVertex("join", new MergeVertex(), "flat-a", "flat-b")
                  .addLayer("n", TestGraphs.batchNorm(), "join")
                  .addLayer("out", TestGraphs.softmax(3), "n")
                  .setOutputs("out");
            })
        .check();
  }

  @Test
  void vectorsBecomeImages() {
    compare(
            "unflatten",
            builder ->
                builder
                    .addLayer("f", new DenseLayer.Builder().nOut(24).build(), "in")
                    .addVertex(
                        "image",
                        new PreprocessorVertex(new FeedForwardToCnnPreProcessor(2, 3, 4)),
                        "f")
                    .addLayer("c", convolution(3), "image")
                    .addLayer("out", TestGraphs.softmax(3), "c")
                    .setOutputs("out"))
        .check();
  }

  /** Without input types, since DL4J infers a wrong one after a subset. */
  @Test
  void factorsOffsetsAndSubsets() {
    compare(
            "scale",
            builder ->
                builder
                    .addLayer("c", convolution(3), "in")
                    .addVertex("scale", new ScaleVertex(0.25), "c")
                    .addVertex("shift", new ShiftVertex(0.5), "scale")
                    .addLayer("relu", new ActivationLayer(Activation.RELU), "shift")
                    .addLayer("out", TestGraphs.softmax(3), "relu")
                    .setOutputs("out"))
        .check();
    new TrainingComparison(
            "subset",
            4,
            new long[] {12},
            builder ->
                builder
                    .addLayer("f", new DenseLayer.Builder().nOut(20).build(), "in")
                    .addVertex("a", new SubsetVertex(0, 3), "f")
                    .addVertex("b", new SubsetVertex(3, 18), "f")
                    .addLayer("g", new DenseLayer.Builder().nOut(4).build(), "b")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "g")
                    .addLayer("out", TestGraphs.softmax(3), "sum")
                    .setOutputs("out"))
        .check();
  }

  @Test
  void frozenBeginnings() {
    for (Layer frozen :
        List.of(convolution(3), TestGraphs.batchNorm(), new ActivationLayer(Activation.RELU))) {
      compare(
              "frozen " + frozen.getClass().getSimpleName(),
              builder ->
                  builder
                      .addLayer("c", new FrozenLayer(convolution(3)), "in")
                      .addLayer("n", new FrozenLayer(TestGraphs.batchNorm()), "c")
                      .addVertex("s", new FrozenVertex(new ScaleVertex(0.5)), "n")
                      .addLayer("f", new FrozenLayer(frozen.clone()), "s")
                      .addLayer("trained", convolution(3), "f")
                      .addVertex("join", new MergeVertex(), "f", "trained")
                      .addLayer("out", TestGraphs.softmax(3), "join")
                      .setOutputs("out"))
          .check();
    }
  }

  @Test
  void frozenLayersThatPassTheGradient() {
    for (Layer frozen :
        List.of(
            convolution(3),
            new DepthwiseConvolution2D.Builder(1, 1).build(),
            new SeparableConvolution2D.Builder(3, 3).nOut(5).build(),
            // In this wrapper DL4J works in place, so that only such functions have its gradient.
            new ActivationLayer(Activation.RELU),
            new DenseLayer.Builder().nOut(5).activation(Activation.ELU).build())) {
      compare(
              "passes the gradient: " + frozen.getClass().getSimpleName(),
              new FrozenLayerWithBackprop(frozen))
          .check();
    }
  }

  @Test
  void layersWithMultiplierZeroAndFixedParameters() {
    compare("multiplier 0", convolution(3), TestGraphs.batchNorm(), convolution(1))
        .withSpec(
            TrainingSpec.of(new Sgd(0.1))
                .withMultipliers(Map.of("before", 0.0, "l0", 0.0))
                .withFixed(Set.of(new ParameterKey("l1", "gamma"), new ParameterKey("l2", "b"))))
        .check();
    compare("norm with multiplier 0", TestGraphs.batchNorm(), convolution(1))
        .withSpec(TrainingSpec.of(new Sgd(0.1)).withMultipliers(Map.of("l0", 0.0)))
        .check();
  }

  @Test
  void outputs() {
    compare(
            "loss layer",
            builder ->
                builder
                    .addLayer("c", convolution(3), "in")
                    .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "c")
                    .addLayer("f", new DenseLayer.Builder().nOut(3).build(), "pool")
                    .addLayer(
                        "out",
                        new LossLayer.Builder(LossFunction.MCXENT)
                            .activation(Activation.SOFTMAX)
                            .build(),
                        "f")
                    .setOutputs("out"))
        .check();
    for (Activation activation : List.of(Activation.SIGMOID, Activation.IDENTITY)) {
      for (LossFunction loss :
          List.of(LossFunction.MSE, LossFunction.MEAN_ABSOLUTE_ERROR, LossFunction.L2)) {
        compare(
                "%s of %s".formatted(loss, activation),
                builder ->
                    builder
                        .addLayer("c", convolution(3), "in")
                        .addLayer(
                            "out",
                            new OutputLayer.Builder(loss)
                                .nOut(3)
                                .hasBias(false)
                                .activation(activation)
                                .build(),
                            "c")
                        .setOutputs("out"))
            .check();
      }
    }
  }

  /** Matrices of 16 MB and more are used in the graph's own memory. */
  @Test
  void largeMatrix() {
    new TrainingComparison(
            "large",
            3,
            new long[] {8, 16, 16},
            builder ->
                builder
                    .addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(8).build(), "in")
                    .addLayer("f", new DenseLayer.Builder().nOut(2100).build(), "c")
                    .addLayer("out", TestGraphs.softmax(3), "f")
                    .setOutputs("out"))
        .check();
  }
}

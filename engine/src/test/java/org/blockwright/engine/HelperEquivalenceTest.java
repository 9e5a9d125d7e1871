package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Compares each type of layer with and without oneDNN helpers, on the same parameters: outputs
 * differ by at most 1e-5, gradients by at most 1e-4 of the largest gradient in the graph. (The
 * largest gradient of the same array cannot be the scale: the gradient of a bias before a batch
 * norm is zero except for rounding.)
 *
 * <p>Depthwise, separable and dense layers have no helper; they are included since the property
 * must not change their results either.
 */
class HelperEquivalenceTest {
  private static final int SIZE = 9;

  /** Settings of one layer that are valid for its mode. */
  record Geometry(ConvolutionMode mode, int kernel, int stride, int pad) {
    @Override
    public String toString() {
      return mode + " kernel " + kernel + " stride " + stride + " pad " + pad;
    }
  }

  record Case(String kind, Layer layer) {
    boolean hasHelper() {
      return Stream.of("convolution", "max", "avg", "batch").anyMatch(kind::startsWith);
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  static Stream<Geometry> geometries() {
    List<Geometry> all = new ArrayList<>();
    for (int kernel : new int[] {1, 2, 3, 7}) {
      for (int stride : new int[] {1, 2}) {
        all.add(new Geometry(ConvolutionMode.Same, kernel, stride, 0));
        all.add(new Geometry(ConvolutionMode.Truncate, kernel, stride, 0));
        if (kernel > 1) {
          all.add(new Geometry(ConvolutionMode.Truncate, kernel, stride, kernel / 2));
        }
        if ((SIZE - kernel) % stride == 0) {
          all.add(new Geometry(ConvolutionMode.Strict, kernel, stride, 0));
        }
      }
    }
    return all.stream();
  }

  static Stream<Case> cases() {
    List<Case> all = new ArrayList<>();
    geometries().forEach(g -> all.add(new Case("convolution " + g, convolution(g))));
    geometries()
        .filter(g -> g.kernel() == 2 || g.kernel() == 3)
        .forEach(
            g -> {
              all.add(new Case("depthwise " + g, depthwise(g, 1)));
              all.add(new Case("depthwise twice " + g, depthwise(g, 2)));
              all.add(new Case("separable " + g, separable(g)));
              all.add(new Case("max pooling " + g, pooling(g, SubsamplingLayer.PoolingType.MAX)));
              all.add(new Case("avg pooling " + g, pooling(g, SubsamplingLayer.PoolingType.AVG)));
            });
    all.add(new Case("batch norm", TestGraphs.batchNorm()));
    all.add(new Case("dense", new DenseLayer.Builder().nOut(5).build()));
    return all.stream();
  }

  @AfterEach
  void enableHelpers() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "false");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndGradientsAgreeWithAndWithoutHelpers(Case c) {
    ComputationGraph with = graph(c.layer(), true);
    ComputationGraph without = graph(c.layer(), false);
    TestGraphs.copy(with, without);
    INDArray images = TestGraphs.normal(3, 3, 2, SIZE, SIZE);
    MultiDataSet batch = new MultiDataSet(images, TestGraphs.oneHot(3, 3));

    for (String vertex : List.of("layer", "out")) {
      assertThat(maxAbs(activation(with, images, vertex).sub(activation(without, images, vertex))))
          .as(vertex)
          .isLessThanOrEqualTo(1e-5);
    }
    Map<String, INDArray> actual = gradients(with, batch);
    Map<String, INDArray> expected = gradients(without, batch);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    double scale =
        expected.values().stream().mapToDouble(HelperEquivalenceTest::maxAbs).max().orElse(0);
    assertThat(scale).isGreaterThan(1e-3);
    expected.forEach(
        (name, gradient) ->
            assertThat(maxAbs(actual.get(name).sub(gradient)))
                .as(name)
                .isLessThanOrEqualTo(1e-4 * scale));
    assertThat(without.getLayer("layer").getHelper()).isNull();
    assertThat(LayerProbe.helperFailures(with.getLayer("layer"))).as("helper failures").isZero();
    if (c.hasHelper() && Engine.start().builtWithOneDnn()) {
      assertThat(with.getLayer("layer").getHelper()).isNotNull();
    }
    GraphMemory.close(with);
    GraphMemory.close(without);
  }

  private static ConvolutionLayer convolution(Geometry g) {
    return new ConvolutionLayer.Builder(g.kernel(), g.kernel())
        .nOut(4)
        .stride(g.stride(), g.stride())
        .padding(g.pad(), g.pad())
        .convolutionMode(g.mode())
        .build();
  }

  private static DepthwiseConvolution2D depthwise(Geometry g, int multiplier) {
    return new DepthwiseConvolution2D.Builder(g.kernel(), g.kernel())
        .depthMultiplier(multiplier)
        .stride(g.stride(), g.stride())
        .padding(g.pad(), g.pad())
        .convolutionMode(g.mode())
        .build();
  }

  private static SeparableConvolution2D separable(Geometry g) {
    return new SeparableConvolution2D.Builder(g.kernel(), g.kernel())
        .nOut(4)
        .stride(g.stride(), g.stride())
        .padding(g.pad(), g.pad())
        .convolutionMode(g.mode())
        .build();
  }

  private static SubsamplingLayer pooling(Geometry g, SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(g.kernel(), g.kernel())
        .stride(g.stride(), g.stride())
        .padding(g.pad(), g.pad())
        .convolutionMode(g.mode())
        .build();
  }

  /** Returns a graph with the layer between two others, so that its input gradient is used. */
  private static ComputationGraph graph(Layer layer, boolean helpers) {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, Boolean.toString(!helpers));
    GraphBuilder builder =
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(SIZE, SIZE, 2))
            .addLayer("before", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "in")
            .addLayer("layer", layer.clone(), "before")
            .addLayer("out", TestGraphs.softmax(3), "layer")
            .setOutputs("out");
    ComputationGraph graph = TestGraphs.init(builder);
    TestGraphs.randomizeBiasesAndStatistics(graph);
    return graph;
  }

  private static INDArray activation(ComputationGraph graph, INDArray images, String vertex) {
    return new VertexwiseForward(graph, new INDArray[] {images}, List.of(vertex)).run().get(vertex);
  }

  private static Map<String, INDArray> gradients(ComputationGraph graph, MultiDataSet batch) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    return graph.gradient().gradientForVariable();
  }

  private static double maxAbs(INDArray array) {
    return Arrays.stream(array.dup('c').data().asDouble()).map(Math::abs).max().orElse(0);
  }
}

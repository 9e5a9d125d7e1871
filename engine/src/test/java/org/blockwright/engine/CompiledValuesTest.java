package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Special values, batch sizes and arrays as inputs of compiled graphs. */
class CompiledValuesTest {
  private static final List<Layer> LAYERS =
      List.of(
          new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
          new ConvolutionLayer.Builder(1, 1).nOut(4).activation(Activation.RELU6).build(),
          new ActivationLayer(Activation.RELU),
          new ActivationLayer(Activation.SIGMOID),
          TestGraphs.batchNorm(),
          TestGraphs.pool(SubsamplingLayer.PoolingType.MAX),
          TestGraphs.pool(SubsamplingLayer.PoolingType.AVG),
          new GlobalPoolingLayer(PoolingType.MAX),
          new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build());

  private static ComputationGraph graph(Layer... layers) {
    UnaryOperator<GraphBuilder> configuration =
        builder -> {
          String input = "in";
          for (int i = 0; i < layers.length; i++) {
            builder.addLayer("l" + i, layers[i].clone(), input);
            input = "l" + i;
          }
          return builder.setOutputs(input);
        };
    return TestGraphs.init(
        configuration.apply(
            TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
                .setInputTypes(InputType.convolutional(6, 6, 3))));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void nanAndInfiniteInputsGiveTheSameAsDl4j(float value) {
    for (Layer layer : LAYERS) {
      ComputationGraph graph = graph(layer);
      INDArray images = TestGraphs.normal(5, 3, 3, 6, 6);
      images.putScalar(new int[] {1, 1, 2, 3}, value);
      try (CompiledGraph compiled = CompiledGraph.of(graph);
          Executor reference = Executors.reference(graph)) {
        float[] expected = reference.output(images)[0].dup('c').data().asFloat();
        float[] actual = compiled.output(images)[0].dup('c').data().asFloat();
        assertThat(actual).as(layer.toString()).isEqualTo(expected);
      }
    }
  }

  @Test
  void nanIsNotHiddenByLaterLayers() {
    ComputationGraph graph =
        graph(
            new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
            new GlobalPoolingLayer(PoolingType.AVG),
            TestGraphs.softmax(3));
    INDArray images = TestGraphs.normal(5, 2, 3, 6, 6);
    INDArray withNan = images.dup();
    withNan.putScalar(new int[] {1, 1, 2, 3}, Float.NaN);
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      INDArray output = compiled.output(withNan)[0];
      assertThat(output.getFloat(0, 0)).isFinite();
      assertThat(output.getFloat(1, 0)).isNaN();

      INDArray expected = compiled.output(images)[0];
      graph.getParam("l0_W").putScalar(0, Float.NaN);
      compiled.reload();
      assertThat(compiled.output(images)[0].getFloat(0, 0)).isNaN();

      graph.getParam("l0_W").putScalar(0, 0.5f);
      compiled.reload();
      assertThat(compiled.output(images)[0].getFloat(0, 0)).isFinite();
      assertThat(compiled.output(images)[0]).isNotEqualTo(expected);
    }
  }

  @Test
  void onlyValuesOfTheViewCount() {
    INDArray images = TestGraphs.normal(5, 4, 3, 6, 6);
    images.putScalar(0, Float.NaN);
    images.putScalar(images.length() - 1, Float.NaN);
    try (CompiledGraph compiled = CompiledGraph.of(graph(TestGraphs.softmax(3)))) {
      INDArray inner = compiled.output(images.get(NDArrayIndex.interval(1, 3)))[0];
      INDArray last = compiled.output(images.get(NDArrayIndex.interval(1, 4)))[0];

      assertThat(inner.getFloat(1, 0)).isFinite();
      assertThat(last.getFloat(1, 0)).isCloseTo(inner.getFloat(1, 0), within(1e-6f));
      assertThat(last.getFloat(2, 0)).isNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-15, 1e15, 1e30})
  void verySmallAndLargeValues(double factor) {
    ComputationGraph graph =
        graph(
            new ConvolutionLayer.Builder(3, 3).nOut(9).activation(Activation.RELU).build(),
            TestGraphs.pool(SubsamplingLayer.PoolingType.MAX),
            new ConvolutionLayer.Builder(1, 1).nOut(5).hasBias(false).build());
    INDArray images = TestGraphs.normal(5, 3, 3, 6, 6);
    try (CompiledGraph compiled = CompiledGraph.of(graph)) {
      INDArray expected = compiled.output(images)[0].castTo(DataType.DOUBLE);
      INDArray scaled = compiled.output(images.mul(factor))[0].castTo(DataType.DOUBLE);
      assertClose(scaled.div(factor), expected, 1e-5, "factor " + factor);
    }
  }

  @Test
  void allBatchSizesFromOneTo33() {
    ComputationGraph graph = TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd());
    ComputationGraph exact = TestGraphs.allLayerTypes(DataType.DOUBLE, TestGraphs.sgd());
    TestGraphs.copy(graph, exact);
    INDArray images = TestGraphs.normal(4, 33, 3, 13, 13);
    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(exact)) {
      INDArray expected = reference.output(images.castTo(DataType.DOUBLE))[0];
      for (int n = 1; n <= 33; n++) {
        INDArray output = compiled.output(images.get(NDArrayIndex.interval(33 - n, 33)))[0];
        assertClose(output, expected.get(NDArrayIndex.interval(33 - n, 33)), 1e-5, n + " images");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "HALF", "INT", "LONG", "UBYTE", "BYTE"})
  void otherTypesOfNumbersAreConverted(DataType type) {
    INDArray images = TestGraphs.normal(6, 2, 3, 13, 13).mul(20).castTo(type);
    INDArray floats = images.castTo(DataType.FLOAT);
    try (CompiledGraph compiled =
        CompiledGraph.of(TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd()))) {
      assertThat(compiled.output(images)[0]).isEqualTo(compiled.output(floats)[0]);
      assertThat(images.dataType()).isEqualTo(type);
    }
  }

  @Test
  void viewsAndOtherOrders() {
    INDArray large = TestGraphs.normal(7, 6, 13, 26, 3);
    INDArray view =
        large
            .get(
                NDArrayIndex.interval(1, 2, 6),
                NDArrayIndex.all(),
                NDArrayIndex.interval(0, 2, 26),
                NDArrayIndex.all())
            .permute(0, 3, 1, 2);
    INDArray copy = Nd4j.create(DataType.FLOAT, 3, 3, 13, 13);
    for (int n = 0; n < 3; n++) {
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 13; y++) {
          for (int x = 0; x < 13; x++) {
            copy.putScalar(new int[] {n, c, y, x}, large.getDouble(1 + 2 * n, y, 2 * x, c));
          }
        }
      }
    }
    try (CompiledGraph compiled =
        CompiledGraph.of(TestGraphs.allLayerTypes(DataType.FLOAT, TestGraphs.sgd()))) {
      INDArray expected = compiled.output(copy)[0];
      assertThat(compiled.output(view)[0]).isEqualTo(expected);
      assertThat(compiled.output(copy.dup('f'))[0]).isEqualTo(expected);
      // Not aligned in memory: a view of contiguous images after a number.
      INDArray shifted = Nd4j.create(DataType.FLOAT, 1 + copy.length());
      shifted.get(NDArrayIndex.interval(1, 1 + copy.length())).assign(copy.reshape(copy.length()));
      INDArray unaligned =
          shifted.get(NDArrayIndex.interval(1, 1 + copy.length())).reshape(copy.shape());
      assertThat(compiled.output(unaligned)[0]).isEqualTo(expected);
    }
  }
}

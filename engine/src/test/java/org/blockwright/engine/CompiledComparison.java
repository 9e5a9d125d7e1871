package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares outputs of compiled graphs with those of DL4J in double. */
final class CompiledComparison {
  private CompiledComparison() {}

  /** Compares a graph on images of a size; its layers get random parameters. */
  static void assertSameAsDouble(
      String name, long[] image, UnaryOperator<GraphBuilder> configuration) {
    assertSameAsDouble(name, image, configuration, 1e-5);
  }

  static void assertSameAsDouble(
      String name, long[] image, UnaryOperator<GraphBuilder> configuration, double tolerance) {
    assertThat(isCompiledAndSame(name, 3, image, configuration, tolerance)).as(name).isTrue();
  }

  /**
   * Asserts that outputs are those of DL4J in double, and returns whether they were compiled, or
   * computed by DL4J since a size is not supported.
   */
  static boolean isCompiledAndSame(
      String name,
      int batch,
      long[] image,
      UnaryOperator<GraphBuilder> configuration,
      double tolerance) {
    InputType type =
        image.length == 3
            ? InputType.convolutional(image[1], image[2], image[0])
            : InputType.feedForward(image[0]);
    ComputationGraph graph = graph(DataType.FLOAT, type, configuration);
    ComputationGraph exact = graph(DataType.DOUBLE, type, configuration);
    TestGraphs.copy(graph, exact);
    long[] shape = new long[image.length + 1];
    shape[0] = batch;
    System.arraycopy(image, 0, shape, 1, image.length);
    INDArray input = TestGraphs.normal(name.hashCode(), shape);
    INDArray copy = input.dup();

    try (CompiledGraph compiled = CompiledGraph.of(graph);
        Executor reference = Executors.reference(exact)) {
      // DL4J's own output fails if the last layer works in place or outputs a view.
      List<String> names = graph.getConfiguration().getNetworkOutputs();
      Map<String, INDArray> values =
          reference.activations(new INDArray[] {input.castTo(DataType.DOUBLE)}, names);
      INDArray[] expected = names.stream().map(values::get).toArray(INDArray[]::new);
      INDArray[] outputs = compiled.output(input);
      assertThat(outputs).as(name).hasSameSizeAs(expected);
      for (int i = 0; i < outputs.length; i++) {
        String output = "%s: output %s of %s".formatted(name, i, Arrays.toString(shape));
        assertClose(outputs[i], expected[i], tolerance, output);
      }
      assertThat(input).as(name).isEqualTo(copy);
      return compiled.isCompiledFor(input);
    }
  }

  private static ComputationGraph graph(
      DataType type, InputType input, UnaryOperator<GraphBuilder> configuration) {
    GraphBuilder builder = TestGraphs.builder(type, TestGraphs.sgd()).setInputTypes(input);
    ComputationGraph graph = TestGraphs.init(configuration.apply(builder));
    TestGraphs.randomizeBiasesAndStatistics(graph);
    return graph;
  }
}

package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparisons of arrays for the tests of executors. */
final class ExecutorAssertions {
  private ExecutorAssertions() {}

  /** Asserts that differences are at most {@code tolerance} times the largest expected value. */
  static void assertClose(INDArray actual, INDArray expected, double tolerance, String name) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertClose(actual, NaiveTwoConsumers.flat(expected), tolerance, name);
  }

  /** Asserts that differences are at most {@code tolerance} times the largest expected value. */
  static void assertClose(INDArray actual, double[] expected, double tolerance, String name) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double[] values = NaiveTwoConsumers.flat(actual);
    assertThat(values).as(name).hasSameSizeAs(expected);
    double limit = tolerance * Math.max(largest, 1e-3);
    for (int i = 0; i < values.length; i++) {
      // One comparison by AssertJ takes longer than a forward pass of a small graph.
      if (!(Math.abs(values[i] - expected[i]) <= limit)) {
        assertThat(values[i]).as("%s[%s]", name, i).isCloseTo(expected[i], within(limit));
      }
    }
  }

  /** Asserts that each row is the activation of a vertex for one image. */
  static void assertRows(
      INDArray actual, INDArray images, NaiveTwoConsumers reference, String vertex) {
    assertThat(actual.size(0)).isEqualTo(images.size(0));
    for (int i = 0; i < actual.size(0); i++) {
      double[] expected = reference.forward(NaiveTwoConsumers.flat(images.slice(i))).get(vertex);
      assertThat(NaiveTwoConsumers.flat(actual.slice(i)))
          .as(vertex)
          .containsExactly(expected, within(1e-5));
    }
  }

  /** Asserts that each parameter changed by {@code -learningRate * gradient}. */
  static void assertUpdatedBy(
      ComputationGraph graph,
      NaiveTwoConsumers before,
      Map<String, double[]> gradient,
      double learningRate) {
    gradient.forEach(
        (name, g) -> {
          double[] expected = before.parameters.get(name).clone();
          for (int i = 0; i < g.length; i++) {
            expected[i] -= learningRate * g[i];
          }
          assertThat(NaiveTwoConsumers.flat(graph.getParam(name)))
              .as(name)
              .containsExactly(expected, within(1e-6));
        });
  }

  /** Returns copies of all parameters. */
  static Map<String, INDArray> parameters(ComputationGraph graph) {
    Map<String, INDArray> copy = new LinkedHashMap<>();
    graph.paramTable().forEach((k, v) -> copy.put(k, v.dup()));
    return copy;
  }

  /** Returns whether two float arrays are bit-identical. */
  static boolean isIdentical(INDArray a, INDArray b) {
    return Arrays.equals(bits(a), bits(b));
  }

  private static int[] bits(INDArray array) {
    float[] values = array.dup('c').data().asFloat();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}

package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.blockwright.base.UsageException;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Compares the loss, the gradients and the moving statistics of a compiled batch with those of DL4J
 * in double.
 */
final class TrainingComparison {
  private final String name;
  private final int samples;
  private final long[] image;
  private final UnaryOperator<GraphBuilder> configuration;
  private double tolerance = 2e-5;
  private TrainingSpec spec = TrainingSpec.of(new Sgd(0.1));

  /**
   * @param image channels, height and width, or the length of vectors
   * @param configuration ends with the output {@code out} of three classes, trained by the
   *     cross-entropy
   */
  TrainingComparison(
      String name, int samples, long[] image, UnaryOperator<GraphBuilder> configuration) {
    this.name = name;
    this.samples = samples;
    this.image = image;
    this.configuration = configuration;
  }

  TrainingComparison withTolerance(double other) {
    tolerance = other;
    return this;
  }

  TrainingComparison withSpec(TrainingSpec other) {
    spec = other;
    return this;
  }

  /** Asserts that the batch is compiled and gives the values of DL4J. */
  void check() {
    assertThat(isCompiledAndSame()).as(name).isTrue();
  }

  /**
   * Asserts that the values are those of DL4J, and returns whether they were compiled, or computed
   * by DL4J since a size is not supported.
   *
   * @throws UsageException if DL4J fails
   */
  boolean isCompiledAndSame() {
    List<String> notices = new ArrayList<>();
    ComputationGraph graph = graph(DataType.FLOAT);
    ComputationGraph exact = graph(DataType.DOUBLE);
    TestGraphs.copy(graph, exact);
    long[] shape = new long[image.length + 1];
    shape[0] = samples;
    System.arraycopy(image, 0, shape, 1, image.length);
    INDArray input = TestGraphs.normal(name.hashCode(), shape);
    INDArray labels = TestGraphs.oneHot(samples, 3);
    INDArray copy = input.dup();
    Engine.setNoticeListener(notices::add);
    try (Executor reference = Executors.reference(exact, spec);
        Executor compiled = Executors.forTraining(graph, spec, EngineMode.COMPILED)) {
      double expected =
          reference.accumulate(
              new MultiDataSet(input.castTo(DataType.DOUBLE), labels.castTo(DataType.DOUBLE)));
      double loss = compiled.accumulate(new MultiDataSet(input, labels));
      assertThat(loss).as(name).isCloseTo(expected, within(tolerance * Math.max(1, expected)));
      compareGradients(graph, exact);
      for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
        // Moving statistics follow each batch.
        assertClose(
            parameter.getValue(),
            exact.getParam(parameter.getKey()),
            tolerance,
            name + " " + parameter.getKey());
      }
      assertThat(input).as(name).isEqualTo(copy);
      assertThat(notices).as(name).allMatch(notice -> notice.contains("input size"));
      return notices.isEmpty();
    } finally {
      Engine.setNoticeListener(notice -> {});
    }
  }

  /** Gradients that cancel out, such as those before a batch norm, consist of rounding errors. */
  private void compareGradients(ComputationGraph graph, ComputationGraph exact) {
    List<ParameterRange> ranges = ParameterRange.of(graph);
    double[] actual = doubles(graph.getFlattenedGradients());
    double[] expected = doubles(exact.getFlattenedGradients());
    double largest = largest(expected, 0, expected.length);
    for (int k = 0; k < ranges.size(); k++) {
      ParameterRange range = ranges.get(k);
      if (spec.segments(ranges).get(k).treatment()
          == org.blockwright.engine.optimizer.Segment.Treatment.FROZEN) {
        continue;
      }
      int from = (int) range.from();
      int to = (int) range.to();
      double limit = tolerance * Math.max(largest(expected, from, to), 0.1 * largest) + 1e-9;
      for (int i = from; i < to; i++) {
        if (!(Math.abs(actual[i] - expected[i]) <= limit)) {
          assertThat(actual[i])
              .as("%s: gradient of %s at %s", name, range.key(), i - from)
              .isCloseTo(expected[i], within(limit));
        }
      }
    }
  }

  private static double[] doubles(INDArray vector) {
    return vector.dup('c').data().asDouble();
  }

  private static double largest(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).map(Math::abs).max().orElse(0);
  }

  private ComputationGraph graph(DataType type) {
    InputType input =
        image.length == 3
            ? InputType.convolutional(image[1], image[2], image[0])
            : InputType.feedForward(image[0]);
    ComputationGraph graph =
        TestGraphs.init(
            configuration.apply(TestGraphs.builder(type, TestGraphs.sgd()).setInputTypes(input)));
    TestGraphs.randomizeBiasesAndStatistics(graph);
    return graph;
  }
}

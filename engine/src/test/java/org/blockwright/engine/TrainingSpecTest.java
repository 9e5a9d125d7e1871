package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.engine.optimizer.Segment;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class TrainingSpecTest {
  private final TrainingSpec spec = TrainingSpec.of(new Sgd(0.1));

  @BeforeAll
  static void startEngine() {
    Engine.start();
  }

  private static ComputationGraph graph() {
    return TestGraphs.init(
        TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
            .setInputTypes(InputType.convolutional(4, 4, 2))
            .addLayer(
                "c", new FrozenLayer(new ConvolutionLayer.Builder(1, 1).nOut(3).build()), "in")
            .addLayer("d", new DepthwiseConvolution2D.Builder(3, 3).build(), "c")
            .addLayer("n", TestGraphs.batchNorm(), "d")
            .addLayer("out", TestGraphs.softmax(2), "n")
            .setOutputs("out"));
  }

  private static List<Segment> segments(TrainingSpec spec) {
    return spec.segments(ParameterRange.of(graph()));
  }

  @Test
  void segmentsFollowParametersInMemory() {
    TrainingSpec all =
        spec.withMultipliers(Map.of("d", 0.5))
            .withFixed(Set.of(new ParameterKey("n", "gamma")))
            .withL2(Map.of(new ParameterKey("d", "W"), 0.1));

    assertThat(segments(all))
        .containsExactly(
            // "c": bias of 3, kernel of 3x2x1x1.
            Segment.frozen(0, 3),
            Segment.frozen(3, 9),
            // "d": bias of 3 first, then the kernel of 3x3x3x1.
            Segment.trained(9, 12, 0.5, 0),
            Segment.trained(12, 39, 0.5, 0.1),
            // "n": gamma, beta, mean, variance.
            Segment.frozen(39, 42),
            Segment.trained(42, 45, 1, 0),
            Segment.statistic(45, 48),
            Segment.statistic(48, 51),
            // "out": kernel of 48x2, bias of 2.
            Segment.trained(51, 147, 1, 0),
            Segment.trained(147, 149, 1, 0));
  }

  @Test
  void parameterRangesArePositionsInFlatVector() {
    ComputationGraph graph = graph();
    for (ParameterRange range : ParameterRange.of(graph)) {
      graph.params().assign(0);
      graph.getLayer(range.key().vertex()).getParam(range.key().name()).assign(1);

      float[] values = graph.params().toFloatVector();
      for (int i = 0; i < values.length; i++) {
        boolean inside = range.from() <= i && i < range.to();
        assertThat(values[i]).as(range.key() + " at " + i).isEqualTo(inside ? 1 : 0);
      }
    }
  }

  @Test
  void multiplierZeroFreezesMovingStatistics() {
    assertThat(segments(spec.withMultipliers(Map.of("n", 0.0))))
        .contains(Segment.frozen(45, 48), Segment.frozen(48, 51));
  }

  @Test
  void rejectsUnknownNames() {
    assertThatThrownBy(() -> segments(spec.withMultipliers(Map.of("m", 0.5))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("A learning-rate multiplier names \"m\"");
    assertThatThrownBy(() -> segments(spec.withFixed(Set.of(new ParameterKey("n", "W")))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("The graph has no parameter \"n_W\".");
    assertThatThrownBy(() -> segments(spec.withL2(Map.of(new ParameterKey("x", "W"), 1.0))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("The graph has no parameter \"x_W\".");
    assertThatThrownBy(() -> segments(spec.withMultipliers(Map.of("d", -1.0))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("The learning-rate multiplier must be a number of at least 0");
  }

  @Test
  void rejectsGraphsWithRegularizationNormalizationOrConstraints() {
    List<Layer> layers =
        List.of(
            new DenseLayer.Builder().nOut(2).l2(0.1).build(),
            new DenseLayer.Builder().nOut(2).weightDecay(0.1).build(),
            new DenseLayer.Builder()
                .nOut(2)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .build(),
            new DenseLayer.Builder().nOut(2).constrainWeights(new NonNegativeConstraint()).build());
    for (Layer layer : layers) {
      GraphBuilder builder =
          TestGraphs.builder(DataType.FLOAT, TestGraphs.sgd())
              .setInputTypes(InputType.feedForward(3))
              .addLayer("f", layer, "in")
              .addLayer("out", TestGraphs.softmax(2), "f")
              .setOutputs("out");
      ComputationGraph graph = TestGraphs.init(builder);

      assertThatThrownBy(() -> Executors.forTraining(graph, spec))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Layer \"f\" has regularization");
      assertThatCode(() -> Executors.forInference(graph).close()).doesNotThrowAnyException();
    }
  }
}

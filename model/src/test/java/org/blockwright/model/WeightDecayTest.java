package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.separableConv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weight decay adds decay / 2 * (sum of squares) to the loss and decay * weight to the gradient.
 */
class WeightDecayTest {
  private static final double DECAY = 0.1;
  private static final double LEARNING_RATE = 0.5;
  private static final List<String> DECAYED_KERNELS =
      List.of(
          "a_conv/kernel",
          "a_grouped/kernel",
          "a_depthwise/depthwise_kernel",
          "a_separable/depthwise_kernel",
          "a_separable/pointwise_kernel",
          "head_hidden/kernel",
          "out/kernel");

  private final Network network =
      Network.named("n")
          .input(6, 6, 2)
          .block("frozen", conv(2, 3))
          .block(
              "a",
              conv(4, 3).named("conv"),
              batchNorm(),
              conv(4, 3).groups(2).named("grouped"),
              depthwiseConv(3).named("depthwise"),
              separableConv(4, 3).named("separable"))
          .head(
              globalAverage(),
              dense(3).relu().named("head_hidden"),
              dense(2).softmax().named("out"));

  /** Biases are not 0, so that the test would detect their decay. */
  private Model model() {
    Model model = Model.create(network, 3);
    for (String layer : List.of("a_conv", "a_grouped", "a_depthwise", "a_separable")) {
      model.setWeights(layer, "bias", new float[] {0.1f, 0.2f, 0.3f, 0.4f}, List.of(4));
    }
    return model;
  }

  private record Step(double loss, Map<String, float[]> weights) {}

  private Step step(double decay) {
    TrainingPlan plan =
        TrainingPlan.of(
                network,
                Optimizer.sgd(LEARNING_RATE),
                LearningRateMultipliers.uniform().freeze("frozen").multiplier("out", 0.5),
                1)
            .weightDecay(decay);
    try (Model model = model()) {
      LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
      ComputationGraph graph = model.trainingGraph(lowered);
      Nd4j.getRandom().setSeed(1);
      INDArray images = Nd4j.rand(4, 2, 6, 6);
      double loss;
      try (Executor executor = Executors.forTraining(graph, lowered.trainingSpec())) {
        loss = executor.step(new MultiDataSet(images, Nd4j.eye(2).repeat(0, 2)));
        executor.publish();
      }
      model.copyWeightsFrom(lowered, graph);
      GraphMemory.close(graph);
      return new Step(loss, values(model));
    }
  }

  private static Map<String, float[]> values(Model model) {
    Map<String, float[]> all = new HashMap<>();
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.forEach(
                    p -> all.put(layer + "/" + p.kind(), model.getWeights(layer, p.kind()))));
    return all;
  }

  @Test
  void decaysKernelsOfTrainedLayersOnly() {
    Map<String, float[]> start;
    try (Model model = model()) {
      start = values(model);
    }
    Step without = step(0);
    Step with = step(DECAY);

    double squares = 0;
    for (String key : DECAYED_KERNELS) {
      for (float w : start.get(key)) {
        squares += (double) w * w;
      }
    }
    assertThat(with.loss() - without.loss()).isCloseTo(DECAY / 2 * squares, within(1e-5));
    with.weights()
        .forEach(
            (key, values) -> {
              double learningRate = key.startsWith("out/") ? LEARNING_RATE / 2 : LEARNING_RATE;
              double factor = DECAYED_KERNELS.contains(key) ? learningRate * DECAY : 0;
              float[] initial = start.get(key);
              float[] undecayed = without.weights().get(key);
              for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i])
                    .as(key)
                    .isCloseTo(undecayed[i] - factor * initial[i], within(2e-6));
              }
            });
    assertThat(with.weights().get("frozen_conv/kernel")).isEqualTo(start.get("frozen_conv/kernel"));
  }
}

package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.swish;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Block;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A training step keeps frozen layers bit for bit and changes every array of all others. */
class FreezingTest {
  /** Convolutions before a batch norm have no bias, since its gradient would be 0. */
  private static Block[] block() {
    return new Block[] {
      conv(4, 3).noBias().groups(2),
      batchNorm(),
      swish(),
      separableConv(4, 3).noBias(),
      batchNorm().noGamma(),
      swish(),
      depthwiseConv(3).noBias(),
      batchNorm(),
      swish(),
      conv(4, 1).groups(2)
    };
  }

  private final Network network =
      Network.named("n")
          .input(6, 6, 2)
          .block("a", block())
          .block("b", block())
          .block("c", block())
          .head(globalAverage(), dense(5).activation(Activation.TANH), dense(2), softmax());

  private static Map<String, float[]> allWeights(Model model) {
    Map<String, float[]> values = new HashMap<>();
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.forEach(
                    p -> values.put(layer + "/" + p.kind(), model.getWeights(layer, p.kind()))));
    return values;
  }

  private void assertOnlyFrozenUnchanged(LearningRateMultipliers multipliers, List<String> frozen) {
    TrainingPlan plan = TrainingPlan.of(network, Optimizer.adam(0.01), multipliers, 1);
    INDArray batch = Nd4j.rand(new int[] {4, 2, 6, 6});
    INDArray labels = Nd4j.create(new float[][] {{1, 0}, {0, 1}, {1, 0}, {1, 0}});
    try (Model model = Model.create(network, 1)) {
      ReferenceCheck.randomize(model);
      Map<String, float[]> before = allWeights(model);
      INDArray expected = model.predict(batch);
      LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
      ComputationGraph training = model.trainingGraph(lowered);
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        assertThat(executor.output(batch)[0].distance2(expected)).isLessThan(1e-4);
        executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {labels}));
      }
      model.copyWeightsFrom(lowered, training);
      GraphMemory.close(training);

      Map<String, float[]> after = allWeights(model);
      before.forEach(
          (name, values) -> {
            if (frozen.stream().anyMatch(name::startsWith)) {
              assertThat(after.get(name)).as(name).isEqualTo(values);
            } else {
              assertThat(after.get(name)).as(name).isNotEqualTo(values);
            }
          });
    }
  }

  @Test
  void trainsAllLayersWithoutFreezing() {
    assertOnlyFrozenUnchanged(LearningRateMultipliers.uniform(), List.of());
  }

  @Test
  void keepsFrozenBackbone() {
    assertOnlyFrozenUnchanged(
        LearningRateMultipliers.uniform().freeze("a").freeze("b"), List.of("a_", "b_"));
  }

  @Test
  void keepsFrozenBlockInTheMiddle() {
    assertOnlyFrozenUnchanged(LearningRateMultipliers.uniform().freeze("b"), List.of("b_"));
  }

  @Test
  void keepsFrozenBlocksThatAreNotAdjacent() {
    assertOnlyFrozenUnchanged(
        LearningRateMultipliers.uniform().freeze("a").freeze("c"), List.of("a_", "c_"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b_conv1", "b_bn1", "b_sepconv", "b_bn2", "b_dw", "b_bn3", "b_conv2", "a_bn2"})
  void keepsSingleFrozenLayer(String layer) {
    String name = network.graph().node(layer).name();
    assertOnlyFrozenUnchanged(LearningRateMultipliers.uniform().freeze(name), List.of(name + "/"));
  }
}

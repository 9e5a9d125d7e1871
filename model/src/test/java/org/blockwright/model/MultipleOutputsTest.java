package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.layer.Block;
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

/** A network with two outputs predicts, and can be trained if both have a loss. */
class MultipleOutputsTest {
  private final INDArray batch = Nd4j.rand(new int[] {2, 3, 4, 4}).subi(0.5);

  private static Network network(Block... second) {
    return Network.named("two")
        .input(4, 4, 3)
        .subgraph(
            "w",
            in -> {
              SymbolicTensor stem = in.get("input").then("stem", conv(4, 3));
              return SymbolicTensors.of("a", stem.then("a", globalAverage(), dense(3), softmax()))
                  .and("b", stem.then("b", second));
            });
  }

  @Test
  void trainsTwoSoftmaxOutputsWithTwoLosses() {
    Network network = network(relu(), globalAverage(), dense(2).softmax());
    try (Model model = Model.create(network, 1)) {
      INDArray[] before = model.outputs(batch);
      LoweredNetwork lowered = Lowering.lower(network.graph(), TrainingPlan.inference(network));
      ComputationGraph training = model.trainingGraph(lowered);
      double loss;
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        loss =
            executor.step(
                new MultiDataSet(
                    new INDArray[] {batch},
                    new INDArray[] {Nd4j.eye(3).getRows(0, 1), Nd4j.eye(2)}));
      }
      model.copyWeightsFrom(lowered, training);
      GraphMemory.close(training);

      // The sum of both cross-entropies, from the predictions before the step.
      double expected = 0;
      for (INDArray output : before) {
        expected -= (Math.log(output.getDouble(0, 0)) + Math.log(output.getDouble(1, 1))) / 2;
      }
      assertThat(loss).isCloseTo(expected, within(1e-4));
      assertThat(model.outputs(batch)[0]).isNotEqualTo(before[0]);
      assertThat(model.outputs(batch)[1]).isNotEqualTo(before[1]);
    }
  }

  @Test
  void featureMapPredictsButCannotBeTrained() {
    Network network = network(relu());
    try (Model model = Model.create(network, 1)) {
      assertThat(model.outputs(batch)[1].shape()).containsExactly(2, 4, 4, 4);
      assertThatThrownBy(() -> model.trainingGraph(model.lowered()))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "two cannot be trained: its output \"b\" (4x4x4) is not a dense layer or an activation of a vector, or is also the input of another layer. End it with dense(n).softmax() for categorical_crossentropy, dense(n).sigmoid() for binary_crossentropy, or dense(n) for mean_squared_error, mean_absolute_error or huber. Prediction does not need this.");
    }
  }

  @Test
  void rejectsLabelsForTwoOutputs() {
    assertThatThrownBy(() -> network(relu()).labels(List.of("a", "b", "c")))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "two has several outputs: a_softmax, b. Labels and a head need a single output; merge them first.");
  }
}

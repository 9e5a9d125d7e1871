package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/** Messages that {@link TrainerTest} does not cover. */
class TrainingProblemsTest {

  @Test
  void nonFiniteLossNamesEpochAndBatch() {
    assertThat(TrainingProblems.diverged(2, 14, 0.31))
        .isEqualTo(
            "loss became NaN or infinite at epoch 2, batch 14 (learning rate 0.31). Lower the"
                + " learning rate, or check the images and the preprocessing.");
  }

  /** Out of memory, for example: a lower learning rate would not help. */
  @Test
  void otherFailureOfStepKeepsItsMessage() {
    assertThat(TrainingProblems.stepFailed(new TrainingException("It ran out of memory."), 2, 14))
        .isEqualTo("epoch 2, batch 14: It ran out of memory.");
  }

  @Test
  void failedValidationNamesTheEpoch() {
    assertThat(TrainingProblems.validationFailed(new TrainingException("It is NaN."), 2))
        .isEqualTo("epoch 2, validation: It is NaN.");
  }

  @Test
  void nonFiniteWeightsNameTheEpoch() {
    assertThat(TrainingProblems.nonFiniteWeights(2, 0.31))
        .isEqualTo(
            "weights became NaN or infinite in epoch 2 (learning rate 0.31). Lower the learning"
                + " rate, or check the images and the preprocessing.");
  }

  @Test
  void namesConsumersOfFeatures() {
    assertThat(TrainingProblems.notSingleConsumer("pool", List.of("a", "b")))
        .isEqualTo(
            "the output of the frozen backbone, \"pool\", is the input of a and b, expected one"
                + " dense layer");
  }

  @Test
  void earlyStoppingNamesTheMetric() {
    assertThat(TrainingProblems.earlyStopping("validation macro F1", 3))
        .isEqualTo("early stopping: validation macro F1 has not improved for 3 epochs");
  }

  @Test
  void changeOfFrozenLayerIsReportedAsBug() {
    TrainingPlan plan =
        TrainingPlan.of(
            TinyTraining.NETWORK,
            Optimizer.sgd(1),
            LearningRateMultipliers.uniform().freeze("a").freeze("b"),
            1);
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      LoweredNetwork lowered = Lowering.lower(TinyTraining.NETWORK.graph(), plan);
      ComputationGraph graph = model.trainingGraph(lowered);
      FrozenLayerCheck check = new FrozenLayerCheck(lowered, graph);
      graph.getLayer("fc").getParam("W").addi(1);
      check.verify(1);

      // Changes the last bit of one value.
      graph.getLayer("b_bn").getParam("var").putScalar(3, Math.nextUp(1f));

      assertThatThrownBy(() -> check.verify(2))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "\"b_bn\" is frozen but changed in epoch 2. This is a bug in Blockwright, please"
                  + " report it with the command.");
      GraphMemory.close(graph);
    }
  }
}

package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TrainingEvents.LOSS;

import org.blockwright.model.Model;
import org.blockwright.training.TrainingEvent.NewBest;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class BestWeightsTest {

  @Test
  void restoresTheParametersOfTheLastBestEpoch() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      ComputationGraph graph = model.graph();
      float[] initial = graph.params().toFloatVector();
      try (BestWeights best = new BestWeights(graph)) {
        best.restore();
        assertThat(graph.params().toFloatVector()).isEqualTo(initial);

        best.newBest(new NewBest(1, LOSS, 0.5), new StopRequest());
        graph.params().addi(1);
        float[] second = graph.params().toFloatVector();
        best.newBest(new NewBest(2, LOSS, 0.4), new StopRequest());
        graph.params().addi(1);

        best.restore();
        assertThat(graph.params().toFloatVector()).isEqualTo(second);
      }
    }
  }
}

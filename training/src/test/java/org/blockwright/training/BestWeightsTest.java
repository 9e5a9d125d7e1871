package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.blockwright.model.Model;
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

        best.keep();
        graph.params().addi(1);
        float[] second = graph.params().toFloatVector();
        best.keep();
        graph.params().addi(1);

        best.restore();
        assertThat(graph.params().toFloatVector()).isEqualTo(second);
      }
    }
  }
}

package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.softmax;

import org.blockwright.dsl.Network;
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

/** A network with groups is lowered without input types, which no layer may depend on. */
class GroupedConvolutionTest {
  @Test
  void trainsSeparableConvolutionInNetworkWithGroups() {
    Network network =
        Network.named("n")
            .input(4, 4, 2)
            .block("a", conv(16, 1).groups(2), separableConv(4, 3))
            .head(globalAverage(), dense(2), softmax());
    try (Model model = Model.create(network, 1)) {
      float[] before = model.getWeights("a_sepconv", "depthwise_kernel");
      LoweredNetwork lowered = Lowering.lower(network.graph(), TrainingPlan.inference(network));
      ComputationGraph training = model.trainingGraph(lowered);
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        INDArray batch = Nd4j.rand(new int[] {2, 2, 4, 4});
        executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {Nd4j.eye(2)}));
      }
      model.copyWeightsFrom(lowered, training);
      GraphMemory.close(training);

      assertThat(model.getWeights("a_sepconv", "depthwise_kernel")).isNotEqualTo(before);
    }
  }
}

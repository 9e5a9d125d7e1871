package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.separable;
import static org.blockwright.dsl.Layers.softmax;

import org.blockwright.dsl.Network;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A network with groups is lowered without input types, which other layers must not need. */
class GroupsTest {
  @Test
  void aSeparableConvolutionLearnsBesideGroups() {
    Network network =
        Network.named("n")
            .input(4, 4, 2)
            .block("a", conv(1, 16).groups(2), separable(3, 4))
            .head(globalAverage(), dense(2), softmax());
    try (Model model = Model.initialized(network, 1)) {
      float[] before = model.get("a_sepconv", "depthwise_kernel");
      ComputationGraph training = model.toTrain(network.graph(), Plan.inference());
      try (Executor executor = Executors.forTraining(training)) {
        INDArray batch = Nd4j.rand(new int[] {2, 2, 4, 4});
        executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {Nd4j.eye(2)}));
      }
      model.adopt(network.graph(), Plan.inference(), training);
      training.close();

      assertThat(model.get("a_sepconv", "depthwise_kernel")).isNotEqualTo(before);
    }
  }
}

package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;

import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Keras's scale=False: the factor is 1 before and behind any training. */
class NormWithoutGammaTest {
  private final Network network =
      Network.named("n")
          .input(6, 6, 3)
          .block("a", conv(3, 4).noBias(), batchNorm().noGamma(), relu())
          .head(globalAverage(), dense(2).softmax());

  @Test
  void theModelComputesWhatWasTrained() {
    INDArray batch = Nd4j.rand(new int[] {2, 3, 6, 6});
    Plan plan = Plan.of(network.graph(), Optimizer.adam(0.01), Rates.none(), 1);
    try (Model model = Model.initialized(network, 1)) {
      ComputationGraph training = model.toTrain(network.graph(), plan);
      INDArray trained;
      float[] before = model.get("a_bn", "beta");
      try (Executor executor = Executors.forTraining(training)) {
        for (int step = 0; step < 20; step++) {
          executor.step(new MultiDataSet(new INDArray[] {batch}, new INDArray[] {Nd4j.eye(2)}));
        }
        trained = executor.output(batch)[0].dup();
      }
      model.adopt(network.graph(), plan, training);

      assertThat(training.getLayer("a_bn").getParam("gamma").toFloatVector()).containsOnly(1f);
      assertThat(model.get("a_bn", "beta")).isNotEqualTo(before);
      assertThat(model.executor().output(batch)[0]).isEqualTo(trained);
      training.close();
    }
  }
}

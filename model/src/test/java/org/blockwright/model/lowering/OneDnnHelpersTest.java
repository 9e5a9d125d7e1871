package org.blockwright.model.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a lowered network on oneDNN's layers and on DL4J's own, over three training steps. */
class OneDnnHelpersTest {
  private static final String DISABLE_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

  private final Network network =
      Network.named("n")
          .input(16, 12, 3)
          .block("a", conv(8, 3).stride(2).noBias(), batchNorm(), relu6())
          .block("b", zeroPad(0, 1), depthwiseConv(3).stride(2).valid(), batchNorm(), relu())
          .block("c", branches(add(), branch(conv(8, 3).relu(), conv(8, 1)), identity()))
          .block(
              "d",
              branches(concat(), branch(maxPool(2).stride(1)), branch(averagePool(2).stride(1))))
          .head(flatten(), dense(7).relu(), dense(3), softmax());

  private final INDArray images = Nd4j.rand(new int[] {6, 3, 16, 12}).subi(0.5);
  private final INDArray labels = Nd4j.eye(3).getRows(0, 1, 2, 1, 0, 2);

  private INDArray[] trained(boolean helpers) {
    String before = System.getProperty(DISABLE_PROPERTY);
    System.setProperty(DISABLE_PROPERTY, String.valueOf(!helpers));
    try (Model model = Model.create(network, 3)) {
      TrainingPlan plan =
          TrainingPlan.of(network, Optimizer.sgd(0.05), LearningRateMultipliers.uniform(), 1);
      ComputationGraph graph = model.trainingGraph(Lowering.lower(network.graph(), plan));
      assertThat(graph.getLayer("a_conv").getHelper() != null).isEqualTo(helpers);
      INDArray losses = Nd4j.zeros(3);
      for (int step = 0; step < 3; step++) {
        graph.fit(new DataSet(images, labels));
        losses.putScalar(step, graph.score());
      }
      return new INDArray[] {losses, graph.params().dup(), graph.outputSingle(images)};
    } finally {
      if (before == null) {
        System.clearProperty(DISABLE_PROPERTY);
      } else {
        System.setProperty(DISABLE_PROPERTY, before);
      }
    }
  }

  @Test
  void lossesParametersAndOutputsAgree() {
    INDArray[] on = trained(true);
    INDArray[] off = trained(false);

    for (int i = 0; i < on.length; i++) {
      double largest = off[i].amaxNumber().doubleValue();
      assertThat(on[i].sub(off[i]).amaxNumber().doubleValue()).isCloseTo(0, within(1e-4 * largest));
    }
    assertThat(on[0].getDouble(2)).isNotEqualTo(on[0].getDouble(0));
  }
}

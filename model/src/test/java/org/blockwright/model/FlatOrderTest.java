package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Block;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Units after a flatten are in the order height, width, channel, as in Keras. */
class FlatOrderTest {
  /** Row 1, column 0, channel 2 of a 2x2x3 feature map is unit (1 * 2 + 0) * 3 + 2 in Keras. */
  private static final int UNIT = 8;

  private static Network network(Block... blocks) {
    return Network.named("f").input(2, 2, 3).group("b", blocks);
  }

  private static INDArray oneHotAtUnit() {
    INDArray input = Nd4j.zeros(1, 3, 2, 2);
    input.putScalar(new int[] {0, 2, 1, 0}, 1);
    return input;
  }

  private static void assertKernelRow(Network network, int rows, int row) {
    try (Model model = Model.create(network, 1)) {
      float[] kernel = new float[rows];
      kernel[row] = 1;
      model.setWeights("dense", "kernel", kernel, List.of(rows, 1));

      assertThat(model.predict(oneHotAtUnit()).getFloat(0)).isCloseTo(2, within(1e-3f));
    }
  }

  @Test
  void batchNormAfterFlattenHasParametersInKerasOrder() {
    try (Model model = Model.create(network(flatten(), batchNorm()), 1)) {
      float[] beta = new float[12];
      beta[UNIT] = 5;
      model.setWeights("bn", "beta", beta, List.of(12));

      assertThat(model.getWeights("bn", "beta")).isEqualTo(beta);
      float[] values = model.activations(oneHotAtUnit(), List.of("bn")).get("bn").toFloatVector();
      assertThat(values[UNIT]).isGreaterThan(5.9f);
    }
  }

  @Test
  void denseKernelIsInKerasOrderAfterScaleBatchNormAndAdd() {
    assertKernelRow(network(flatten(), scale(2), dense(1)), 12, UNIT);
    assertKernelRow(network(flatten(), scale(2), batchNorm(), dense(1)), 12, UNIT);
    assertKernelRow(
        network(branches(add(), branch(flatten()), branch(flatten())), dense(1)), 12, UNIT);
  }

  @Test
  void denseKernelIsInKerasOrderAfterConcat() {
    Network network =
        network(branches(concat(), branch(globalAverage()), branch(flatten(), scale(2))), dense(1));

    assertKernelRow(network, 15, 3 + UNIT);
  }

  @Test
  void flattensVectorAgain() {
    assertKernelRow(network(flatten(), scale(2), flatten(), dense(1)), 12, UNIT);
  }

  @Test
  void rejectsSumOfVectorsInDifferentOrders() {
    assertThatThrownBy(
            () ->
                network(
                    branches(add(), branch(flatten()), branch(conv(12, 1), globalAverage())),
                    dense(1)))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "f: cannot add at \"b/branches/add\": the vectors \"b/branches/branch1/flatten\", \"b/branches/branch2/pool\" have different orders of units, since not all are flattened feature maps of the same size. Add the feature maps before flatten(), or put a dense layer after it.");
  }

  @Test
  void rejectsSoftmaxOutputDirectlyAfterFlattenedFeatureMap() {
    assertThatThrownBy(() -> network(flatten(), scale(2), softmax()))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "f: \"b/softmax\" is an output computed from a flattened feature map, whose units are stored in another order than the labels. Put dense(n) before it, or use globalAverage() instead of flatten().");
  }

  /** As in MobileNet: the units of a flattened 1x1 feature map are its channels in order. */
  @Test
  void allowsSoftmaxAfterFlattened1x1FeatureMap() {
    Network one = Network.named("f").input(1, 1, 3).group("b", flatten(), softmax());
    try (Model model = Model.create(one, 1)) {
      INDArray input = Nd4j.zeros(1, 3, 1, 1);
      input.putScalar(new int[] {0, 2, 0, 0}, Math.log(2));

      assertThat(model.predict(input).toFloatVector())
          .containsExactly(new float[] {0.25f, 0.25f, 0.5f}, within(1e-6f));
    }
  }
}

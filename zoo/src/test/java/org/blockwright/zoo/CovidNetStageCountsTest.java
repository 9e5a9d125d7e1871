package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * COVID-Net and its variants. The counts were computed from the article's tables by an independent
 * program, which gives cumulative counts; a stage has the difference of two of them.
 */
class CovidNetStageCountsTest {
  private static final int STEM = (7 * 7 * 3 + 1) * 56 + 4 * 56;

  @Test
  void covidNetHasExpectedCounts() {
    Summary summary = summary("covidnet", 3);

    stage(summary, "stem", Shape.of(112, 112, 56), STEM);
    stage(summary, "stage1", Shape.of(56, 56, 56), 78_624 - STEM);
    stage(summary, "stage2", Shape.of(28, 28, 112), 371_112 - 78_624);
    stage(summary, "stage3", Shape.of(14, 14, 224), 2_217_824 - 371_112);
    stage(summary, "stage4", Shape.of(7, 7, 424), 5_146_208 - 2_217_824);
    assertThat(summary.parameters()).isEqualTo(26_685_027L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(1_103_387_368L);
    assertThat(summary("covidnet", 2).parameters()).isEqualTo(26_684_770L);
    assertThat(summary("covidnet", 2).trainable()).isEqualTo(26_665_106L);
  }

  @Test
  void covidNetWithDepthwiseConvolutionsHasExpectedCounts() {
    Summary summary = summary("covidnet-depthwise", 3);

    stage(summary, "stem", Shape.of(112, 112, 56), STEM);
    stage(summary, "stage1", Shape.of(56, 56, 56), 32_130 - STEM);
    stage(summary, "stage2", Shape.of(28, 28, 112), 120_876 - 32_130);
    stage(summary, "stage3", Shape.of(14, 14, 224), 642_320 - 120_876);
    stage(summary, "stage4", Shape.of(7, 7, 424), 1_503_692 - 642_320);
    assertThat(summary.parameters()).isEqualTo(23_042_511L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(436_812_340L);
    assertThat(summary("covidnet-depthwise", 2).parameters()).isEqualTo(23_042_254L);
    assertThat(summary("covidnet-depthwise", 2).trainable()).isEqualTo(23_022_590L);
  }

  @Test
  void stagesAlsoOutputPooledSumOfBlocks() {
    for (String name : List.of("covidnet", "covidnet-depthwise")) {
      LayerGraph graph =
          Zoo.get(name).network(Shape.of(224, 224, 3), GoldenFiles.labels(2)).graph();

      assertThat(graph.node("ptotal1").shape()).isEqualTo(Shape.of(28, 28, 56));
      assertThat(graph.node("ptotal2").shape()).isEqualTo(Shape.of(14, 14, 112));
      assertThat(graph.node("ptotal3").shape()).isEqualTo(Shape.of(7, 7, 224));
    }
  }

  /** Most parameters are in the first dense layer, after a 15x15x424 feature map. */
  @Test
  void hasFourTimesAsManyParametersAtAuthorsInputSize() {
    Shape size = Shape.of(480, 480, 3);

    assertThat(Summary.of(CovidNet.covidnet(size, GoldenFiles.labels(3))).parameters())
        .isEqualTo(103_100_003L);
    assertThat(Summary.of(CovidNet.covidnetDepthwise(size, GoldenFiles.labels(3))).parameters())
        .isEqualTo(99_457_487L);
  }

  @Test
  void prototypeHasExpectedCounts() {
    Summary summary = summary("covidnet-prototype", 2);

    stage(summary, "stem", Shape.of(240, 240, 56), (7 * 7 * 3 + 1) * 56);
    // A 1x1 convolution, and three blocks of five convolutions from 56 to 56 channels.
    stage(summary, "stage1", Shape.of(120, 120, 56), 56 * 57 + 3 * 21_560);
    assertThat(summary.parameters()).isEqualTo(76_274);
    assertThat(summary.trainable()).isEqualTo(76_274);
    assertThat(summary.multiplyAccumulates()).isEqualTo(1_442_246_512L);
  }

  /**
   * After its stem the prototype is an affine function, however deep: a weakness that the article's
   * later network does not have.
   */
  @Test
  void stageOfPrototypeIsAffineAndThatOfCovidNetIsNot() {
    assertThat(nonlinearity("covidnet-prototype")).isCloseTo(0, within(1e-5));
    assertThat(nonlinearity("covidnet")).isGreaterThan(0.1);
  }

  /** |f(x + y) - f(x) - f(y) + f(0)| / |f(x) - f(y)|; 0 for an affine function. */
  private static double nonlinearity(String name) {
    NamedBlock stage =
        Zoo.get(name).network(Shape.of(64, 64, 3), GoldenFiles.labels(2)).blocks().get(1);
    Network network = Network.named("stage").input(16, 16, 56).add(stage);
    Shape input = network.input();
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, 1);
      INDArray x = FormulaTensors.input(1, input);
      INDArray y = Nd4j.reverse(x.dup());
      INDArray fx = model.predict(x).dup();
      INDArray fy = model.predict(y).dup();
      INDArray f0 = model.predict(Nd4j.zeros(Layout.batchShape(1, input))).dup();
      INDArray sum = model.predict(x.add(y)).dup();
      double scale = fx.sub(fy).norm2Number().doubleValue();
      assertThat(scale).isPositive();
      return sum.sub(fx).sub(fy).add(f0).norm2Number().doubleValue() / scale;
    }
  }
}

package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertClose;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.engine.loss.BinaryCrossEntropy;
import org.blockwright.engine.loss.CategoricalCrossEntropy;
import org.blockwright.engine.loss.Huber;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.MeanAbsoluteError;
import org.blockwright.engine.loss.MeanSquaredError;
import org.blockwright.engine.loss.OutputLoss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class StockLossesTest {
  private static final ImmutableDoubleArray WEIGHTS = ImmutableDoubleArray.of(0.5, 2, 1.25);
  private static final INDArray INPUTS =
      Nd4j.createFromArray(new float[][] {{0.3f, -1.2f, 2.1f}, {-0.7f, 0.4f, 0.1f}});

  /** Soft targets, whose errors are less than 3. */
  private static final INDArray TARGETS =
      Nd4j.createFromArray(new float[][] {{0.1f, 0.2f, 0.7f}, {0.25f, 0.5f, 0.25f}});

  /** The losses that DL4J computes, too. */
  static List<OutputLoss> equalLosses() {
    return List.of(
        OutputLoss.of(new CategoricalCrossEntropy()),
        new OutputLoss(new CategoricalCrossEntropy(0, WEIGHTS), 0.5),
        OutputLoss.of(new BinaryCrossEntropy()),
        new OutputLoss(new BinaryCrossEntropy(0, WEIGHTS), 0.5),
        OutputLoss.of(new MeanSquaredError()),
        new OutputLoss(new MeanSquaredError(), 3),
        OutputLoss.of(new MeanAbsoluteError()),
        new OutputLoss(new MeanAbsoluteError(), 3),
        new OutputLoss(new Huber(3), 3));
  }

  @BeforeAll
  static void startEngine() {
    Engine.start();
  }

  @ParameterizedTest
  @MethodSource("equalLosses")
  void nearestLossHasSameValueAndGradient(OutputLoss loss) {
    IActivation activation =
        loss.loss().activation().orElse(Activation.IDENTITY).getActivationFunction();
    ILossFunction ours = new Dl4jLoss("out", loss);
    ILossFunction stock = StockLosses.nearest("out", loss, 3);

    assertClose(
        stock.computeGradient(TARGETS, INPUTS.dup(), activation, null),
        ours.computeGradient(TARGETS, INPUTS.dup(), activation, null),
        1e-5,
        "gradient");
    assertThat(stock.computeScore(TARGETS, INPUTS.dup(), activation, null, true))
        .isCloseTo(ours.computeScore(TARGETS, INPUTS.dup(), activation, null, true), within(1e-6));
  }

  @Test
  void lossesWithoutWeightsHaveNoneInDl4j() {
    assertThat(nearest(new CategoricalCrossEntropy(0.1, ImmutableDoubleArray.of()), 3))
        .isEqualTo(new LossMCXENT());
    assertThat(nearest(new BinaryCrossEntropy(), 1)).isEqualTo(new LossBinaryXENT());
    assertThat(nearest(new MeanSquaredError(), 3)).isEqualTo(new LossMSE());
    assertThat(nearest(new MeanAbsoluteError(), 3)).isEqualTo(new LossMAE());
    assertThat(nearest(new Huber(), 2))
        .isEqualTo(new LossMSE(Nd4j.createFromArray(new float[][] {{0.5f, 0.5f}})));
  }

  /** DL4J has one weight for a label, present or absent. */
  @Test
  void weightsOfPresentAndAbsentLabelsBecomeTheirMean() {
    LossFunction loss =
        new BinaryCrossEntropy(0, ImmutableDoubleArray.of(3, 1), ImmutableDoubleArray.of(1, 0.5));
    assertThat(nearest(loss, 2))
        .isEqualTo(new LossBinaryXENT(Nd4j.createFromArray(new float[][] {{1, 0.375f}})));
  }

  /** The reason why executors do not train with DL4J's losses. */
  @Test
  void binaryCrossEntropyOfDl4jLosesGradientOfCertainWrongPredictions() {
    INDArray logit = Nd4j.createFromArray(new float[][] {{40}});
    INDArray target = Nd4j.createFromArray(new float[][] {{0}});
    IActivation sigmoid = Activation.SIGMOID.getActivationFunction();
    OutputLoss loss = OutputLoss.of(new BinaryCrossEntropy());

    INDArray stock = nearest(loss.loss(), 1).computeGradient(target, logit.dup(), sigmoid, null);
    INDArray ours = new Dl4jLoss("out", loss).computeGradient(target, logit, sigmoid, null);
    assertThat(stock.getFloat(0)).isZero();
    assertThat(ours.getFloat(0)).isEqualTo(1);
  }

  @Test
  void rejectsWeightsForOtherNumberOfUnits() {
    assertThatThrownBy(() -> nearest(new CategoricalCrossEntropy(0, WEIGHTS), 2))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Output \"out\" cannot be trained with this categorical");
  }

  private static ILossFunction nearest(LossFunction loss, int units) {
    return StockLosses.nearest("out", OutputLoss.of(loss), units);
  }
}

package org.blockwright.engine;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Another loss, each sample's share of it multiplied by the sample's weight.
 *
 * <p>DL4J's own way, a label mask, will not do: an {@code OutputLayer} multiplies its logits by the
 * mask as well ({@code BaseLayer.preOutputWithPreNorm}), which is of no account for 0 and 1 but
 * gives neither the weighted loss nor its gradient for anything between.
 */
final class WeightedLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final ILossFunction loss;
  private final transient INDArray weights;

  /** Weights have the shape {@code [batch, 1]}. */
  WeightedLoss(ILossFunction loss, INDArray weights) {
    this.loss = loss;
    this.weights = weights;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double sum = computeScoreArray(labels, preOutput, activation, mask).sumNumber().doubleValue();
    return average ? sum / labels.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray each = loss.computeScoreArray(labels, preOutput, activation, mask);
    return each.reshape(each.size(0), 1).mul(weightsPerRow(each));
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray gradient = loss.computeGradient(labels, preOutput, activation, mask);
    return gradient.muliColumnVector(weightsPerRow(gradient));
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  /** One weight a row; a map's pixels are rows, sample by sample. */
  private INDArray weightsPerRow(INDArray array) {
    INDArray rows = weights.castTo(array.dataType());
    long each = array.size(0) / weights.size(0);
    return each == 1 ? rows : rows.repeat(0, each);
  }

  @Override
  public String name() {
    return loss.name();
  }
}

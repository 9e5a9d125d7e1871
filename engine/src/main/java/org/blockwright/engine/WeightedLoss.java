package org.blockwright.engine;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Multiplies the loss of each sample by the weight of the sample.
 *
 * <p>DL4J's label masks cannot be used for that: an {@code OutputLayer} multiplies its logits by
 * the mask as well ({@code BaseLayer.preOutputWithPreNorm}), which does not matter for 0 and 1 but
 * gives a wrong loss and gradient for other values.
 */
final class WeightedLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final ILossFunction loss;
  private final transient INDArray weights;

  /** Creates the loss; {@code weights} have the shape {@code [batch, 1]}. */
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
    INDArray losses = loss.computeScoreArray(labels, preOutput, activation, mask);
    return losses.reshape(losses.size(0), 1).mul(weightsPerRow(losses));
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

  /** Returns one weight per row; the pixels of a feature map are rows, sample by sample. */
  private INDArray weightsPerRow(INDArray array) {
    INDArray perSample = weights.castTo(array.dataType());
    long rowsPerSample = array.size(0) / weights.size(0);
    return rowsPerSample == 1 ? perSample : perSample.repeat(0, rowsPerSample);
  }

  @Override
  public String name() {
    return loss.name();
  }
}

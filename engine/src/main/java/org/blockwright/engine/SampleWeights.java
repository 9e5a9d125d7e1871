package org.blockwright.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Sample weights as the label masks by which DL4J weighs losses and gradients. */
final class SampleWeights {
  private SampleWeights() {}

  /** {@code batch} with {@code weights} as the mask of each of its labels; arrays are shared. */
  static MultiDataSet of(MultiDataSet batch, float... weights) {
    if (weights.length != batch.getFeatures(0).size(0)) {
      throw EngineProblems.weights(weights.length, batch.getFeatures(0).size(0));
    }
    INDArray mask = Nd4j.createFromArray(weights).reshape(weights.length, 1);
    INDArray[] masks = new INDArray[batch.numLabelsArrays()];
    Arrays.fill(masks, mask);
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArrays(), masks);
  }

  /**
   * {@code batch} in a form whose weights DL4J takes. It refuses the mask of a single example under
   * softmax ({@code LossUtil.isPerOutputMasking} wants more than one row); two copies of the
   * example have its mean loss, its gradient and, since variances are biased, its batch statistics.
   */
  static MultiDataSet accepted(MultiDataSet batch) {
    INDArray[] masks = batch.getLabelsMaskArrays();
    boolean single = masks != null && batch.getFeatures(0).size(0) == 1;
    if (!single || Arrays.stream(masks).noneMatch(m -> m != null && m.isScalar())) {
      return batch;
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        twice(batch.getFeatures()),
        twice(batch.getLabels()),
        twice(batch.getFeaturesMaskArrays()),
        twice(masks));
  }

  private static INDArray[] twice(INDArray[] arrays) {
    if (arrays == null) {
      return null;
    }
    return Arrays.stream(arrays)
        .map(a -> a == null ? null : Nd4j.concat(0, a, a))
        .toArray(INDArray[]::new);
  }
}

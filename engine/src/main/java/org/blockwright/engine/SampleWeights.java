package org.blockwright.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Passes sample weights in a batch, as label masks of shape {@code [batch, 1]}. */
final class SampleWeights {
  private SampleWeights() {}

  /**
   * Returns {@code batch} with {@code weights} as the mask of all its labels; arrays are shared.
   */
  static MultiDataSet of(MultiDataSet batch, float... weights) {
    if (weights.length != batch.getFeatures(0).size(0)) {
      throw EngineProblems.sampleWeightCountMismatch(weights.length, batch.getFeatures(0).size(0));
    }
    INDArray mask = Nd4j.createFromArray(weights).reshape(weights.length, 1);
    INDArray[] masks = new INDArray[batch.numLabelsArrays()];
    Arrays.fill(masks, mask);
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArrays(), masks);
  }

  /** Returns whether {@code mask}, which may be null, has one value per sample. */
  static boolean isSampleWeightMask(INDArray mask, MultiDataSet batch) {
    return mask != null
        && mask.rank() == 2
        && mask.size(0) == batch.getFeatures(0).size(0)
        && mask.size(1) == 1;
  }
}

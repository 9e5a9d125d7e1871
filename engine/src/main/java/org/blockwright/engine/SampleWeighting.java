package org.blockwright.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Replaces the losses of a graph's output layers by {@link WeightedLoss} for one gradient. */
final class SampleWeighting {
  private final List<Runnable> undo = new ArrayList<>();

  /**
   * Installs the losses with the sample weights of {@code batch}; returns the batch without these
   * weights, with its other masks.
   */
  MultiDataSet begin(ComputationGraph graph, MultiDataSet batch) {
    INDArray[] masks = batch.getLabelsMaskArrays();
    if (masks == null) {
      return batch;
    }
    INDArray[] otherMasks = masks.clone();
    boolean hasOtherMasks = false;
    for (int i = 0; i < masks.length; i++) {
      if (SampleWeights.isSampleWeightMask(masks[i], batch)) {
        applyWeights(graph, i, masks[i]);
        otherMasks[i] = null;
      }
      hasOtherMasks |= otherMasks[i] != null;
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(),
        batch.getLabels(),
        batch.getFeaturesMaskArrays(),
        hasOtherMasks ? otherMasks : null);
  }

  /** Restores the losses of the graph. */
  void end() {
    undo.forEach(Runnable::run);
    undo.clear();
  }

  private void applyWeights(ComputationGraph graph, int output, INDArray weights) {
    Layer layer = KnownDl4jIssues.unwrapFrozen(graph.getOutputLayer(output)).conf().getLayer();
    if (layer instanceof BaseOutputLayer out) {
      replaceLoss(out.getLossFn(), out::setLossFn, loss -> new WeightedLoss(loss, weights));
    } else if (layer instanceof LossLayer out) {
      replaceLoss(out.getLossFn(), out::setLossFn, loss -> new WeightedLoss(loss, weights));
    } else if (layer instanceof CnnLossLayer out) {
      replaceLoss(out.getLossFn(), out::setLossFn, loss -> new WeightedLoss(loss, weights));
    } else {
      throw EngineProblems.sampleWeightsUnsupported(
          layer.getLayerName(), layer.getClass().getSimpleName());
    }
  }

  private void replaceLoss(
      ILossFunction loss,
      Consumer<ILossFunction> setter,
      Function<ILossFunction, ILossFunction> weighted) {
    undo.add(() -> setter.accept(loss));
    setter.accept(weighted.apply(loss));
  }
}

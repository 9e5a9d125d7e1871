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

/** Puts {@link WeightedLoss} into a graph's output layers for the time of one gradient. */
final class SampleWeighting {
  private final List<Runnable> undo = new ArrayList<>();

  /** Takes the sample weights out of {@code batch}, and back into losses; other masks stay. */
  MultiDataSet begin(ComputationGraph graph, MultiDataSet batch) {
    INDArray[] masks = batch.getLabelsMaskArrays();
    if (masks == null) {
      return batch;
    }
    INDArray[] others = masks.clone();
    boolean any = false;
    for (int i = 0; i < masks.length; i++) {
      if (SampleWeights.isSampleWeightMask(masks[i], batch)) {
        applyWeights(graph, i, masks[i]);
        others[i] = null;
      }
      any |= others[i] != null;
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(), batch.getLabels(), batch.getFeaturesMaskArrays(), any ? others : null);
  }

  /** The graph's own losses again. */
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

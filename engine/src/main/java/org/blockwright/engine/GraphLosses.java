package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockwright.engine.loss.LossFunction;
import org.blockwright.engine.loss.OutputLoss;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Installs losses and sample weights in the output layers of a graph for one gradient. Afterwards
 * the graph has its own losses again, which are DL4J's.
 */
final class GraphLosses {
  private final ComputationGraph graph;
  private final ImmutableMap<String, OutputLoss> losses;
  private final List<Runnable> undo = new ArrayList<>();

  /**
   * Prepares the losses of a graph.
   *
   * @param losses by name of the output; others keep the loss of the graph
   * @throws org.blockwright.base.UsageException if the graph does not have such an output, or its
   *     layer has no loss or another activation than a loss requires
   */
  GraphLosses(ComputationGraph graph, Map<String, OutputLoss> losses) {
    this.graph = graph;
    this.losses = ImmutableMap.copyOf(losses);
    List<String> outputs = graph.getConfiguration().getNetworkOutputs();
    this.losses.forEach(
        (output, loss) -> {
          if (!outputs.contains(output)) {
            throw EngineProblems.unknownLossOutput(output, outputs);
          }
          Slot slot =
              slot(output)
                  .filter(Slot::isLossOfSamples)
                  .orElseThrow(() -> EngineProblems.lossUnsupported(output, layerType(output)));
          requireActivation(output, loss.loss(), slot.activation());
        });
  }

  private static void requireActivation(String output, LossFunction loss, IActivation activation) {
    loss.activation()
        .map(Activation::getActivationFunction)
        .filter(expected -> !expected.getClass().isInstance(activation))
        .ifPresent(
            expected -> {
              throw EngineProblems.wrongActivationForLoss(
                  output, loss, expected.toString(), activation.toString());
            });
  }

  /**
   * Installs the losses, with the sample weights of {@code batch}; returns the batch without these
   * weights, with its other masks.
   */
  MultiDataSet begin(MultiDataSet batch) {
    List<String> outputs = graph.getConfiguration().getNetworkOutputs();
    INDArray[] masks = batch.getLabelsMaskArrays();
    INDArray[] otherMasks = new INDArray[outputs.size()];
    boolean hasOtherMasks = false;
    for (int i = 0; i < outputs.size(); i++) {
      INDArray mask = masks == null ? null : masks[i];
      boolean isWeights = SampleWeights.isSampleWeightMask(mask, batch);
      String output = outputs.get(i);
      // DL4J would reshape others before it calls the loss.
      if (losses.containsKey(output) && batch.getLabels(i).rank() != 2) {
        throw EngineProblems.labelShapeMismatch(output, "2 dimensions", batch.getLabels(i));
      }
      install(output, isWeights ? Optional.of(mask) : Optional.empty());
      otherMasks[i] = isWeights ? null : mask;
      hasOtherMasks |= otherMasks[i] != null;
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(),
        batch.getLabels(),
        batch.getFeaturesMaskArrays(),
        hasOtherMasks ? otherMasks : null);
  }

  private void install(String output, Optional<INDArray> weights) {
    OutputLoss own = losses.get(output);
    if (own == null && weights.isEmpty()) {
      return;
    }
    Slot slot =
        slot(output)
            .orElseThrow(() -> EngineProblems.sampleWeightsUnsupported(output, layerType(output)));
    ILossFunction loss = own == null ? slot.loss() : new Dl4jLoss(output, own);
    undo.add(() -> slot.setter().accept(slot.loss()));
    slot.setter().accept(weights.isEmpty() ? loss : new WeightedLoss(loss, weights.orElseThrow()));
  }

  /** Restores the losses of the graph. */
  void end() {
    undo.forEach(Runnable::run);
    undo.clear();
  }

  /** The loss of an output layer, and how to replace it. */
  private record Slot(BaseLayer layer, ILossFunction loss, Consumer<ILossFunction> setter) {
    IActivation activation() {
      return layer.getActivationFn();
    }

    /** Returns whether each sample has one loss; others have one per pixel or time step. */
    boolean isLossOfSamples() {
      return layer instanceof OutputLayer || layer instanceof LossLayer;
    }
  }

  private Optional<Slot> slot(String output) {
    return layer(output).flatMap(GraphLosses::slot);
  }

  private static Optional<Slot> slot(org.deeplearning4j.nn.conf.layers.Layer layer) {
    if (layer instanceof BaseOutputLayer out) {
      return slot(out, out.getLossFn(), out::setLossFn);
    } else if (layer instanceof LossLayer out) {
      return slot(out, out.getLossFn(), out::setLossFn);
    } else if (layer instanceof CnnLossLayer out) {
      return slot(out, out.getLossFn(), out::setLossFn);
    }
    return Optional.empty();
  }

  private static Optional<Slot> slot(
      BaseLayer layer, ILossFunction loss, Consumer<ILossFunction> setter) {
    return Optional.of(new Slot(layer, loss, setter));
  }

  private Optional<org.deeplearning4j.nn.conf.layers.Layer> layer(String output) {
    GraphVertex vertex = graph.getVertex(output);
    return vertex.hasLayer()
        ? Optional.of(KnownDl4jIssues.unwrapFrozen(vertex.getLayer()).conf().getLayer())
        : Optional.empty();
  }

  private String layerType(String output) {
    return layer(output)
        .<Object>map(layer -> layer)
        .orElse(graph.getVertex(output))
        .getClass()
        .getSimpleName();
  }
}

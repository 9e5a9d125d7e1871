package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Output;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.loss.OutputLoss;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * The scaling of the targets of each output that is trained on standardized targets. The loss of a
 * scaled output is smaller by a factor of its own, by which its weight is multiplied; so the sum
 * over all outputs is the original one times a constant. That constant is such that the sum of the
 * weights stays the same: a single output keeps its weight.
 *
 * @param outputs all outputs of the network, in order
 * @param byOutput the scalings by name of the output; without those of other outputs
 */
record TargetScalings(ImmutableList<Output> outputs, ImmutableMap<String, TargetScaling> byOutput) {

  /**
   * Returns the scalings for training images.
   *
   * @param scaled the names of the outputs to scale
   * @param train the images, with the targets of each output in order
   */
  static TargetScalings of(ImmutableList<Output> outputs, List<String> scaled, Dataset train) {
    ImmutableMap.Builder<String, TargetScaling> byOutput = ImmutableMap.builder();
    for (int k = 0; k < outputs.size(); k++) {
      String name = outputs.get(k).name();
      if (scaled.contains(name)) {
        byOutput.put(name, TargetScaling.of(train, k));
      }
    }
    return new TargetScalings(outputs, byOutput.buildOrThrow());
  }

  boolean isIdentity() {
    return byOutput.isEmpty();
  }

  private Optional<TargetScaling> scaling(Output output) {
    return Optional.ofNullable(byOutput.get(output.name()));
  }

  /** Scales the targets of a batch. */
  MultiDataSet apply(MultiDataSet batch) {
    if (isIdentity()) {
      return batch;
    }
    INDArray[] targets = batch.getLabels().clone();
    for (int k = 0; k < targets.length; k++) {
      Optional<TargetScaling> scaling = scaling(outputs.get(k));
      if (scaling.isPresent()) {
        targets[k] = scaling.get().apply(targets[k]);
      }
    }
    return new MultiDataSet(batch.getFeatures(), targets);
  }

  /**
   * Converts the units of an output for scaled targets to the unit of the targets.
   *
   * @param output index of the output
   */
  float[] invert(int output, float[] units) {
    return scaling(outputs.get(output)).map(scaling -> scaling.invert(units)).orElse(units);
  }

  /** Returns the factor from the loss of an output for scaled targets to that of the targets. */
  private double factor(Output output) {
    return scaling(output).map(scaling -> scaling.lossFactor(output.loss())).orElse(1.0);
  }

  /** Returns the factor from the sum of the losses of scaled targets to that of the targets. */
  double lossFactor() {
    double weights = 0;
    double scaled = 0;
    for (Output output : outputs) {
      weights += output.weight();
      scaled += output.weight() * factor(output);
    }
    return scaled > 0 ? scaled / weights : 1;
  }

  /** Returns a specification with the losses of scaled targets. */
  TrainingSpec scaled(TrainingSpec spec) {
    if (isIdentity()) {
      return spec;
    }
    Map<String, Output> byName = Maps.uniqueIndex(outputs, Output::name);
    return spec.withLosses(
        Maps.transformEntries(spec.losses(), (name, loss) -> scaled(byName.get(name), loss)));
  }

  private OutputLoss scaled(Output output, OutputLoss loss) {
    return new OutputLoss(
        scaling(output).map(scaling -> scaling.scaled(loss.loss())).orElse(loss.loss()),
        loss.weight() * factor(output) / lossFactor());
  }

  /**
   * Converts the weights of output layers to scaled targets, as the same function.
   *
   * @param filter selects the layers by name
   */
  void unfold(ComputationGraph graph, Predicate<String> filter) {
    Maps.filterKeys(byOutput, filter::test)
        .forEach((layer, scaling) -> scaling.unfold(graph, layer));
  }

  /** Converts the weights of output layers from scaled targets, as the same function. */
  void fold(ComputationGraph graph) {
    byOutput.forEach((layer, scaling) -> scaling.fold(graph, layer));
  }
}

package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.training.schedule.Decay;

/**
 * The dense layer that {@code optimizer: auto} solves to convergence, see {@link
 * Trainer#autoOptimizer}: the loss must be a convex function of its weights with one minimum, the
 * same in every epoch.
 *
 * @param layer empty if there is none
 * @param reason why there is none; an empty text if there is one
 */
record SolvableHead(Optional<Node> layer, String reason) {
  /** The optimizer is not {@code auto}. */
  static final SolvableHead NOT_REQUESTED = new SolvableHead(Optional.empty(), "");

  /**
   * Returns the layer of a phase, or why its head is trained in steps.
   *
   * @param weightDecay that of the phase if its head is trained in steps
   */
  static SolvableHead of(PhaseSetup setup, double weightDecay) {
    Trainer trainer = setup.trainer();
    Network network = setup.model().network();
    if (network.outputs().size() != 1) {
      return none(TrainingProblems.severalOutputs(network.outputs().size()));
    }
    if (setup.backboneEnd().isEmpty()) {
      return none(TrainingProblems.backboneNotFrozen());
    }
    if (!setup.hasFixedFeatures()) {
      return none(TrainingProblems.augmentedImages());
    }
    if (trainer.sampling() != Sampling.SHUFFLED) {
      return none(TrainingProblems.randomSampling());
    }
    if (trainer.regularization().l1() > 0) {
      return none(TrainingProblems.needsSteps("l1"));
    }
    if (trainer.regularization().averageMomentum() > 0) {
      return none(TrainingProblems.needsSteps("ema"));
    }
    if (!(trainer.schedule().decay() instanceof Decay.Constant)
        || trainer.schedule().warmUp() > 0) {
      return none(TrainingProblems.needsSteps("schedule"));
    }
    return ofNetwork(setup, network, weightDecay);
  }

  private static SolvableHead ofNetwork(PhaseSetup setup, Network network, double weightDecay) {
    LayerGraph tail = network.graph().after(setup.backboneEnd().orElseThrow().name());
    List<Node> first = tail.consumers(tail.input());
    if (first.size() != 1 || !(first.get(0).layer() instanceof Dense dense)) {
      return none(
          TrainingProblems.firstLayerNotDense(
              first.stream()
                  .map(node -> "\"%s\" (%s)".formatted(node.name(), node.layer().kind()))
                  .toList()));
    }
    Node layer = first.get(0);
    if (!isOutput(tail, layer, dense, network.outputs().get(0).name())) {
      return none(TrainingProblems.layersAfterDense(layer.name()));
    }
    Loss loss = network.outputs().get(0).loss();
    if (!(loss instanceof Loss.CategoricalCrossEntropy
        || loss instanceof Loss.BinaryCrossEntropy)) {
      return none(TrainingProblems.notCrossEntropy(loss.id()));
    }
    if (setup.standardizedLayer().isEmpty()) {
      return none(TrainingProblems.notStandardized(layer.name()));
    }
    return weightDecay > 0
        ? new SolvableHead(Optional.of(layer), "")
        : none(TrainingProblems.withoutWeightDecay());
  }

  /**
   * Returns the weight decay that has the penalty of scikit-learn's LogisticRegression with its
   * default C = 1: half the squared kernel for the sum of the losses of all images. A softmax of
   * two units has the kernel of one logit in both, with half of its values each. The loss of
   * several sigmoids is their mean.
   */
  double unitPenalty(Network network, int images) {
    int units = ((Dense) layer.orElseThrow().layer()).units();
    boolean softmax = network.outputs().get(0).loss() instanceof Loss.CategoricalCrossEntropy;
    double factor = softmax ? (units == 2 ? 2 : 1) : 1.0 / units;
    return factor / images;
  }

  /** Whether the values of a dense layer are the logits of the output. */
  private static boolean isOutput(LayerGraph tail, Node layer, Dense dense, String output) {
    if (layer.name().equals(output)) {
      return true;
    }
    List<Node> next = tail.consumers(layer.name());
    return dense.activation().equals(Activation.LINEAR)
        && next.size() == 1
        && next.get(0).layer() instanceof ActivationLayer
        && next.get(0).name().equals(output);
  }

  private static SolvableHead none(String reason) {
    return new SolvableHead(Optional.empty(), reason);
  }
}

package org.blockwright.training;

import com.google.common.collect.Maps;
import java.util.Optional;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The graph of a training, with the weights of a model. The model itself is unchanged until {@link
 * #copyToModel}.
 */
final class TrainedGraph implements AutoCloseable {
  private final Model model;
  private final LoweredNetwork lowered;
  private final Optional<Standardization> standardization;
  private final String standardizedLayer;
  private final TargetScaling scaling;
  private final String output;
  private final ComputationGraph graph;
  private final FrozenLayerCheck frozenLayers;
  private final BestWeights bestWeights;

  /**
   * @param standardization the standardization of the features, if they are standardized
   * @param scaling the scaling of the targets
   */
  TrainedGraph(
      TrainingSetup setup, Optional<Standardization> standardization, TargetScaling scaling) {
    this.model = setup.model();
    this.lowered = setup.trainedPart();
    this.standardization = standardization;
    this.standardizedLayer = setup.standardizedLayer().map(Node::name).orElse("");
    this.graph = model.trainingGraph(lowered);
    standardization
        // Newly initialized weights already apply to standardized features.
        .filter(s -> !model.newlyInitialized().contains(standardizedLayer))
        .ifPresent(s -> s.unfold(graph, standardizedLayer));
    this.scaling = scaling;
    this.output = setup.scaledOutput().map(Node::name).orElse("");
    if (!model.newlyInitialized().contains(output)) {
      scaling.unfold(graph, output);
    }
    this.frozenLayers = new FrozenLayerCheck(lowered, graph);
    this.bestWeights = new BestWeights(graph);
  }

  Executor executor() {
    TrainingSpec spec = lowered.trainingSpec();
    return Executors.forTraining(
        graph,
        scaling.isIdentity()
            ? spec
            : spec.withLosses(Maps.transformValues(spec.losses(), scaling::scaled)));
  }

  BestWeights bestWeights() {
    return bestWeights;
  }

  /** Verifies that frozen layers have not changed, after the executor has published an epoch. */
  void verifyFrozenLayers(int epoch) {
    frozenLayers.verify(epoch);
  }

  /** Restores the weights of the best epoch, for features that are not standardized. */
  void restoreBest() {
    bestWeights.restore();
    standardization.ifPresent(s -> s.fold(graph, standardizedLayer));
    scaling.fold(graph, output);
  }

  /**
   * Copies the weights to the model.
   *
   * @param state the state of the optimizer, if it belongs to the last weights of the best epoch
   */
  void copyToModel(Optional<OptimizerState> state) {
    model.copyWeightsFrom(lowered, graph);
    // The state belongs to weights for standardized features or targets if there are any.
    boolean sameWeights = standardization.isEmpty() && scaling.isIdentity();
    model.copyUpdatersFrom(lowered, graph, state.filter(s -> sameWeights));
  }

  @Override
  public void close() {
    bestWeights.close();
    graph.close();
  }
}

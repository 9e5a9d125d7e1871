package org.blockwright.training;

import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.engine.TrainingSpec;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.inference.Feed;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The graph of a phase of a training run, with the weights of a model. The model itself is
 * unchanged until {@link #copyToModel}.
 */
final class TrainedGraph implements AutoCloseable {
  private final Model model;
  private final LoweredNetwork lowered;
  private final Optional<Standardization> standardization;
  private final String standardizedLayer;
  private final TargetScalings scalings;
  private final ComputationGraph graph;
  private final FrozenLayerCheck frozenLayers;
  private final BestWeights bestWeights;
  private final Optional<Node> solvedLayer;

  /**
   * @param standardization the standardization of the features, if they are standardized
   * @param scalings the scaling of the targets of each output
   * @param prior the biases of newly initialized output layers
   */
  TrainedGraph(
      PhaseSetup setup,
      Optional<Standardization> standardization,
      TargetScalings scalings,
      PriorBias prior) {
    this.model = setup.model();
    this.lowered = setup.trainedPart();
    this.standardization = standardization;
    this.standardizedLayer = setup.standardizedLayer().map(Node::name).orElse("");
    this.graph = model.trainingGraph(lowered);
    standardization
        // Newly initialized weights already apply to standardized features.
        .filter(s -> !model.newlyInitialized().contains(standardizedLayer))
        .ifPresent(s -> s.unfold(graph, standardizedLayer));
    this.scalings = scalings;
    this.solvedLayer = setup.solvedLayer();
    scalings.unfold(graph, layer -> !model.newlyInitialized().contains(layer));
    // Layers that an earlier phase has trained are no longer newly initialized.
    prior.initialize(
        graph, Maps.filterValues(setup.priorLayers(), model.newlyInitialized()::contains));
    this.frozenLayers = new FrozenLayerCheck(lowered, graph);
    this.bestWeights = new BestWeights(graph);
  }

  /**
   * Returns an executor of the graph.
   *
   * @param earlier the state of the optimizer after the phases before
   */
  Executor executor(EarlierUpdates earlier) {
    Executor executor =
        Executors.forTraining(
            graph, scalings.scaled(lowered.trainingSpec()).withEarlierUpdates(earlier.counts()));
    earlier.restore(executor);
    return executor;
  }

  /** Keeps the state of the optimizer for the next phase. */
  void keepState(Executor executor, EarlierUpdates earlier) {
    earlier.keep(executor);
    // It belongs to weights for standardized features or targets.
    standardization.ifPresent(s -> earlier.forget(standardizedLayer));
    scalings.byOutput().keySet().forEach(earlier::forget);
  }

  /**
   * Evaluates the moving averages of the weights in place of the weights, if there are any.
   *
   * @return the result of the task
   */
  <R> R withAverages(Executor executor, Supplier<R> task) {
    if (!executor.optimizerState().hasAverage()) {
      return task.get();
    }
    executor.publish();
    executor.optimizerState().swapAverage(graph.params());
    executor.reload();
    R result = task.get();
    executor.optimizerState().swapAverage(graph.params());
    executor.reload();
    return result;
  }

  BestWeights bestWeights() {
    return bestWeights;
  }

  /** Solves the head to convergence. The weights of the graph must be published. */
  HeadSolver.Solution solve(Feed train, BooleanSupplier stop) {
    Node layer = solvedLayer.orElseThrow();
    TrainingSpec spec = lowered.trainingSpec();
    int units = Math.toIntExact(layer.shape().size());
    int width = Math.toIntExact(graph.getLayer(layer.name()).getParam("W").size(0));
    HeadSolver solver =
        new HeadSolver(
            train,
            spec,
            Iterables.getOnlyElement(spec.losses().keySet()),
            layer.name(),
            width,
            units,
            Runtime.getRuntime().maxMemory() / 4,
            stop);
    return solver.solve(graph, layer.name());
  }

  /** Verifies that frozen layers have not changed, after the executor has published an epoch. */
  void verifyFrozenLayers(int epoch) {
    frozenLayers.verify(epoch);
  }

  /** Restores the weights of the best epoch, for features that are not standardized. */
  void restoreBest() {
    bestWeights.restore();
    standardization.ifPresent(s -> s.fold(graph, standardizedLayer));
    scalings.fold(graph);
  }

  /**
   * Copies the weights to the model.
   *
   * @param state the state of the optimizer, if it belongs to the last weights of the best epoch
   */
  void copyToModel(Optional<OptimizerState> state) {
    model.copyWeightsFrom(lowered, graph);
    // The state belongs to weights for standardized features or targets if there are any.
    boolean sameWeights = standardization.isEmpty() && scalings.isIdentity();
    model.copyUpdatersFrom(lowered, graph, state.filter(s -> sameWeights && !s.hasAverage()));
  }

  /** Sets the updaters of the model, whose weights are those of an earlier phase. */
  void copyUpdatersToModel() {
    model.copyUpdatersFrom(lowered, graph, Optional.empty());
  }

  @Override
  public void close() {
    bestWeights.close();
    GraphMemory.close(graph);
  }
}

package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.TrainingSpec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * The result of lowering a graph for a training plan: DL4J's configuration and, per layer, whatever
 * depends on how it was lowered. Immutable; compute it once with {@link Lowering#lower} and pass it
 * on.
 */
public final class LoweredNetwork {
  private final LayerGraph graph;
  private final TrainingPlan plan;
  private final ImmutableMap<String, LoweredLayer> layers;
  private final ComputationGraphConfiguration configuration;

  LoweredNetwork(
      LayerGraph graph,
      TrainingPlan plan,
      List<LoweredLayer> layers,
      ComputationGraphConfiguration configuration) {
    this.graph = graph;
    this.plan = plan;
    this.layers = Maps.uniqueIndex(layers, LoweredLayer::name);
    this.configuration = configuration;
  }

  /** The graph that was lowered. */
  public LayerGraph graph() {
    return graph;
  }

  /** The plan that it was lowered for. */
  public TrainingPlan plan() {
    return plan;
  }

  /** All layers in the order of the graph. */
  public ImmutableList<LoweredLayer> layers() {
    return layers.values().asList();
  }

  /**
   * Returns a layer.
   *
   * @param nameOrPath vertex name or path
   * @throws org.blockwright.base.DescriptionException if there is no such layer
   */
  public LoweredLayer layer(String nameOrPath) {
    return layers.get(graph.node(nameOrPath).name());
  }

  /**
   * Returns how executors train the graph: update rule, multipliers, constraints, penalties and
   * losses.
   */
  public TrainingSpec trainingSpec() {
    return TrainingSpecs.of(plan, layers());
  }

  /** Returns a copy of the configuration, since DL4J's graphs change theirs in training. */
  public ComputationGraphConfiguration configuration() {
    return configuration.clone();
  }

  /**
   * Requires that every output has a loss.
   *
   * @throws UsageException with the first output without a loss
   */
  public void requireLosses() {
    for (String output : graph.outputs()) {
      if (!graph.contains(output) || !layer(output).hasLoss()) {
        throw noLoss(output);
      }
    }
  }

  private UsageException noLoss(String output) {
    Shape shape = graph.shape(output);
    Optional<Activation> activation =
        graph.contains(output) && graph.consumers(output).isEmpty() && !shape.isFeatureMap()
            ? activation(graph.node(output).layer())
            : Optional.empty();
    return new UsageException(
        activation
            .map(a -> LoweringProblems.lossNotSet(graph.networkName(), output, a))
            .orElseGet(() -> LoweringProblems.noLoss(graph.networkName(), output, shape)));
  }

  private static Optional<Activation> activation(Layer layer) {
    if (layer instanceof Dense dense) {
      return Optional.of(dense.activation());
    }
    return layer instanceof ActivationLayer a ? Optional.of(a.activation()) : Optional.empty();
  }
}

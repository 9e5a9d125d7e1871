package org.blockwright.engine;

import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Chooses the executor of a graph. The choice applies to the whole graph: if a faster executor does
 * not support one of its layers, DL4J runs all of it.
 */
public final class Executors {
  private Executors() {}

  /**
   * Returns an executor for training; it supports inference as well.
   *
   * @throws org.blockwright.base.UsageException if the specification does not match the graph, or
   *     the graph's configuration has regularization, gradient normalization or constraints, which
   *     executors do not use
   */
  public static Executor forTraining(ComputationGraph graph, TrainingSpec spec) {
    return reference(graph, spec);
  }

  /**
   * Returns an executor for inference. It may fold and fuse layers that training must keep
   * separate, and uses changed parameters only after {@link Executor#reload()}.
   */
  public static Executor forInference(ComputationGraph graph) {
    return reference(graph);
  }

  /** Returns the DL4J executor, which supports all layers; the reference for other executors. */
  public static Executor reference(ComputationGraph graph) {
    Engine.start();
    return new GraphExecutor(graph, Optional.empty());
  }

  /** Returns the DL4J executor for training, see {@link #forTraining}. */
  public static Executor reference(ComputationGraph graph, TrainingSpec spec) {
    Engine.start();
    KnownDl4jIssues.requireNoRegularization(graph);
    return new GraphExecutor(graph, Optional.of(spec));
  }
}

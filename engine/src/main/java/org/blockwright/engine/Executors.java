package org.blockwright.engine;

import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Chooses what runs a graph. The choice is made for the whole graph: where one of its layers is not
 * covered by a faster executor, DL4J runs all of it.
 */
public final class Executors {
  private Executors() {}

  /** An executor on which {@link Executor#step} will be called; it predicts as well. */
  public static Executor forTraining(ComputationGraph graph) {
    return reference(graph);
  }

  /**
   * An executor for predictions and activations; it may fold and fuse what training must keep
   * apart, and takes changed parameters only by {@link Executor#reload()}.
   */
  public static Executor forInference(ComputationGraph graph) {
    return reference(graph);
  }

  /** DL4J itself: every layer, every platform; what other executors are compared with. */
  public static Executor reference(ComputationGraph graph) {
    Engine.start();
    return new GraphExecutor(graph);
  }
}

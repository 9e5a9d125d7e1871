package org.blockwright.engine;

import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Creates the executors that a contract tests. */
interface ExecutorFactory {
  /** Returns an executor for training. */
  Executor executor(ComputationGraph graph, TrainingSpec spec);

  /** Returns whether steps of supported graphs of floats are compiled, not computed by DL4J. */
  boolean compilesSteps();

  /** Returns an executor that trains all layers by plain gradient descent, learning rate 0.1. */
  default Executor executor(ComputationGraph graph) {
    return executor(graph, TrainingSpec.of(new Sgd(0.1)));
  }
}

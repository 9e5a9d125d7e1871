package org.blockwright.engine;

import org.deeplearning4j.nn.graph.ComputationGraph;

class GraphExecutorTest extends ExecutorContract {
  @Override
  Executor executor(ComputationGraph graph) {
    return Executors.reference(graph);
  }
}

package org.blockwright.engine;

import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Prints the executor of a graph, what doctor shows about oneDNN, and the error if required. */
final class InferenceProgram {
  private InferenceProgram() {}

  public static void main(String[] arguments) {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    try (Executor executor = Executors.forInference(graph)) {
      executor.output(TestGraphs.normal(1, 2, 2, 6, 6));
      System.out.println("executor=" + executor.name());
    }
    Doctor.diagnose()
        .text()
        .lines()
        .filter(line -> line.startsWith("oneDNN"))
        .forEach(line -> System.out.println("doctor=" + line));
    try {
      Executors.forInference(graph, EngineMode.COMPILED).close();
    } catch (UsageException e) {
      System.out.println("failed=" + e.getMessage());
    }
  }
}

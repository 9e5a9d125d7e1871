package org.blockwright.engine;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A graph that counts how many steps DL4J computes. */
final class CountingGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private int dl4jSteps;

  CountingGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
    init();
  }

  @Override
  public void computeGradientAndScore() {
    dl4jSteps++;
    super.computeGradientAndScore();
  }

  int dl4jSteps() {
    return dl4jSteps;
  }
}

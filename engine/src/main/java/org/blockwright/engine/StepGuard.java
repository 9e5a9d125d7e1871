package org.blockwright.engine;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Stands between a step's gradient and its update: stops the step when the loss or the gradient is
 * not a finite number, since DL4J would go on and make every parameter NaN; and ends the weighing
 * of samples, so that whoever saves the graph after the update finds its own losses.
 *
 * <p>The loss alone does not tell: a ReLU makes 0 of a NaN, and the NaN comes back in the gradient.
 */
final class StepGuard extends BaseTrainingListener {
  private final SampleWeighting sampleWeighting;

  StepGuard(SampleWeighting weighing) {
    this.sampleWeighting = weighing;
  }

  @Override
  public void onGradientCalculation(Model model) {
    sampleWeighting.end();
    if (!Double.isFinite(model.score())) {
      throw EngineProblems.notFinite("loss", model.score());
    }
    INDArray gradient = ((ComputationGraph) model).getFlattenedGradients();
    // A sum is finite only if each of its terms is; the BLAS's takes a third of ND4J's own time.
    double sum = Nd4j.getBlasWrapper().asum(gradient);
    if (!Double.isFinite(sum)) {
      throw EngineProblems.notFinite("gradient", sum);
    }
  }
}

package org.blockwright.engine;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs between the gradient and the update of a step. Aborts the step if the loss or the gradient
 * is NaN or infinite, since DL4J would make every parameter NaN; and restores the losses without
 * sample weights, so that listeners after the update see and save the graph's own losses.
 *
 * <p>Checking the loss is not enough: a ReLU turns NaN into 0, and NaN appears only in the
 * gradient.
 */
final class StepGuard extends BaseTrainingListener {
  private final SampleWeighting sampleWeighting;

  StepGuard(SampleWeighting sampleWeighting) {
    this.sampleWeighting = sampleWeighting;
  }

  @Override
  public void onGradientCalculation(Model model) {
    sampleWeighting.end();
    requireFinite(model.score(), ((ComputationGraph) model).getFlattenedGradients());
  }

  /**
   * Checks a loss and a gradient.
   *
   * @throws org.blockwright.base.DivergenceException if one is NaN or infinite
   */
  static void requireFinite(double loss, INDArray gradient) {
    if (!Double.isFinite(loss)) {
      throw EngineProblems.notFinite("loss", loss);
    }
    // The sum is finite only if each term is; the BLAS takes a third of the time of ND4J's own sum.
    double sum = Nd4j.getBlasWrapper().asum(gradient);
    if (!Double.isFinite(sum)) {
      throw EngineProblems.notFinite("gradient", sum);
    }
  }
}

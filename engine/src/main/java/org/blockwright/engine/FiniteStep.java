package org.blockwright.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Checks the loss and the gradient of a step before the update, which would make every parameter
 * NaN. Checking the loss is not enough: a ReLU turns NaN into 0, and NaN appears only in the
 * gradient.
 */
final class FiniteStep {
  private FiniteStep() {}

  /**
   * Requires finite values.
   *
   * @throws org.blockwright.base.DivergenceException if one is NaN or infinite
   */
  static void require(double loss, INDArray gradient) {
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

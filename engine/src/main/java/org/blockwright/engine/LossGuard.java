package org.blockwright.engine;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Stops a step between its gradient and its update when the loss is not a finite number: DL4J would
 * go on and make every parameter NaN.
 */
final class LossGuard extends BaseTrainingListener {
  @Override
  public void onGradientCalculation(Model model) {
    if (!Double.isFinite(model.score())) {
      throw EngineProblems.notFinite(model.score());
    }
  }
}

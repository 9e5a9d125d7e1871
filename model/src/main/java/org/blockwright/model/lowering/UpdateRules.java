package org.blockwright.model.lowering;

import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.RmsProp;
import org.blockwright.engine.optimizer.Sgd;
import org.blockwright.engine.optimizer.UpdateRule;

/** Lowers optimizers to the update rules of the engine. */
final class UpdateRules implements Optimizer.Visitor<UpdateRule> {
  private static final UpdateRules VISITOR = new UpdateRules();

  private UpdateRules() {}

  static UpdateRule of(Optimizer optimizer) {
    return optimizer.accept(VISITOR);
  }

  @Override
  public UpdateRule adam(Optimizer.Adam o) {
    return new Adam(o.learningRate(), o.beta1(), o.beta2(), o.epsilon());
  }

  @Override
  public UpdateRule adamW(Optimizer.AdamW o) {
    Optimizer.Adam adam = o.adam();
    return new AdamW(
        adam.learningRate(), o.weightDecay(), adam.beta1(), adam.beta2(), adam.epsilon());
  }

  @Override
  public UpdateRule sgd(Optimizer.Sgd o) {
    return new Sgd(o.learningRate(), o.momentum(), o.nesterov());
  }

  @Override
  public UpdateRule rmsProp(Optimizer.RmsProp o) {
    return new RmsProp(o.learningRate(), o.rho(), o.momentum(), o.epsilon(), o.centered());
  }
}

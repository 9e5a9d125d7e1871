package org.blockwright.model.lowering;

import org.blockwright.dsl.Optimizer;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Maps optimizers to DL4J's updaters: a new instance per layer, since DL4J's {@code
 * setLearningRate} changes the instance, and so every layer that shares it.
 */
final class Updaters {
  /** Keras's default. DL4J's is 1e-8. */
  private static final double ADAM_EPSILON = 1e-7;

  private Updaters() {}

  static IUpdater of(Optimizer optimizer, double multiplier) {
    double rate = optimizer.learningRate() * multiplier;
    return switch (optimizer.kind()) {
      case ADAM -> new Adam(rate, 0.9, 0.999, ADAM_EPSILON);
      case SGD -> new Sgd(rate);
      case NESTEROVS -> new Nesterovs(rate, optimizer.momentum());
      case RMSPROP -> new RmsProp(rate);
    };
  }
}

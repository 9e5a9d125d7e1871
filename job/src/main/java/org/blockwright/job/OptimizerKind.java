package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import org.blockwright.dsl.Optimizer;

/** The values of {@code optimizer.kind}. */
enum OptimizerKind {
  ADAM(Optimizer.adam(OptimizerKind.LEARNING_RATE)),
  ADAMW(Optimizer.adamW(OptimizerKind.LEARNING_RATE)),
  SGD(Optimizer.sgd(OptimizerKind.LEARNING_RATE)),
  RMSPROP(Optimizer.rmsProp(OptimizerKind.LEARNING_RATE)),
  /** Solves a head to convergence where that is possible, and is Adam elsewhere. */
  AUTO(Optimizer.adam(OptimizerKind.LEARNING_RATE));

  private static final double LEARNING_RATE = 0.001;

  private final Optimizer defaults;

  OptimizerKind(Optimizer defaults) {
    this.defaults = defaults;
  }

  /** Returns the name in settings, for instance {@code adam}. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static OptimizerKind of(Optimizer optimizer) {
    return Arrays.stream(values())
        .filter(kind -> kind.defaults.getClass() == optimizer.getClass())
        .findFirst()
        .orElseThrow();
  }

  /** Returns the optimizer of this name with its default hyperparameters. */
  static Optimizer defaults(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT)).defaults;
  }

  static ImmutableList<String> ids() {
    return Arrays.stream(values()).map(OptimizerKind::id).collect(ImmutableList.toImmutableList());
  }

  /** Sets an optimizer with its hyperparameters in a job. */
  static Job set(Job job, Optimizer optimizer) {
    Momentum momentum = optimizer.accept(new MomentumReader());
    return job.with(Setting.OPTIMIZER, of(optimizer).id(), optimizer)
        .with(Setting.LEARNING_RATE, optimizer.learningRate())
        .with(Setting.MOMENTUM, momentum.value)
        .with(Setting.NESTEROV, momentum.nesterov);
  }

  private record Momentum(double value, boolean nesterov) {
    static final Momentum NONE = new Momentum(0, false);
  }

  /** Returns the momentum of an optimizer. */
  private static final class MomentumReader implements Optimizer.Visitor<Momentum> {
    @Override
    public Momentum adam(Optimizer.Adam optimizer) {
      return Momentum.NONE;
    }

    @Override
    public Momentum adamW(Optimizer.AdamW optimizer) {
      return Momentum.NONE;
    }

    @Override
    public Momentum sgd(Optimizer.Sgd optimizer) {
      return new Momentum(optimizer.momentum(), optimizer.nesterov());
    }

    @Override
    public Momentum rmsProp(Optimizer.RmsProp optimizer) {
      return new Momentum(optimizer.momentum(), false);
    }
  }

  /** Applies the settings of a job that are hyperparameters of an optimizer. */
  record Hyperparameters(Job job) implements Optimizer.Visitor<Optimizer> {
    @Override
    public Optimizer adam(Optimizer.Adam optimizer) {
      return optimizer.learningRate(job.learningRate());
    }

    @Override
    public Optimizer adamW(Optimizer.AdamW optimizer) {
      return optimizer
          .learningRate(job.learningRate())
          .weightDecay(job.weightDecay().orElse(optimizer.weightDecay()));
    }

    @Override
    public Optimizer sgd(Optimizer.Sgd optimizer) {
      return optimizer
          .learningRate(job.learningRate())
          .momentum(job.momentum())
          .nesterov(job.nesterov());
    }

    @Override
    public Optimizer rmsProp(Optimizer.RmsProp optimizer) {
      return optimizer.learningRate(job.learningRate()).momentum(job.momentum());
    }
  }
}

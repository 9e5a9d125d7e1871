package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import org.blockwright.dsl.Optimizer;

/** The values of {@code optimizer.kind}, each with the other settings that it uses. */
enum OptimizerKind {
  ADAM {
    @Override
    Optimizer create(Job job) {
      return Optimizer.adam(job.number(Setting.LEARNING_RATE));
    }
  },
  ADAMW {
    @Override
    Optimizer create(Job job) {
      Optimizer.AdamW adamW = Optimizer.adamW(job.number(Setting.LEARNING_RATE));
      return job.get(Setting.WEIGHT_DECAY).isPresent()
          ? adamW.weightDecay(job.number(Setting.WEIGHT_DECAY))
          : adamW;
    }
  },
  SGD {
    @Override
    Optimizer create(Job job) {
      return Optimizer.sgd(job.number(Setting.LEARNING_RATE))
          .momentum(job.number(Setting.MOMENTUM))
          .nesterov(job.bool(Setting.NESTEROV));
    }
  },
  RMSPROP {
    @Override
    Optimizer create(Job job) {
      return Optimizer.rmsProp(job.number(Setting.LEARNING_RATE))
          .momentum(job.number(Setting.MOMENTUM));
    }
  };

  /** Returns the optimizer of a job. */
  abstract Optimizer create(Job job);

  /** Returns the name in settings, for instance {@code adam}. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static OptimizerKind of(Job job) {
    return valueOf(job.text(Setting.OPTIMIZER).toUpperCase(Locale.ROOT));
  }

  static ImmutableList<String> ids() {
    return Arrays.stream(values()).map(OptimizerKind::id).collect(ImmutableList.toImmutableList());
  }
}

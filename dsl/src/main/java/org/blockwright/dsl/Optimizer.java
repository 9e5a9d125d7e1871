package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;

/**
 * An optimizer and its hyperparameters; plain data, lowered to DL4J's updater of the same name.
 *
 * @param learningRate base learning rate, multiplied by the multiplier of each layer
 * @param momentum for {@link Kind#NESTEROVS}; 0 for all others
 */
public record Optimizer(Kind kind, double learningRate, double momentum) {

  /**
   * The update rule. Adam has the constants of Keras (beta1 0.9, beta2 0.999, epsilon 1e-7),
   * RMSProp those of DL4J.
   */
  public enum Kind {
    ADAM,
    SGD,
    NESTEROVS,
    RMSPROP;

    /** Returns the name in files and settings, for instance {@code adam}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind with this id, if there is one. */
    public static Optional<Kind> of(String id) {
      return List.of(values()).stream().filter(k -> k.id().equals(id)).findFirst();
    }

    public static List<String> ids() {
      return ImmutableList.copyOf(List.of(values()).stream().map(Kind::id).toList());
    }
  }

  public Optimizer {
    Checks.require(
        learningRate > 0 && Double.isFinite(learningRate),
        () -> DslProblems.invalidLearningRate(learningRate));
  }

  public static Optimizer adam(double learningRate) {
    return new Optimizer(Kind.ADAM, learningRate, 0);
  }

  public static Optimizer sgd(double learningRate) {
    return new Optimizer(Kind.SGD, learningRate, 0);
  }

  public static Optimizer nesterovs(double learningRate, double momentum) {
    return new Optimizer(Kind.NESTEROVS, learningRate, momentum);
  }

  public static Optimizer rmsProp(double learningRate) {
    return new Optimizer(Kind.RMSPROP, learningRate, 0);
  }

  /** Sets the base learning rate. */
  public Optimizer learningRate(double newRate) {
    return new Optimizer(kind, newRate, momentum);
  }
}

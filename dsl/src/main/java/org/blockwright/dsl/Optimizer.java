package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Problems;

/**
 * How gradients become steps; plain data, lowered to DL4J's updater of the same name.
 *
 * @param learningRate the base learning rate; layers have it times their multiplier
 * @param momentum for {@link Kind#NESTEROVS}; 0 for all others
 */
public record Optimizer(Kind kind, double learningRate, double momentum) {

  /** Which rule; Adam with Keras's other constants (0.9, 0.999, 1e-7), RMSProp with DL4J's. */
  public enum Kind {
    ADAM,
    SGD,
    NESTEROVS,
    RMSPROP;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> of(String word) {
      return List.of(values()).stream().filter(k -> k.id().equals(word)).findFirst();
    }

    public static List<String> ids() {
      return ImmutableList.copyOf(List.of(values()).stream().map(Kind::id).toList());
    }
  }

  public Optimizer {
    Problems.require(
        learningRate > 0 && Double.isFinite(learningRate),
        () -> Problems.invalidLearningRate(learningRate));
  }

  public static Optimizer adam(double rate) {
    return new Optimizer(Kind.ADAM, rate, 0);
  }

  public static Optimizer sgd(double rate) {
    return new Optimizer(Kind.SGD, rate, 0);
  }

  public static Optimizer nesterovs(double rate, double momentum) {
    return new Optimizer(Kind.NESTEROVS, rate, momentum);
  }

  public static Optimizer rmsProp(double rate) {
    return new Optimizer(Kind.RMSPROP, rate, 0);
  }

  /** The same rule at another base rate. */
  public Optimizer learningRate(double other) {
    return new Optimizer(kind, other, momentum);
  }
}

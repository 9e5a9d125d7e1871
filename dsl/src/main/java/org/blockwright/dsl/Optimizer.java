package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Problems;

/**
 * How gradients become steps; plain data, lowered to DL4J's updater of the same name.
 *
 * @param rate the base learning rate; layers have it times their multiplier
 * @param momentum for {@link Kind#NESTEROVS}; 0 for all others
 */
public record Optimizer(Kind kind, double rate, double momentum) {

  /** Which rule; Adam with Keras's other constants (0.9, 0.999, 1e-7), RMSProp with DL4J's. */
  public enum Kind {
    ADAM,
    SGD,
    NESTEROVS,
    RMSPROP;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> of(String word) {
      return List.of(values()).stream().filter(k -> k.word().equals(word)).findFirst();
    }

    public static List<String> words() {
      return ImmutableList.copyOf(List.of(values()).stream().map(Kind::word).toList());
    }
  }

  public Optimizer {
    Problems.require(rate > 0 && Double.isFinite(rate), () -> Problems.learningRate(rate));
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
  public Optimizer rate(double other) {
    return new Optimizer(kind, other, momentum);
  }
}

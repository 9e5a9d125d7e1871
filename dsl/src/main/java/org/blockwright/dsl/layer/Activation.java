package org.blockwright.dsl.layer;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.check.Numbers;

/**
 * An activation function as in Keras: applied to each value, softmax to the whole vector.
 *
 * @param slope for negative values, if the function {@link Kind#hasSlope() has one}; else 0
 */
public record Activation(Kind kind, double slope) {
  public static final Activation LINEAR = new Activation(Kind.LINEAR, 0);
  public static final Activation RELU = new Activation(Kind.RELU, 0);
  public static final Activation RELU6 = new Activation(Kind.RELU6, 0);
  public static final Activation SWISH = new Activation(Kind.SWISH, 0);
  public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
  public static final Activation TANH = new Activation(Kind.TANH, 0);
  public static final Activation SOFTMAX = new Activation(Kind.SOFTMAX, 0);

  public Activation {
    Checks.require(
        Numbers.isFinite(slope), () -> NumberProblems.notFinite(kind.id(), "slope", slope));
  }

  /** The function. */
  public enum Kind {
    LINEAR,
    RELU,
    RELU6,
    LEAKY_RELU,
    SWISH,
    SIGMOID,
    TANH,
    SOFTMAX;

    /** Returns whether the function has a slope. */
    public boolean hasSlope() {
      return this == LEAKY_RELU;
    }

    /** Returns the name in files and default names, for instance {@code leaky_relu}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind with this id, if there is one. */
    public static Optional<Kind> of(String id) {
      for (Kind kind : values()) {
        if (kind.id().equals(id)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public static Activation leakyRelu(double slope) {
    return new Activation(Kind.LEAKY_RELU, slope);
  }

  /**
   * Returns whether the function is a rectifier, which passes about half of the signal; initial
   * weights are scaled up for it (He initialization).
   */
  public boolean isRectifier() {
    return switch (kind) {
      case RELU, RELU6, LEAKY_RELU -> true;
      case LINEAR, SWISH, SIGMOID, TANH, SOFTMAX -> false;
    };
  }

  /** Rejects a softmax of a feature map or of a single unit. */
  void check(LayerLocation location, Shape shape) {
    if (kind == Kind.SOFTMAX) {
      Checks.require(
          !shape.isFeatureMap(), () -> LayerProblems.softmaxOnFeatureMap(location.path()));
      Checks.require(shape.size() > 1, () -> LayerProblems.softmaxOfOneUnit(location.path()));
    }
  }

  @Override
  public String toString() {
    return kind.hasSlope() ? kind.id() + "(" + slope + ")" : kind.id();
  }
}

package org.blockwright.dsl.layer;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Numbers;
import org.blockwright.dsl.check.Problems;

/**
 * A function of each value (of all values together for softmax), with Keras's meaning.
 *
 * @param slope of the negative side, for {@link Kind#LEAKY_RELU}; 0 for all others
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
    Problems.require(Numbers.isFinite(slope), () -> Problems.notFinite(kind.id(), "slope", slope));
  }

  /** Which function. */
  public enum Kind {
    LINEAR,
    RELU,
    RELU6,
    LEAKY_RELU,
    SWISH,
    SIGMOID,
    TANH,
    SOFTMAX;

    /** The word in files and names: {@code leaky_relu}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this word. */
    public static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind.id().equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public static Activation leakyRelu(double slope) {
    return new Activation(Kind.LEAKY_RELU, slope);
  }

  /** Whether it lets about half of the signal through, which initial weights make up for. */
  public boolean isRectifier() {
    return kind == Kind.RELU || kind == Kind.RELU6 || kind == Kind.LEAKY_RELU;
  }

  /** Refuses a softmax of what has no classes: a map, or a single value. */
  void check(LayerLocation site, Shape shape) {
    if (kind == Kind.SOFTMAX) {
      Problems.require(!shape.isFeatureMap(), () -> Problems.softmaxOnFeatureMap(site.path()));
      Problems.require(shape.size() > 1, () -> Problems.softmaxOfOneUnit(site.path()));
    }
  }

  @Override
  public String toString() {
    return kind == Kind.LEAKY_RELU ? kind.id() + "(" + slope + ")" : kind.id();
  }
}

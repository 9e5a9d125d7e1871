package org.blockwright.engine.compiled;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * An activation function.
 *
 * @param alpha first parameter, in oneDNN's meaning: slope of a rectifier, lower limit of a clip
 * @param beta second parameter: upper limit of a clip
 */
record Nonlinearity(Kind kind, float alpha, float beta) {
  /** Types of functions. */
  enum Kind {
    IDENTITY,
    RELU,
    CLIP,
    SIGMOID,
    TANH,
    SWISH,
    ELU,
    HARD_SIGMOID,
    SOFTPLUS,
    MISH,
    SOFTMAX
  }

  static final Nonlinearity IDENTITY = of(Kind.IDENTITY);
  static final Nonlinearity RELU = of(Kind.RELU);

  private static Nonlinearity of(Kind kind) {
    return new Nonlinearity(kind, 0, 0);
  }

  /** Reads a function of DL4J. */
  static Nonlinearity of(IActivation function) {
    Class<?> type = function.getClass();
    if (type == ActivationIdentity.class) {
      return IDENTITY;
    } else if (function instanceof ActivationReLU relu && type == ActivationReLU.class) {
      return rectifier(relu);
    } else if (type == ActivationReLU6.class) {
      return new Nonlinearity(Kind.CLIP, 0, 6);
    } else if (function instanceof ActivationLReLU leaky && type == ActivationLReLU.class) {
      return new Nonlinearity(Kind.RELU, (float) leaky.getAlpha(), 0);
    } else if (type == ActivationSwish.class) {
      return new Nonlinearity(Kind.SWISH, 1, 0);
    } else if (type == ActivationSigmoid.class) {
      return of(Kind.SIGMOID);
    } else if (type == ActivationTanH.class) {
      return of(Kind.TANH);
    } else if (function instanceof ActivationELU elu && type == ActivationELU.class) {
      return new Nonlinearity(Kind.ELU, (float) elu.getAlpha(), 0);
    } else if (type == ActivationHardSigmoid.class) {
      return new Nonlinearity(Kind.HARD_SIGMOID, 0.2f, 0.5f);
    } else if (type == ActivationHardTanH.class) {
      return new Nonlinearity(Kind.CLIP, -1, 1);
    } else if (type == ActivationSoftPlus.class) {
      return new Nonlinearity(Kind.SOFTPLUS, 1, 0);
    } else if (type == ActivationMish.class) {
      return of(Kind.MISH);
    } else if (type == ActivationSoftmax.class) {
      return of(Kind.SOFTMAX);
    }
    throw Reasons.activation(type.getSimpleName());
  }

  private static Nonlinearity rectifier(ActivationReLU relu) {
    double slope = orZero(relu.getNegativeSlope());
    if (orZero(relu.getThreshold()) != 0 || orZero(relu.getMax()) != 0 && slope != 0) {
      throw Reasons.activation(relu);
    }
    return orZero(relu.getMax()) != 0
        ? new Nonlinearity(Kind.CLIP, 0, relu.getMax().floatValue())
        : new Nonlinearity(Kind.RELU, (float) slope, 0);
  }

  private static double orZero(Double value) {
    return value == null ? 0 : value;
  }

  boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  /** Returns whether the function applies to each element, and so can end another operation. */
  boolean isElementWise() {
    return kind != Kind.SOFTMAX;
  }

  /** Returns whether no result is below zero. */
  boolean isNonNegative() {
    return switch (kind) {
      case RELU, CLIP -> alpha >= 0 && (kind == Kind.CLIP || alpha == 0);
      case SIGMOID, HARD_SIGMOID, SOFTPLUS, SOFTMAX -> true;
      default -> false;
    };
  }
}

package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;

/**
 * The loss of an output with its hyperparameters, which have the meanings and defaults of Keras:
 * the mean over the units of the output, and over the samples of a batch. Immutable plain data,
 * lowered to a loss function of the engine.
 *
 * <pre>{@code
 * Loss smoothed = Loss.categoricalCrossEntropy().labelSmoothing(0.1);
 * Loss robust = Loss.huber(1);
 * }</pre>
 *
 * <p>A new loss is a new record; the compiler then reports every {@link Visitor} that has to handle
 * it.
 */
public sealed interface Loss {

  /**
   * Returns the weight of each unit: of a class in the categorical cross-entropy, of a label in the
   * binary one. Empty if all are 1.
   */
  default List<Double> unitWeights() {
    return ImmutableList.of();
  }

  /** Returns the name in files and messages, that of Keras, such as {@code huber}. */
  String id();

  /** Calls the visitor's method for this loss. */
  <R> R accept(Visitor<R> visitor);

  /** Returns the cross-entropy of a softmax, without label smoothing. */
  static CategoricalCrossEntropy categoricalCrossEntropy() {
    return new CategoricalCrossEntropy(0, List.of());
  }

  /** Returns the cross-entropy of one or more sigmoids, without label smoothing. */
  static BinaryCrossEntropy binaryCrossEntropy() {
    return new BinaryCrossEntropy(0, List.of(), List.of());
  }

  /** Returns the mean of the squared errors. */
  static MeanSquaredError meanSquaredError() {
    return new MeanSquaredError();
  }

  /** Returns the mean of the absolute errors. */
  static MeanAbsoluteError meanAbsoluteError() {
    return new MeanAbsoluteError();
  }

  /**
   * Returns the Huber loss.
   *
   * @param delta the error from which on the loss grows linearly, greater than 0; Keras's default
   *     is 1
   */
  static Huber huber(double delta) {
    return new Huber(delta);
  }

  /** One method per loss. */
  interface Visitor<R> {
    R categoricalCrossEntropy(CategoricalCrossEntropy loss);

    R binaryCrossEntropy(BinaryCrossEntropy loss);

    R meanSquaredError(MeanSquaredError loss);

    R meanAbsoluteError(MeanAbsoluteError loss);

    R huber(Huber loss);
  }

  /**
   * The cross-entropy of a softmax: {@code -sum(w_c * t_c * ln(p_c))}. The targets are 1 at the
   * true class and 0 elsewhere, or probabilities (soft targets).
   *
   * @param labelSmoothing s in [0, 1): targets become {@code t * (1 - s) + s / classes}
   * @param unitWeights the weight of each class, at least 0; empty if all are 1
   */
  record CategoricalCrossEntropy(double labelSmoothing, List<Double> unitWeights) implements Loss {
    public CategoricalCrossEntropy {
      Losses.requireFraction("categoricalCrossEntropy", labelSmoothing);
      unitWeights = Losses.requireWeights("categoricalCrossEntropy", unitWeights);
    }

    /** Sets the label smoothing, in [0, 1). */
    public CategoricalCrossEntropy labelSmoothing(double amount) {
      return new CategoricalCrossEntropy(amount, unitWeights);
    }

    /** Sets the weight of each class, in the order of the labels. */
    public CategoricalCrossEntropy classWeights(List<Double> weights) {
      return new CategoricalCrossEntropy(labelSmoothing, weights);
    }

    @Override
    public String id() {
      return "categorical_crossentropy";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.categoricalCrossEntropy(this);
    }
  }

  /**
   * The cross-entropy of sigmoids, the mean over the labels of {@code -w_l * (t_l * ln(p_l) + (1 -
   * t_l) * ln(1 - p_l))}. The targets are 0 and 1, or probabilities (soft targets).
   *
   * @param labelSmoothing s in [0, 1): targets become {@code t * (1 - s) + s / 2}
   * @param unitWeights the weight of each label where it is present, at least 0; empty if all are 1
   * @param absentWeights the weight of each label where it is absent, at least 0; empty if they are
   *     the {@code unitWeights}. With both, the weight for a soft target t is {@code t * present +
   *     (1 - t) * absent}
   */
  record BinaryCrossEntropy(
      double labelSmoothing, List<Double> unitWeights, List<Double> absentWeights) implements Loss {
    public BinaryCrossEntropy {
      Losses.requireFraction("binaryCrossEntropy", labelSmoothing);
      unitWeights = Losses.requireWeights("binaryCrossEntropy", unitWeights);
      absentWeights = Losses.requireWeights("binaryCrossEntropy", absentWeights);
      Losses.requireSameCount("binaryCrossEntropy", unitWeights.size(), absentWeights.size());
    }

    /** Sets the label smoothing, in [0, 1). */
    public BinaryCrossEntropy labelSmoothing(double amount) {
      return new BinaryCrossEntropy(amount, unitWeights, absentWeights);
    }

    /** Sets the weight of each label, present or absent, in the order of the labels. */
    public BinaryCrossEntropy labelWeights(List<Double> weights) {
      return labelWeights(weights, List.of());
    }

    /**
     * Sets the weights of each label, in the order of the labels.
     *
     * @param present the weight where a label is present
     * @param absent the weight where it is absent; empty if it is that of {@code present}
     */
    public BinaryCrossEntropy labelWeights(List<Double> present, List<Double> absent) {
      return new BinaryCrossEntropy(labelSmoothing, present, absent);
    }

    /** Returns the weight of a label, for a target from 0 (absent) to 1 (present). */
    public double weight(int label, double target) {
      double present = unitWeights.isEmpty() ? 1 : unitWeights.get(label);
      return absentWeights.isEmpty()
          ? present
          : target * present + (1 - target) * absentWeights.get(label);
    }

    /** Sets the weights of the two classes of a single sigmoid, which outputs the second. */
    public BinaryCrossEntropy classWeights(double first, double second) {
      return labelWeights(List.of(second), List.of(first));
    }

    @Override
    public String id() {
      return "binary_crossentropy";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.binaryCrossEntropy(this);
    }
  }

  /** The mean over the units of {@code (y - t)^2}. */
  record MeanSquaredError() implements Loss {
    @Override
    public String id() {
      return "mean_squared_error";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.meanSquaredError(this);
    }
  }

  /** The mean over the units of {@code |y - t|}. */
  record MeanAbsoluteError() implements Loss {
    @Override
    public String id() {
      return "mean_absolute_error";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.meanAbsoluteError(this);
    }
  }

  /**
   * The mean over the units of {@code (y - t)^2 / 2} for errors up to delta, else {@code delta * |y
   * - t| - delta^2 / 2} (Huber 1964).
   *
   * @param delta greater than 0, in the unit of the target
   */
  record Huber(double delta) implements Loss {
    public Huber {
      Checks.require(
          delta > 0 && Double.isFinite(delta),
          () -> NumberProblems.notPositive("huber", "delta", delta));
    }

    @Override
    public String id() {
      return "huber";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.huber(this);
    }
  }
}

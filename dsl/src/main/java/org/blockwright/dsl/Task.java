package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.layer.Activation;

/** What an output of a network predicts. */
public enum Task {
  /** One of several classes: a softmax with one unit per class. */
  CLASSIFICATION,
  /**
   * One of two classes: a single unit with sigmoid, the probability of the second of two labels.
   */
  BINARY,
  /** Any number of labels: a sigmoid with one unit per label. */
  MULTI_LABEL,
  /** Numbers: one unit per target, usually without activation. */
  REGRESSION;

  /** Returns the value in files and flags, such as {@code multi-label}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the task with this id; empty if there is none. */
  public static Optional<Task> of(String id) {
    return Arrays.stream(values()).filter(task -> task.id().equals(id)).findFirst();
  }

  /** Returns all ids. */
  public static ImmutableList<String> ids() {
    return Arrays.stream(values()).map(Task::id).collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns whether exactly one of the labels is true: {@link #CLASSIFICATION}, {@link #BINARY}.
   */
  public boolean isClassification() {
    return this == CLASSIFICATION || this == BINARY;
  }

  /** Returns the activation of an output layer for this task. */
  public Activation activation() {
    return switch (this) {
      case CLASSIFICATION -> Activation.SOFTMAX;
      case BINARY, MULTI_LABEL -> Activation.SIGMOID;
      case REGRESSION -> Activation.LINEAR;
    };
  }

  /** Returns the number of units of an output layer for a number of labels or targets. */
  public int units(int labels) {
    return this == BINARY ? 1 : labels;
  }

  /** Returns the loss if none is set: cross-entropy, or the mean squared error of a regression. */
  public Loss defaultLoss() {
    return switch (this) {
      case CLASSIFICATION -> Loss.categoricalCrossEntropy();
      case BINARY, MULTI_LABEL -> Loss.binaryCrossEntropy();
      case REGRESSION -> Loss.meanSquaredError();
    };
  }
}

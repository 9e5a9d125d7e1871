package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.Objects;
import org.blockwright.dsl.Task;

/**
 * The outputs of a network for one sample, with the true values of the sample. Immutable.
 *
 * <pre>{@code
 * new Prediction("covid/a.png", "patient 1", 0, new float[] {0.8f, 0.2f});
 * Prediction.ofClass(Task.BINARY, "a.png", "patient 1", 1, new float[] {0.7f});
 * Prediction.of(Task.MULTI_LABEL, "a.png", "patient 1", new float[] {1, 0}, new float[] {0.7f, 0.1f});
 * Prediction.of(Task.REGRESSION, "a.png", "patient 1", new float[] {52}, new float[] {49.5f});
 * }</pre>
 */
public final class Prediction {
  /** A target of at least this value is a true label; a soft target may be any number in [0, 1]. */
  static final float TRUE_LABEL = 0.5f;

  private final Task task;
  private final String key;
  private final String group;
  private final int trueClass;
  private final float[] targets;
  private final float[] outputs;

  /**
   * Creates a prediction for {@link Task#CLASSIFICATION}.
   *
   * @param key key of the sample, its path relative to the data folder
   * @param group group of the sample, such as one patient; the key if the sample has no group
   * @param trueClass index of the true class
   * @param probabilities one for each class, in the order of the labels
   * @throws org.blockwright.base.TrainingException if a probability is not in [0, 1]
   */
  public Prediction(String key, String group, int trueClass, float[] probabilities) {
    this(Task.CLASSIFICATION, key, group, trueClass, new float[0], probabilities);
  }

  private Prediction(
      Task task, String key, String group, int trueClass, float[] targets, float[] outputs) {
    this.task = Objects.requireNonNull(task, "task");
    this.key = Objects.requireNonNull(key, "key");
    this.group = Objects.requireNonNull(group, "group");
    this.trueClass = trueClass;
    this.targets = targets.clone();
    this.outputs = outputs.clone();
    if (outputs.length == 0) {
      throw MeasurementProblems.noOutputs(task, key);
    }
    for (int i = 0; i < outputs.length; i++) {
      if (task == Task.REGRESSION) {
        if (!Float.isFinite(outputs[i])) {
          throw MeasurementProblems.notANumber(key, i, outputs[i]);
        }
      } else if (!(outputs[i] >= 0 && outputs[i] <= 1 + 1e-3f)) {
        throw MeasurementProblems.notAProbability(task, key, i, outputs[i]);
      }
    }
  }

  /**
   * Returns a prediction whose true value is a class.
   *
   * @param task {@link Task#CLASSIFICATION} or {@link Task#BINARY}
   * @param trueClass index of the true class
   * @param outputs the units of the network: a probability for each class, or for {@link
   *     Task#BINARY} only that of the second class
   * @throws org.blockwright.base.UsageException if the task is another one
   * @throws org.blockwright.base.TrainingException if a probability is not in [0, 1]
   */
  public static Prediction ofClass(
      Task task, String key, String group, int trueClass, float[] outputs) {
    if (!task.isClassification()) {
      throw MeasurementProblems.noTrueClass(task, key);
    }
    return new Prediction(task, key, group, trueClass, new float[0], outputs);
  }

  /**
   * Returns a prediction whose true values are one number for each unit.
   *
   * @param targets labels or soft classes, from 0 to 1; or numbers for {@link Task#REGRESSION}
   * @param outputs the units of the network: probabilities, or numbers for {@link Task#REGRESSION}
   * @throws org.blockwright.base.UsageException if a target is invalid, or if there are not as many
   *     targets as outputs
   * @throws org.blockwright.base.TrainingException if a probability is not in [0, 1], or a number
   *     is not finite
   */
  public static Prediction of(
      Task task, String key, String group, float[] targets, float[] outputs) {
    if (targets.length != outputs.length) {
      throw MeasurementProblems.wrongTargetCount(key, targets.length, outputs.length);
    }
    for (int i = 0; i < targets.length; i++) {
      boolean valid =
          task == Task.REGRESSION
              ? Float.isFinite(targets[i])
              : targets[i] >= 0 && targets[i] <= 1 + 1e-3f;
      if (!valid) {
        throw MeasurementProblems.invalidTarget(task, key, i, targets[i]);
      }
    }
    int trueClass =
        switch (task) {
          case CLASSIFICATION -> indexOfMaximum(targets);
          case BINARY -> targets.length > 0 && targets[0] >= TRUE_LABEL ? 1 : 0;
          case MULTI_LABEL, REGRESSION -> -1;
        };
    return new Prediction(task, key, group, trueClass, targets, outputs);
  }

  /** Returns the task of the output. */
  public Task task() {
    return task;
  }

  /** Returns the key of the sample, its path relative to the data folder. */
  public String key() {
    return key;
  }

  /** Returns the group of the sample, such as one patient; the key if it has no group. */
  public String group() {
    return group;
  }

  /**
   * Returns the index of the true class; of soft targets the largest one, the first of equals.
   *
   * @throws org.blockwright.base.UsageException if the task is not a classification
   */
  public int trueClass() {
    if (!task.isClassification()) {
      throw MeasurementProblems.noTrueClass(task, key);
    }
    return trueClass;
  }

  /** Returns a target for each unit; empty if the true value is a class, see {@link #trueClass}. */
  public float[] targets() {
    return targets.clone();
  }

  /** Returns the target of a label or of a number. */
  public float target(int index) {
    return targets[index];
  }

  /** Returns whether a label is true, that is whether its target is at least 0.5. */
  public boolean isTrue(int label) {
    return targets[label] >= TRUE_LABEL;
  }

  /** Returns the outputs of the network, one for each unit. */
  public float[] outputs() {
    return outputs.clone();
  }

  /** Returns the predicted number, or the output of a unit. */
  public float output(int index) {
    return outputs[index];
  }

  /** Returns the probability of a class or label; of {@link Task#BINARY} for both classes. */
  public float probability(int index) {
    return task == Task.BINARY && index == 0
        ? 1 - outputs[0]
        : outputs[task == Task.BINARY ? 0 : index];
  }

  /** Returns whether the true values are targets, not only a class. */
  boolean hasTargets() {
    return targets.length > 0;
  }

  /** Returns the targets without a copy. */
  float[] rawTargets() {
    return targets;
  }

  /** Returns the outputs without a copy. */
  float[] rawOutputs() {
    return outputs;
  }

  /** Returns the index of the highest score, the first one in case of a tie. */
  static int indexOfMaximum(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction p
        && task == p.task
        && key.equals(p.key)
        && group.equals(p.group)
        && trueClass == p.trueClass
        && Arrays.equals(targets, p.targets)
        && Arrays.equals(outputs, p.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        task, key, group, trueClass, Arrays.hashCode(targets), Arrays.hashCode(outputs));
  }

  @Override
  public String toString() {
    String truth = hasTargets() ? "targets " + Arrays.toString(targets) : "true class " + trueClass;
    return "%s (%s): %s, %s".formatted(key, group, truth, Arrays.toString(outputs));
  }
}

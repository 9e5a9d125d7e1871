package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.Objects;

/**
 * The prediction of a network for one sample.
 *
 * @param key key of the sample, its path relative to the data folder
 * @param group group of the sample, such as one patient; the key if the sample has no group
 * @param trueClass index of the true class
 * @param probabilities one for each class, in the order of the labels
 */
public record Prediction(String key, String group, int trueClass, float[] probabilities) {

  public Prediction {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(group, "group");
    probabilities = probabilities.clone();
    if (probabilities.length == 0) {
      throw MeasurementProblems.noProbabilities(key);
    }
    for (int i = 0; i < probabilities.length; i++) {
      if (!(probabilities[i] >= 0 && probabilities[i] <= 1 + 1e-3f)) {
        throw MeasurementProblems.notAProbability(key, i, probabilities[i]);
      }
    }
  }

  @Override
  public float[] probabilities() {
    return probabilities.clone();
  }

  /** Returns the probabilities without a copy. */
  float[] scores() {
    return probabilities;
  }

  /** Returns the probability of a class. */
  public float probability(int index) {
    return probabilities[index];
  }

  /** Returns the index of the most probable class, the first one in case of a tie. */
  public int predictedClass() {
    return indexOfMaximum(probabilities);
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

  /** Returns the probability of the {@link #predictedClass}. */
  public float confidence() {
    return probabilities[predictedClass()];
  }

  /** Returns whether the predicted class is the true class. */
  public boolean isCorrect() {
    return predictedClass() == trueClass;
  }

  int classCount() {
    return probabilities.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction p
        && key.equals(p.key)
        && group.equals(p.group)
        && trueClass == p.trueClass
        && Arrays.equals(probabilities, p.probabilities);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, group, trueClass, Arrays.hashCode(probabilities));
  }

  @Override
  public String toString() {
    return "%s (%s): true class %s, %s"
        .formatted(key, group, trueClass, Arrays.toString(probabilities));
  }
}

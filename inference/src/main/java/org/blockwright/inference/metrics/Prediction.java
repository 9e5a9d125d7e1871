package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a network said about one sample.
 *
 * @param key the sample's key, its path below the data folder
 * @param group what belongs together, for instance one patient; the key where nothing does
 * @param trueClass the index of the true class
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

  /** The probability of one class. */
  public float probability(int index) {
    return probabilities[index];
  }

  /** The index of the most probable class, the first of equals. */
  public int predictedClass() {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }

  /** How sure the network was: the probability of {@link #predictedClass}. */
  public float confidence() {
    return probabilities[predictedClass()];
  }

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
    return "%s (%s): truth %s, %s".formatted(key, group, trueClass, Arrays.toString(probabilities));
  }
}

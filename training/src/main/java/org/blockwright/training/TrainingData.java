package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.inference.InferenceProblems;
import org.blockwright.inference.PredictedTargets;

/**
 * The images of a training run, with the labels of the model.
 *
 * @param predicted the outputs that are trained, with their labels
 * @param train the training images
 * @param validation the validation images, if there are any
 */
record TrainingData(PredictedTargets predicted, Dataset train, Optional<Dataset> validation) {

  /**
   * Matches the classes, labels or targets to the labels of a network by name; one without labels
   * uses the order of the training images.
   *
   * @throws DataException if there are no training images, the classes do not match, or the images
   *     are for another task
   */
  static TrainingData of(Network network, Dataset train, Optional<Dataset> validation) {
    if (train.size() == 0) {
      throw new DataException(TrainingProblems.noTrainingImages());
    }
    requireAllClasses(network, train);
    PredictedTargets predicted = PredictedTargets.of(network, train);
    return new TrainingData(predicted, predicted.match(train), validation.map(predicted::match));
  }

  /** A class without training images would never be predicted. */
  private static void requireAllClasses(Network network, Dataset train) {
    Optional<Output> classifier =
        network.output().filter(output -> output.task().isClassification());
    if (classifier.isEmpty() || train.targets().size() != 1 || !train.task().isClassification()) {
      return;
    }
    int expected = classifier.orElseThrow().labelsOrIndices().size();
    if (train.classes().size() != expected) {
      throw new DataException(
          InferenceProblems.wrongClassCount(train.classes(), classifier.orElseThrow().units()));
    }
  }

  List<Dataset> datasets() {
    return validation.map(v -> List.of(train, v)).orElse(List.of(train));
  }
}

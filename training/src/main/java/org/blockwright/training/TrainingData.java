package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.InferenceProblems;

/**
 * The images of a training, with the labels of the model.
 *
 * @param train the training images
 * @param validation the validation images, if there are any
 */
record TrainingData(Dataset train, Optional<Dataset> validation) {

  /**
   * Matches the classes to the labels of a network by name; one without labels uses the class order
   * of the training images.
   *
   * @throws DataException if there are no training images or the classes do not match
   */
  static TrainingData of(Network network, Dataset train, Optional<Dataset> validation) {
    if (train.size() == 0) {
      throw new DataException(TrainingProblems.noTrainingImages());
    }
    Shape outputs = network.graph().outputShape();
    if (!outputs.equals(Shape.units(train.classes().size()))) {
      throw new DataException(TrainingProblems.wrongClassCount(train.classes(), outputs));
    }
    List<String> labels = network.labels().isEmpty() ? train.classes() : network.labels();
    return new TrainingData(
        withLabels(train, labels), validation.map(data -> withLabels(data, labels)));
  }

  private static Dataset withLabels(Dataset data, List<String> labels) {
    if (!labels.containsAll(data.classes())) {
      throw new DataException(InferenceProblems.classesNotInLabels(data.classes(), labels));
    }
    return data.withClasses(labels);
  }

  List<Dataset> datasets() {
    return validation.map(v -> List.of(train, v)).orElse(List.of(train));
  }
}

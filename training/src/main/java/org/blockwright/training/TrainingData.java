package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.inference.Evaluator;

/**
 * The images of a training, with the labels of the model.
 *
 * @param output the output that is trained
 * @param labels its labels; those of the training images if it has none
 * @param train the training images
 * @param validation the validation images, if there are any
 */
record TrainingData(
    Output output, List<String> labels, Dataset train, Optional<Dataset> validation) {

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
    Output output = requireOutput(network);
    List<String> names = train.classes();
    if (output.labels().isEmpty() && output.task().units(names.size()) != output.units()
        || !output.labels().isEmpty()
            && output.task().isClassification()
            && names.size() != output.labels().size()) {
      throw new DataException(
          TrainingProblems.wrongClassCount(names, network.graph().outputShape()));
    }
    List<String> labels = output.labels().isEmpty() ? names : output.labels();
    return new TrainingData(
        output,
        labels,
        Evaluator.matchedTo(train, output, labels),
        validation.map(data -> Evaluator.matchedTo(data, output, labels)));
  }

  private static Output requireOutput(Network network) {
    List<String> outputs = network.graph().outputs();
    if (outputs.size() != 1) {
      throw new UsageException(TrainingProblems.severalOutputs(network.name(), outputs));
    }
    return network
        .output()
        .orElseThrow(
            () ->
                new UsageException(
                    TrainingProblems.featureMapOutput(
                        network.name(), network.graph().outputShape())));
  }

  List<Dataset> datasets() {
    return validation.map(v -> List.of(train, v)).orElse(List.of(train));
  }
}

package org.blockwright.inference;

import java.util.Collection;
import java.util.List;
import org.blockwright.base.UsageException;

/** The messages of this package. */
public final class InferenceProblems {
  private InferenceProblems() {}

  /** A data set has a class that is not one of the model's labels. */
  public static String classesNotInLabels(List<String> classes, List<String> labels) {
    return "the data has classes %s but the model's labels are %s. Rename the class folders, or use a model with these labels."
        .formatted(classes, labels);
  }

  /** The classes of the data are as many as those that an output distinguishes. */
  public static String wrongClassCount(List<String> data, int units) {
    return "the data has classes %s but the head has %s outputs. Use a head with one output for each class."
        .formatted(data, units);
  }

  /** A feature map cannot be compared with labels. */
  static String featureMapOutput(String network, Object shape) {
    return "%s cannot be compared with labels: its output is the feature map %s. Add a head, for instance Heads.globalAverage()."
        .formatted(network, shape);
  }

  /** Several outputs are matched with data by their labels. */
  public static String outputWithoutLabels(String network, String output) {
    return "%s has several outputs, of which \"%s\" has no labels. Set them with output(\"%s\", o -> o.labels(...))."
        .formatted(network, output, output);
  }

  /** A model without labels cannot be evaluated. */
  static String noLabels(String network, List<String> classes) {
    return "%s has no labels, so its outputs cannot be matched with the classes %s. Set them in the network, with labels(...), in the order of the outputs."
        .formatted(network, classes);
  }

  static String belowOne(String setting, int got) {
    return "%s must be at least 1, got %s.".formatted(setting, got);
  }

  /**
   * Checks a setting.
   *
   * @throws UsageException if it is below 1
   */
  static void requireAtLeastOne(String setting, int value) {
    if (value < 1) {
      throw new UsageException(belowOne(setting, value));
    }
  }

  static UsageException unknownColumn(String column, Collection<String> columns) {
    return new UsageException(
        "No column \"%s\" in the images. Columns: %s."
            .formatted(column, String.join(", ", columns)));
  }
}

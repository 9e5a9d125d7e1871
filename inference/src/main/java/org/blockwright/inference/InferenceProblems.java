package org.blockwright.inference;

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
}

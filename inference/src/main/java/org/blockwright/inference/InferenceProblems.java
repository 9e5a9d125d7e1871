package org.blockwright.inference;

import java.util.List;

/** The messages of this package. */
public final class InferenceProblems {
  private InferenceProblems() {}

  /** A data set has a class that is not one of the model's labels. */
  public static String classesNotInLabels(List<String> classes, List<String> labels) {
    return "the data has classes %s but the model's labels are %s. Rename the class folders, or use a model with these labels."
        .formatted(classes, labels);
  }
}

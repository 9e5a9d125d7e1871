package org.blockwright.inference;

import java.util.List;

/** The messages about evaluation. */
public final class InferenceProblems {
  private InferenceProblems() {}

  public static String classesNotInLabels(List<String> data, List<String> network) {
    return "the data has classes %s but the model's labels are %s. Rename the class folders, or use a model with these labels."
        .formatted(data, network);
  }
}

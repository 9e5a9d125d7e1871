package org.blockwright.model.lowering;

import java.util.List;

/** The messages of lowering and of parameters that are read and set. */
public final class LoweringProblems {
  private LoweringProblems() {}

  static String noLayers(String network) {
    return "%s has no layers. Add a block or a head.".formatted(network);
  }

  static String nothingToTrain(String network) {
    return "%s has no layer left to train: every one is frozen. Leave the head free, or freeze less."
        .formatted(network);
  }

  static String frozenOutput(String layer) {
    return "\"%s\" is the last layer and frozen while others learn; DL4J cannot train that. Leave it free, or write it as dense(...) and softmax()."
        .formatted(layer);
  }

  static String noLoss(String network, String output, Object shape) {
    return "%s cannot be trained: its output \"%s\" gives %s and is no softmax that nobody else reads. End it in dense(n) and softmax(); predicting works as it is."
        .formatted(network, output, shape);
  }

  static String frozenVectorBatchNorm(String layer) {
    return "\"%s\" normalises a vector and is frozen above layers that learn; DL4J cannot train that. Freeze what is below it too."
        .formatted(layer);
  }

  /** An array of another shape than its place. */
  public static String wrongShape(
      String layer, String kind, List<Integer> expected, List<Integer> got) {
    return "\"%s/%s\" needs %s, got %s.".formatted(layer, kind, text(expected), text(got));
  }

  /** A parameter that a layer does not have. */
  public static String unknownParameter(String layer, String kind, List<String> known) {
    return "\"%s\" has no %s. It has: %s."
        .formatted(layer, kind, known.isEmpty() ? "no parameters" : String.join(", ", known));
  }

  private static String text(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }
}

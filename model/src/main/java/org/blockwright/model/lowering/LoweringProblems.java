package org.blockwright.model.lowering;

import java.util.List;

/** Messages about networks that cannot be lowered or trained, and about access to parameters. */
public final class LoweringProblems {
  private LoweringProblems() {}

  static String noLayers(String network) {
    return "%s has no layers. Add a block or a head.".formatted(network);
  }

  static String nothingToTrain(String network) {
    return "%s has no layers to train: all are frozen. Unfreeze the head, or freeze fewer layers."
        .formatted(network);
  }

  static String frozenOutput(String layer) {
    return "\"%s\" is the output layer and frozen, but layers before it are trained, which DL4J does not support. Unfreeze it, or split it into dense(...) and its activation, such as softmax()."
        .formatted(layer);
  }

  static String noLoss(String network, String output, Object shape) {
    return "%s cannot be trained: its output \"%s\" (%s) is not a dense layer or an activation of a vector, or is also the input of another layer. End it with dense(n).softmax() for categorical_crossentropy, dense(n).sigmoid() for binary_crossentropy, or dense(n) for mean_squared_error, mean_absolute_error or huber. Prediction does not need this."
        .formatted(network, output, shape);
  }

  static String lossNotSet(String network, String output, Object activation) {
    return "%s cannot be trained: its output \"%s\" has the activation %s and no loss. Set mean_squared_error, mean_absolute_error or huber, or end it with softmax(), sigmoid() or no activation. Prediction does not need this."
        .formatted(network, output, activation);
  }

  static String frozenVectorBatchNorm(String layer) {
    return "\"%s\" normalizes a vector and is frozen, but layers before it are trained, which DL4J does not support. Freeze the layers before it, too."
        .formatted(layer);
  }

  /** An array whose shape is not that of the parameter. */
  public static String wrongShape(
      String layer, String kind, List<Integer> expected, List<Integer> got) {
    return "\"%s/%s\" expects shape %s, got %s.".formatted(layer, kind, text(expected), text(got));
  }

  /** A parameter that a layer does not have. */
  public static String unknownParameter(String layer, String kind, List<String> known) {
    return "\"%s\" has no parameter \"%s\". Its parameters: %s."
        .formatted(layer, kind, known.isEmpty() ? "none" : String.join(", ", known));
  }

  private static String text(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }
}

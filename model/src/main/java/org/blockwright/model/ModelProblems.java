package org.blockwright.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.dsl.layer.Shape;

/** The messages about saved models. */
final class ModelProblems {
  private ModelProblems() {}

  static String invalidModel(Path file, String why) {
    return "%s is no whole model: %s. Save it again, or train anew.".formatted(file, why);
  }

  private static final int REASON = 200;

  /** A damaged entry of a model, with what its reader says. */
  static String damagedEntry(String entry, Exception cause) {
    return "its entry \"%s\" is damaged: %s".formatted(entry, reason(cause));
  }

  /**
   * What an exception says, on one line: those of parsers hold whole documents, and those of
   * libraries may say nothing.
   */
  static String reason(Exception e) {
    if (e.getMessage() == null || e.getMessage().isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = e.getMessage().strip().lines().findFirst().orElseThrow().strip();
    // Some messages begin with the class of the exception within.
    String end = line.replaceFirst("^[\\w.$]+(Exception|Error): ", "").replaceFirst("[.:]+$", "");
    return end.length() <= REASON ? end : end.substring(0, REASON) + "...";
  }

  static String parameterHeader(String expected, String got) {
    return "its entry \"coefficients.bin\" is damaged: expected %s, got %s"
        .formatted(expected, got);
  }

  static String parameterCount(long expected, long got) {
    return String.format(
        Locale.ROOT,
        "its entry \"coefficients.bin\" has %,d parameters, the network has %,d",
        got,
        expected);
  }

  static String checksumLine(String line) {
    return "its entry \"checksums.sfv\" is damaged: \"%s\" is not a name and a CRC-32"
        .formatted(line);
  }

  static String checksumMismatch(String entry) {
    return "its entry \"%s\" is not the one that was saved with it (see checksums.sfv)"
        .formatted(entry);
  }

  static String missingEntry(String entry) {
    return "its entry \"%s\" is missing, which checksums.sfv lists".formatted(entry);
  }

  static String missingParameters(String layer) {
    return "blockwright.yaml and configuration.json describe different networks: the parameters of \"%s\" have no place"
        .formatted(layer);
  }

  static String differentNetworks() {
    return "blockwright.yaml and configuration.json describe different networks: their outputs differ";
  }

  static String differentInputSizes(String network, String input, Object shape, Object first) {
    return "%s takes %s at \"%s\" and %s at its first input; pictures fit only inputs of one size. Give each its array with outputs(...)."
        .formatted(network, shape, input, first);
  }

  static String wrongInputCount(String network, Collection<String> inputs, int got) {
    return "%s takes one array for each input (%s), so %s; got %s."
        .formatted(network, String.join(", ", inputs), inputs.size(), got);
  }

  static String wrongInputShape(String network, String input, Shape shape, long[] got) {
    return "%s: the input \"%s\" takes %s, as an array of %s; got one of %s."
        .formatted(
            network,
            input,
            shape,
            shape.isFeatureMap()
                ? "examples x %s channels x %s rows x %s columns"
                    .formatted(shape.channels(), shape.height(), shape.width())
                : "examples x %s units".formatted(shape.channels()),
            got.length == 0
                ? "no sides"
                : Arrays.stream(got).mapToObj(String::valueOf).collect(Collectors.joining(" x ")));
  }

  static String wrongImageSize(String network, String input, Shape shape, int picture, int got) {
    return "%s: the input \"%s\" takes %s, which is %s numbers a picture; picture %s has %s."
        .formatted(network, input, shape, shape.size(), picture, got);
  }

  static String noImages(String network) {
    return "%s is given no pictures. Give one at least.".formatted(network);
  }

  /**
   * @param file a description where a saved model is wanted
   */
  static String descriptionNotModel(Path file) {
    return "%s is a description and holds no weights. Train it with blockwright train --model %s --data FOLDER, and take the model.zip that this leaves."
        .formatted(file, file);
  }

  static String noDescription(Path file) {
    return "%s is a DL4J model without blockwright.yaml; Blockwright opens its own models only."
        .formatted(file);
  }

  static String notFinite(String network, String layer, String kind) {
    return "%s: the values given for \"%s/%s\" hold NaN or an infinite number. Check where they come from."
        .formatted(network, layer, kind);
  }

  static String fileNotFinite(Path file, String array) {
    return "%s: the weights \"%s\" hold NaN or an infinite number, so every prediction would. Train again with a lower learning rate, or take an earlier model."
        .formatted(file, array);
  }

  static String notSaved(String network, String array) {
    return "%s: the weights \"%s\" hold NaN or an infinite number; the model is not saved."
        .formatted(network, array);
  }

  static String notFiniteAfterTraining(String network, String array) {
    return "%s: after training the weights \"%s\" hold NaN or an infinite number; the model keeps its earlier weights. Lower the learning rate, or check the images and the preprocessing."
        .formatted(network, array);
  }

  static String outputNotFinite(String network, String layer, List<Integer> rows) {
    return "%s: the output of \"%s\" is NaN or infinite for image %s of the batch. Check its weights and the values of the image."
        .formatted(
            network,
            layer,
            rows.stream().map(row -> String.valueOf(row + 1)).collect(Collectors.joining(", ")));
  }

  /** Weights of a block that has another structure. */
  static String differentBlockStructure(
      String network, String block, String from, List<String> differences, int arrays) {
    return "the weights of \"%s\" do not fit \"%s\" of %s: %s of %s arrays differ: %s. Nothing was changed; take a block of the same layers."
        .formatted(
            from, block, network, differences.size(), arrays, String.join("; ", differences));
  }

  /** What does not fit, in the order of the block that is given weights, then of the other. */
  static List<String> differences(
      Map<String, BlockWeights.Array> given, Map<String, BlockWeights.Array> wanted) {
    List<String> all = new ArrayList<>();
    wanted.forEach(
        (name, place) -> {
          if (!given.containsKey(name)) {
            all.add("\"%s\" (%s) is missing".formatted(name, text(place.shape())));
          } else if (!given.get(name).shape().equals(place.shape())) {
            all.add(
                "\"%s\" is %s, needs %s"
                    .formatted(name, text(given.get(name).shape()), text(place.shape())));
          }
        });
    given.forEach(
        (name, array) -> {
          if (!wanted.containsKey(name)) {
            all.add("\"%s\" (%s) has no place".formatted(name, text(array.shape())));
          }
        });
    return all;
  }

  private static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}

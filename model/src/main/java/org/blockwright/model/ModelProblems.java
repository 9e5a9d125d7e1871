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

/** Messages about models, their files, inputs and weights. */
final class ModelProblems {
  private static final int MAX_REASON_LENGTH = 200;

  private ModelProblems() {}

  static String invalidModel(Path file, String reason) {
    return "%s is not a valid model file: %s. Save the model again, or retrain it."
        .formatted(file, reason);
  }

  /** A damaged entry of a model file, with the reason given by its reader. */
  static String damagedEntry(String entry, Exception cause) {
    return "its entry \"%s\" is damaged: %s".formatted(entry, reason(cause));
  }

  /**
   * The first line of an exception's message, shortened: parsers quote whole documents. The class
   * name if there is no message.
   */
  static String reason(Exception e) {
    if (e.getMessage() == null || e.getMessage().isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = e.getMessage().strip().lines().findFirst().orElseThrow().strip();
    // Some messages start with the class name of their cause.
    String text = line.replaceFirst("^[\\w.$]+(Exception|Error): ", "").replaceFirst("[.:]+$", "");
    return text.length() <= MAX_REASON_LENGTH ? text : text.substring(0, MAX_REASON_LENGTH) + "...";
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
    return "its entry \"%s\" does not match its checksum in checksums.sfv".formatted(entry);
  }

  static String missingEntry(String entry) {
    return "its entry \"%s\" is missing but listed in checksums.sfv".formatted(entry);
  }

  static String missingParameters(String layer) {
    return "blockwright.yaml and configuration.json describe different networks: the parameters of \"%s\" differ"
        .formatted(layer);
  }

  static String tooSmall(long parameters) {
    return String.format(
        Locale.ROOT, "it is too small for the %,d parameters of its network", parameters);
  }

  static String entriesTooLarge(long limit) {
    return String.format(
        Locale.ROOT, "its entries have more than %,d bytes, the limit for its network", limit);
  }

  static String differentNetworks() {
    return "blockwright.yaml and configuration.json describe different networks: their layers differ";
  }

  static String differentInputSizes(String network, String input, Object shape, Object first) {
    return "%s: images need inputs of equal shape, but input \"%s\" expects %s and the first input %s. Pass one array per input to outputs(...)."
        .formatted(network, input, shape, first);
  }

  static String wrongInputCount(String network, Collection<String> inputs, int got) {
    return "%s expects one array per input (%s): expected %s, got %s."
        .formatted(network, String.join(", ", inputs), inputs.size(), got);
  }

  static String wrongInputShape(String network, String input, Shape shape, long[] got) {
    return "%s: input \"%s\" expects %s, an array of shape %s; got %s."
        .formatted(
            network,
            input,
            shape,
            shape.isFeatureMap()
                ? "[batch, %s, %s, %s] (batch, channels, height, width)"
                    .formatted(shape.channels(), shape.height(), shape.width())
                : "[batch, %s]".formatted(shape.channels()),
            Arrays.toString(got));
  }

  static String wrongImageSize(String network, String input, Shape shape, int image, int got) {
    return "%s: input \"%s\" expects %s, which is %s values per image; image %s has %s."
        .formatted(network, input, shape, shape.size(), image, got);
  }

  static String noImages(String network) {
    return "%s: the list of images is empty. Pass at least one image.".formatted(network);
  }

  static String noWeightsLoader() {
    return "Weights files are read by the module blockwright-weights, which is not on the class path. Add it as a dependency.";
  }

  static String noActivations(String layer, Collection<String> available) {
    return "No activations of \"%s\" were requested. Available: %s."
        .formatted(layer, String.join(", ", available));
  }

  /**
   * A description instead of a saved model.
   *
   * @param file the description
   */
  static String descriptionNotModel(Path file) {
    return "%s is a network description without weights. Train it with blockwright train --model %s --data FOLDER and use the resulting model.zip."
        .formatted(file, file);
  }

  static String noDescription(Path file) {
    return "%s is a DL4J model without blockwright.yaml. Only models saved by Blockwright can be opened."
        .formatted(file);
  }

  static String notFinite(String network, String layer, String kind) {
    return "%s: the values for \"%s/%s\" contain NaN or infinite numbers. Check where they come from."
        .formatted(network, layer, kind);
  }

  static String fileNotFinite(Path file, String array) {
    return "%s: the weights \"%s\" contain NaN or infinite numbers, so predictions would be NaN. Train again with a lower learning rate, or use an earlier model."
        .formatted(file, array);
  }

  static String notSaved(String network, String array) {
    return "%s: the weights \"%s\" contain NaN or infinite numbers; the model was not saved."
        .formatted(network, array);
  }

  static String notFiniteAfterTraining(String network, String array) {
    return "%s: after training the weights \"%s\" contain NaN or infinite numbers; the model keeps its previous weights. Lower the learning rate, or check the images and the preprocessing."
        .formatted(network, array);
  }

  static String outputNotFinite(String network, String layer, List<Integer> rows) {
    return "%s: the output of \"%s\" is NaN or infinite for %s %s of the batch. Check the weights and the input values."
        .formatted(
            network,
            layer,
            rows.size() == 1 ? "image" : "images",
            rows.stream().map(row -> String.valueOf(row + 1)).collect(Collectors.joining(", ")));
  }

  /**
   * Weights of a block with different layers.
   *
   * @param source the block that the weights were copied from
   * @param arrays number of distinct arrays in both blocks
   */
  static String differentBlockStructure(
      String network, String block, String source, List<String> differences, int arrays) {
    return "the weights of \"%s\" do not fit \"%s\" of %s: %s of %s arrays differ: %s. No weights were changed. Use the weights of a block with the same layers."
        .formatted(
            source, block, network, differences.size(), arrays, String.join("; ", differences));
  }

  /** The arrays that differ, in the order of the expected ones, then of the given ones. */
  static List<String> differences(
      Map<String, BlockWeights.Array> given, Map<String, BlockWeights.Array> expected) {
    List<String> all = new ArrayList<>();
    expected.forEach(
        (name, array) -> {
          if (!given.containsKey(name)) {
            all.add("\"%s\" (%s) is missing".formatted(name, text(array.shape())));
          } else if (!given.get(name).shape().equals(array.shape())) {
            all.add(
                "\"%s\" is %s, expected %s"
                    .formatted(name, text(given.get(name).shape()), text(array.shape())));
          }
        });
    given.forEach(
        (name, array) -> {
          if (!expected.containsKey(name)) {
            all.add("\"%s\" (%s) is unexpected".formatted(name, text(array.shape())));
          }
        });
    return all;
  }

  private static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}

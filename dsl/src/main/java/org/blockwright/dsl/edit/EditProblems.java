package org.blockwright.dsl.edit;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The messages of edits and of merging, as {@link org.blockwright.dsl.check.Problems} has them. */
final class EditProblems {
  private EditProblems() {}

  static String noHead(String network) {
    return "%s has no head to size to the labels. Add one, for instance head(globalAverage(), dense(n), softmax())."
        .formatted(network);
  }

  static String sliceHasSeveralInputs(String network, String from, Collection<String> inputs) {
    return "%s: \"%s\" reads several: %s; what is taken begins at one. Begin before they part, or at one of them."
        .formatted(network, from, quoted(inputs));
  }

  static String blockWithoutLayers(String network, String path) {
    return "%s: \"%s\" holds no layers, it hands on what it reads. Begin at a layer behind it."
        .formatted(network, path);
  }

  static String notAfter(String network, String from, String to) {
    return "%s: \"%s\" does not come behind \"%s\". Give the first layer or block first, then the last."
        .formatted(network, to, from);
  }

  /** Something from before the beginning is read past it. */
  static String bypassesSliceStart(String network, String reader, String read, String from) {
    return "%s: \"%s\" reads \"%s\", which comes before \"%s\" and past it. Take from \"%s\" on, or end before \"%s\"."
        .formatted(network, reader, read, from, read, reader);
  }

  static String positionOutOfRange(String network, int position, List<String> elements) {
    return "%s has no element %s: it has %s, from \"%s\" to \"%s\". Count from 1, or from -1 at the end."
        .formatted(
            network, position, elements.size(), elements.get(0), elements.get(elements.size() - 1));
  }

  static String dropCountOutOfRange(String network, int n, int all) {
    return "%s has %s elements, so dropLast needs a number from 1 to %s, got %s."
        .formatted(network, all, all - 1, n);
  }

  static String removesJoin(String network, String path, Collection<String> inputs) {
    return "%s: \"%s\" takes several inputs: %s, so its readers cannot read what it read. Replace it, or remove the block that it stands in."
        .formatted(network, path, quoted(inputs));
  }

  static String removesSeveralOutputs(String network, String path, Collection<String> outputs) {
    return "%s: \"%s\" gives several outputs: %s, and reads one. Replace it, or remove the parts within it."
        .formatted(network, path, quoted(outputs));
  }

  static String insertBeforeSeveralInputs(String network, String path, Collection<String> inputs) {
    return "%s: \"%s\" takes several inputs: %s. Insert after one of them."
        .formatted(network, path, quoted(inputs));
  }

  static String insertAfterSeveralOutputs(String network, String path, Collection<String> outputs) {
    return "%s: \"%s\" gives several outputs: %s. Insert after one of them, or before one of its readers."
        .formatted(network, path, quoted(outputs));
  }

  static String duplicateTowerLayers(
      String network, String one, String other, List<String> layers) {
    return "%s: towers \"%s\" and \"%s\" both have a layer \"%s\"%s. Say prefixed(): each tower's name then begins the names of its layers."
        .formatted(
            network,
            one,
            other,
            layers.get(0),
            layers.size() == 1 ? "" : " and %s others alike".formatted(layers.size() - 1));
  }

  static String joinNamedLikeTower(String network, String join) {
    return "%s: the join is called \"%s\", as a tower is. Give it a name of its own, for instance concat().named(\"both\")."
        .formatted(network, join);
  }

  static String towerPreprocessingDiffers(
      String network, String one, String first, String other, String second) {
    return "%s: tower \"%s\" has weights made for %s, tower \"%s\" for %s; one shared input cannot serve both. Leave oneInput() out: each then gets an input of its own."
        .formatted(network, one, first, other, second);
  }

  static String towerInputDiffers(
      String network, String one, Object first, String other, Object second) {
    return "%s: tower \"%s\" takes %s and tower \"%s\" %s, but both see the same picture. Give them inputs of one shape."
        .formatted(network, one, first, other, second);
  }

  static String towerConversionDiffers(
      String network, String one, String first, String other, String second) {
    return "%s: tower \"%s\" is for images in %s and tower \"%s\" for images in %s, but both see the same image. Give both towers one color mode."
        .formatted(network, one, first, other, second);
  }

  static String towerAugmentationDiffers(String network, String one, String other) {
    return "%s: towers \"%s\" and \"%s\" are augmented differently, but both see the same picture. Take the augmentation off both, and give the merged network its own."
        .formatted(network, one, other);
  }

  static String tooFewTowers(String network, int towers) {
    return "%s needs at least 2 towers to join, got %s. Add them with tower(...)."
        .formatted(network, towers);
  }

  /** Follows a join's message where no other input helps; the place may be empty. */
  static String suggestedCut(String tower, String at, Object shape, int factor) {
    return at.isEmpty()
        ? " Pool \"%s\" by %s.".formatted(tower, factor)
        : " Cut \"%s\" at \"%s\" (%s), or pool it by %s.".formatted(tower, at, shape, factor);
  }

  private static String quoted(Collection<String> names) {
    return names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
  }
}

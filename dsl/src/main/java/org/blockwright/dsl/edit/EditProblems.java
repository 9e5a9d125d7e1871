package org.blockwright.dsl.edit;

import java.util.Collection;
import java.util.List;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;
import org.blockwright.dsl.check.Texts;

/** Problems of edits and merges. */
final class EditProblems {
  private EditProblems() {}

  static Problem noHead(String network) {
    return Problem.of(
        Kind.EDIT,
        "",
        "%s has no head with a dense layer that could be resized to the labels. Add one, for instance head(globalAverage(), dense(n), softmax())."
            .formatted(network));
  }

  static Problem noOutputActivation(String network, String layer, String kind, String task) {
    return Problem.of(
        Kind.EDIT,
        layer,
        "%s ends with \"%s\" (%s), which has no activation that could be changed for the task %s. Set another head, for instance --head global-average."
            .formatted(network, layer, kind, task));
  }

  static Problem wrongActivation(String network, String output, String activation, Task task) {
    return Problem.of(
        Kind.EDIT,
        output,
        "%s: the output \"%s\" has activation %s, but the task %s needs %s. Change the head, or the task."
            .formatted(network, output, activation, task.id(), task.activation()));
  }

  static Problem sliceHasSeveralInputs(String network, String from, Collection<String> inputs) {
    return Problem.of(
        Kind.EDIT,
        from,
        "%s: a slice cannot start at \"%s\", which has several inputs: %s. Start at one of them, or before they branch."
            .formatted(network, from, Texts.quoted(inputs)));
  }

  static Problem blockWithoutLayers(String network, String path) {
    return Problem.of(
        Kind.EDIT,
        path,
        "%s: a slice cannot start at \"%s\", which has no layers and passes its input through. Start at a layer after it."
            .formatted(network, path));
  }

  static Problem notAfter(String network, String from, String to) {
    return Problem.of(
        Kind.EDIT,
        to,
        "%s: \"%s\" does not come after \"%s\". Give the first layer or block first, then the last."
            .formatted(network, to, from));
  }

  /** A layer of the slice has an input from before the start that bypasses the start. */
  static Problem bypassesSliceStart(String network, String consumer, String input, String from) {
    return Problem.of(
        Kind.EDIT,
        consumer,
        "%s: \"%s\" depends on \"%s\", which bypasses the start of the slice, \"%s\". Start at \"%s\", or end before \"%s\"."
            .formatted(network, consumer, input, from, input, consumer));
  }

  static Problem positionOutOfRange(String network, int position, List<String> elements) {
    return Problem.of(
        Kind.EDIT,
        "",
        "%s has no element at position %s: it has %s elements, from \"%s\" to \"%s\". Count from 1, or from -1 at the end."
            .formatted(
                network,
                position,
                elements.size(),
                elements.get(0),
                elements.get(elements.size() - 1)));
  }

  static Problem dropCountOutOfRange(String network, int n, int elements) {
    return Problem.of(
        Kind.EDIT,
        "",
        "%s has %s elements: dropLast(n) needs n from 1 to %s, got %s."
            .formatted(network, elements, elements - 1, n));
  }

  static Problem removesMergeLayer(String network, String path, Collection<String> inputs) {
    return Problem.of(
        Kind.EDIT,
        path,
        "%s: \"%s\" cannot be removed, since it has several inputs: %s. Replace it, or remove the block that contains it."
            .formatted(network, path, Texts.quoted(inputs)));
  }

  static Problem removesSeveralOutputs(String network, String path, Collection<String> outputs) {
    return Problem.of(
        Kind.EDIT,
        path,
        "%s: \"%s\" cannot be removed, since it has several outputs: %s, but one input. Replace it, or remove the blocks in it."
            .formatted(network, path, Texts.quoted(outputs)));
  }

  static Problem insertBeforeSeveralInputs(String network, String path, Collection<String> inputs) {
    return Problem.of(
        Kind.EDIT,
        path,
        "%s: nothing can be inserted before \"%s\", since it has several inputs: %s. Insert after one of them."
            .formatted(network, path, Texts.quoted(inputs)));
  }

  static Problem insertAfterSeveralOutputs(
      String network, String path, Collection<String> outputs) {
    return Problem.of(
        Kind.EDIT,
        path,
        "%s: nothing can be inserted after \"%s\", since it has several outputs: %s. Insert after one of them, or before a block that takes one of them as input."
            .formatted(network, path, Texts.quoted(outputs)));
  }

  static Problem duplicateTowerLayers(
      String network, String first, String second, List<String> layers) {
    return Problem.of(
        Kind.MERGE,
        "",
        "%s: towers \"%s\" and \"%s\" both have a layer \"%s\"%s. Call prefixed(), which adds the name of the tower to the names of its layers."
            .formatted(
                network,
                first,
                second,
                layers.get(0),
                layers.size() == 1 ? "" : " (and %s more in common)".formatted(layers.size() - 1)));
  }

  static Problem mergeLayerNamedLikeTower(String network, String layer) {
    return Problem.of(
        Kind.MERGE,
        layer,
        "%s: the merge layer has the name of a tower, \"%s\". Give it another name, for instance concat().named(\"both\")."
            .formatted(network, layer));
  }

  static Problem towerPreprocessingDiffers(
      String network,
      String firstTower,
      String firstPreprocessing,
      String secondTower,
      String secondPreprocessing) {
    return Problem.of(
        Kind.MERGE,
        secondTower,
        "%s: towers with a shared input need the same preprocessing, but \"%s\" has %s and \"%s\" has %s. Omit sharedInput(), so that each preprocessing gets its own input."
            .formatted(network, firstTower, firstPreprocessing, secondTower, secondPreprocessing));
  }

  static Problem towerInputDiffers(
      String network,
      String firstTower,
      Object firstShape,
      String secondTower,
      Object secondShape) {
    return Problem.of(
        Kind.MERGE,
        secondTower,
        "%s: towers get the same images, but the input of \"%s\" is %s and the input of \"%s\" is %s. Give both the same input shape."
            .formatted(network, firstTower, firstShape, secondTower, secondShape));
  }

  static Problem towerConversionDiffers(
      String network, String firstTower, String firstMode, String secondTower, String secondMode) {
    return Problem.of(
        Kind.MERGE,
        secondTower,
        "%s: towers get the same images, but the color mode of \"%s\" is %s and the color mode of \"%s\" is %s. Give both the same color mode."
            .formatted(network, firstTower, firstMode, secondTower, secondMode));
  }

  static Problem towerAugmentationDiffers(String network, String firstTower, String secondTower) {
    return Problem.of(
        Kind.MERGE,
        secondTower,
        "%s: towers get the same images, but \"%s\" and \"%s\" have different augmentation. Remove it from both, and add augmentation to the merged network."
            .formatted(network, firstTower, secondTower));
  }

  static Problem tooFewTowers(String network, int towers) {
    return Problem.of(
        Kind.MERGE,
        "",
        "%s needs at least 2 towers to merge, got %s. Add them with tower(...)."
            .formatted(network, towers));
  }

  /**
   * Advice for a merge layer whose inputs differ in shape.
   *
   * @param layer the layer after which to cut the tower; empty if there is none
   */
  static String suggestedCut(String tower, String layer, Object shape, int factor) {
    return layer.isEmpty()
        ? "Pool \"%s\" by %s.".formatted(tower, factor)
        : "Cut \"%s\" at \"%s\" (%s), or pool it by %s.".formatted(tower, layer, shape, factor);
  }
}

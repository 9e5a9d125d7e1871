package org.blockwright.dsl.check;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems with names: invalid, duplicate or unknown ones. */
public final class NameProblems {
  private NameProblems() {}

  public static Problem invalidName(String name) {
    return Problem.of(
        Kind.NAME,
        "",
        "\"%s\" is not a valid name: use letters, digits, '_', '-' and '.'.".formatted(name));
  }

  public static Problem duplicateName(String name) {
    return Problem.of(
        Kind.NAME, name, "the name \"%s\" is used twice. Rename one of the two.".formatted(name));
  }

  public static Problem duplicateVertex(String name, String first, String second) {
    return Problem.of(
        Kind.NAME,
        second,
        "\"%s\" and \"%s\" would both be the vertex \"%s\". Rename one of them, or turn its group into a block."
            .formatted(first, second, name));
  }

  /** A layer whose vertex would have the name of an input. */
  public static Problem inputNameClash(String path, String input) {
    return Problem.of(
        Kind.NAME,
        path,
        "\"%s\" would be the vertex \"%s\", which is an input. Rename it.".formatted(path, input));
  }

  public static Problem reservedHeadName(String network) {
    return Problem.of(
        Kind.NAME,
        "",
        "%s: the name \"head\" is reserved for the head. Use head(...), or choose another name."
            .formatted(network));
  }

  /**
   * @param known all names and paths
   * @param paths of the layers
   */
  public static Problem unknownLayer(
      String network, String name, Collection<String> known, Collection<String> paths) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "%s has no layer or block \"%s\". %sIts blocks: %s."
            .formatted(
                network, name, NameSuggestions.hint(name, known), Texts.topLevelBlocks(paths)));
  }

  /**
   * @param layers paths of the layers in the block
   */
  public static Problem blockNotLayer(String network, String block, Collection<String> layers) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        block,
        "%s: \"%s\" is a block, but a layer is required. Its layers: %s."
            .formatted(network, block, Texts.quoted(layers)));
  }

  public static Problem blockHasSeveralOutputs(
      String network, String block, Collection<String> outputs) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        block,
        "%s: \"%s\" has several outputs: %s. Choose one."
            .formatted(network, block, Texts.quoted(outputs)));
  }

  public static Problem blockWithoutLayer(String network, String block, String input) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        block,
        "%s: \"%s\" contains no layer: it passes the input \"%s\" through. Name a layer, or a block with layers."
            .formatted(network, block, input));
  }

  public static Problem matchesNothing(String pattern, String network, Collection<String> paths) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "\"%s\" matches nothing in %s. Its blocks: %s."
            .formatted(pattern, network, Texts.topLevelBlocks(paths)));
  }
}

package org.blockwright.dsl.layer;

import java.util.Collection;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems with the connections of branches and subgraphs. */
final class SubgraphProblems {
  private SubgraphProblems() {}

  static Problem notAMergeLayer(String layer) {
    return Problem.of(
        Kind.CONNECTION,
        "",
        "branches(...) needs a layer that merges several inputs, add() or concat(), got \"%s\"."
            .formatted(layer));
  }

  static Problem noOutputs() {
    return Problem.of(
        Kind.CONNECTION, "", "a graph needs at least one output. Name the block that computes it.");
  }

  static Problem unknownInput(String consumer, String input, Collection<String> known) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        consumer,
        "\"%s\" takes \"%s\" as input, but no input or earlier block has this name. %sKnown: %s."
            .formatted(
                consumer,
                input,
                NameSuggestions.hint(input, known),
                String.join(", ", known.stream().sorted().toList())));
  }

  static Problem ambiguousOutput(String consumer, String block, Collection<String> outputs) {
    return Problem.of(
        Kind.CONNECTION,
        consumer,
        "\"%s\" takes \"%s\" as input, which has several outputs. Choose one: %s."
            .formatted(
                consumer,
                block,
                outputs.stream().map(o -> block + ":" + o).collect(Collectors.joining(", "))));
  }

  static Problem unknownOutput(
      String consumer, String block, String output, Collection<String> outputs) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        consumer,
        "\"%s\" takes \"%s:%s\" as input, but \"%s\" has no such output. %sIts outputs: %s."
            .formatted(
                consumer,
                block,
                output,
                block,
                NameSuggestions.hint(output, outputs),
                String.join(", ", outputs)));
  }

  static Problem unusedBlock(String block, String outputs) {
    return Problem.of(
        Kind.CONNECTION,
        block,
        "\"%s\" is not used: no later block takes it as input, and it is not the output \"%s\". Connect it, or remove it."
            .formatted(block, outputs));
  }
}

package org.blockwright.dsl.layer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NameProblems;

/**
 * Checks the inputs of the blocks of a subgraph one by one in their order, so that a reader of a
 * file can report the line of each error. All methods throw a {@link
 * org.blockwright.dsl.check.InvalidDescriptionException} if the check fails.
 */
public final class ReferenceChecker {
  /** The outputs of every input and block so far, by its name. */
  private final Map<String, List<String>> known = new HashMap<>();

  private final Set<String> consumed = new HashSet<>();

  /**
   * @param inputs names of the inputs of the subgraph
   */
  public ReferenceChecker(List<String> inputs) {
    Checks.requireUnique(inputs);
    inputs.forEach(input -> known.put(input, List.of()));
  }

  /** Adds a block; later blocks can take its outputs as inputs. */
  public void add(NamedBlock block) {
    Checks.require(
        !known.containsKey(block.name()), () -> NameProblems.duplicateName(block.name()));
    known.put(block.name(), block.body().outputNames());
  }

  /**
   * Checks one input of a block.
   *
   * @param consumer name of the block
   * @param reference an input of the subgraph, an earlier block, or {@code block:output}
   */
  public void consume(String consumer, String reference) {
    String block = Subgraph.blockName(reference);
    String output = Subgraph.outputName(reference);
    Checks.require(
        known.containsKey(block),
        () -> SubgraphProblems.unknownInput(consumer, block, known.keySet()));
    List<String> outputs = known.get(block);
    if (output.isEmpty()) {
      Checks.require(
          outputs.size() <= 1, () -> SubgraphProblems.ambiguousOutput(consumer, block, outputs));
    } else {
      Checks.require(
          outputs.contains(output),
          () -> SubgraphProblems.unknownOutput(consumer, block, output, outputs));
    }
    consumed.add(block);
  }

  /** Checks an output of the subgraph. */
  public void consume(Subgraph.Output output) {
    consume("output " + output.name(), output.source());
  }

  /**
   * Checks, after all blocks and outputs, that a block is used: otherwise it would be computed in
   * vain and not be trained.
   */
  public void requireConsumed(NamedBlock block, List<Subgraph.Output> outputs) {
    String sources = String.join(", ", outputs.stream().map(Subgraph.Output::source).toList());
    Checks.require(
        consumed.contains(block.name()), () -> SubgraphProblems.unusedBlock(block.name(), sources));
  }
}

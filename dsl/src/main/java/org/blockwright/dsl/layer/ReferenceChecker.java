package org.blockwright.dsl.layer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.check.Problems;

/**
 * What the parts of a graph read, checked one by one in their order, so that whoever has a place
 * for each can tell what is wrong where it stands. All methods throw a {@link
 * org.blockwright.base.DescriptionException}.
 */
public final class ReferenceChecker {
  private final Map<String, List<String>> known = new HashMap<>();
  private final Set<String> consumed = new HashSet<>();

  /**
   * @param inputs the names of what the graph takes
   */
  public ReferenceChecker(List<String> inputs) {
    Problems.requireUnique(inputs);
    inputs.forEach(input -> known.put(input, List.of()));
  }

  /** A part that those behind it may read from now on. */
  public void add(NamedBlock part) {
    Problems.require(!known.containsKey(part.name()), () -> Problems.duplicateName(part.name()));
    known.put(part.name(), part.body().outputNames());
  }

  /** What somebody reads, which must be there: an input, a part, or {@code part:output}. */
  public void consume(String reader, String reference) {
    String part = Subgraph.blockName(reference);
    String port = Subgraph.outputName(reference);
    Problems.require(
        known.containsKey(part), () -> Problems.unknownInput(reader, part, known.keySet()));
    List<String> ports = known.get(part);
    if (port.isEmpty()) {
      Problems.require(ports.size() <= 1, () -> Problems.ambiguousOutput(reader, part, ports));
    } else {
      Problems.require(
          ports.contains(port), () -> Problems.unknownOutput(reader, part, port, ports));
    }
    consumed.add(part);
  }

  /** An output of the graph. */
  public void consume(Subgraph.Output output) {
    consume("output " + output.name(), output.source());
  }

  /** Once all is read: a part that leads nowhere would be computed for nothing, and not trained. */
  public void requireConsumed(NamedBlock part, List<Subgraph.Output> outputs) {
    String ends = String.join(", ", outputs.stream().map(Subgraph.Output::source).toList());
    Problems.require(consumed.contains(part.name()), () -> Problems.unusedBlock(part.name(), ends));
  }
}

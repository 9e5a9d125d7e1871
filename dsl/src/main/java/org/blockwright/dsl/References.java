package org.blockwright.dsl;

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
public final class References {
  private final Map<String, List<String>> known = new HashMap<>();
  private final Set<String> read = new HashSet<>();

  /**
   * @param inputs the names of what the graph takes
   */
  public References(List<String> inputs) {
    Problems.unique(inputs);
    inputs.forEach(input -> known.put(input, List.of()));
  }

  /** A part that those behind it may read from now on. */
  public void add(Part part) {
    Problems.require(!known.containsKey(part.name()), () -> Problems.sameName(part.name()));
    known.put(part.name(), part.block().outputNames());
  }

  /** What somebody reads, which must be there: an input, a part, or {@code part:output}. */
  public void read(String reader, String reference) {
    String part = Wiring.part(reference);
    String port = Wiring.port(reference);
    Problems.require(
        known.containsKey(part), () -> Problems.unknownInput(reader, part, known.keySet()));
    List<String> ports = known.get(part);
    if (port.isEmpty()) {
      Problems.require(ports.size() <= 1, () -> Problems.whichOutput(reader, part, ports));
    } else {
      Problems.require(ports.contains(port), () -> Problems.noPort(reader, part, port, ports));
    }
    read.add(part);
  }

  /** An output of the graph. */
  public void read(Wiring.Output output) {
    read("output " + output.name(), output.reads());
  }

  /** Once all is read: a part that leads nowhere would be computed for nothing, and not trained. */
  public void requireRead(Part part, List<Wiring.Output> outputs) {
    String ends = String.join(", ", outputs.stream().map(Wiring.Output::reads).toList());
    Problems.require(read.contains(part.name()), () -> Problems.unread(part.name(), ends));
  }
}

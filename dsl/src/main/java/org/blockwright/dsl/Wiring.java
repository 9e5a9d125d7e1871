package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Problems;

/**
 * A small graph: parts that name the parts they read, or {@link #INPUT} for the block's own input.
 * Parts stand after all that they read.
 *
 * @param output the part whose output is the block's
 */
public record Wiring(List<Wire> wires, String output) implements Block {
  /** The name by which parts of a graph read the graph's own input. */
  public static final String INPUT = "in";

  /** A part and what it reads, in this order. */
  public record Wire(Part part, List<String> inputs) {
    public Wire {
      inputs = ImmutableList.copyOf(inputs);
    }
  }

  public Wiring {
    wires = ImmutableList.copyOf(wires);
    Problems.unique(
        Stream.concat(Stream.of(INPUT), wires.stream().map(w -> w.part().name())).toList());
    Set<String> known = new HashSet<>(Set.of(INPUT));
    for (Wire wire : wires) {
      for (String input : wire.inputs()) {
        Problems.require(
            known.contains(input), () -> Problems.unknownInput(wire.part().name(), input, known));
      }
      known.add(wire.part().name());
    }
    Problems.require(known.contains(output), () -> Problems.unknownInput("output", output, known));
    // A part that leads nowhere would stand behind the output, and the last layer is the output.
    for (Wire wire : wires) {
      String name = wire.part().name();
      Problems.require(
          name.equals(output) || wires.stream().anyMatch(w -> w.inputs().contains(name)),
          () -> Problems.unread(name, output));
    }
  }

  @Override
  public String word() {
    return "graph";
  }
}

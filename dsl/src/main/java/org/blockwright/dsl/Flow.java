package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Problems;

/**
 * A place in a graph that is being wired: an output of a part, or an input of the graph. Handles
 * are immutable and may be read any number of times.
 *
 * <pre>{@code
 * graph(in -> {
 *   Flow far = in.then("far", conv(1, 56).stride(2));
 *   Flow near = far.then("near", conv(3, 56), relu());
 *   return near.plus("sum", far);
 * })
 * }</pre>
 */
public final class Flow {
  /** A part that was placed, or an input where there is no part. */
  private record Placed(String name, List<Part> part, List<Flow> inputs) {}

  private final Placed placed;
  private final String port;

  private Flow(Placed placed, String port) {
    this.placed = placed;
    this.port = port;
  }

  static Flow input(String name) {
    return new Flow(new Placed(name, List.of(), List.of()), "");
  }

  /** What these pieces make of this. */
  public Flow then(String name, Piece... pieces) {
    return one(Layers.part(name, false, pieces), List.of(this));
  }

  /** What these pieces make of this, under a name that is left out of the names of vertices. */
  public Flow group(String name, Piece... pieces) {
    return one(Layers.part(name, true, pieces), List.of(this));
  }

  /** The sum of this and the others. */
  public Flow plus(String name, Flow... others) {
    return join(name, Layers.add(), others);
  }

  /** This and the others, channels one behind the other. */
  public Flow concat(String name, Flow... others) {
    return join(name, Layers.concat(), others);
  }

  /** This and the others in a join. */
  public Flow join(String name, Layer join, Flow... others) {
    return one(Part.of(name, join), Stream.concat(Stream.of(this), Stream.of(others)).toList());
  }

  private static Flow one(Part part, List<Flow> inputs) {
    Placed placed = new Placed(part.name(), List.of(part), ImmutableList.copyOf(inputs));
    List<String> names = part.block().outputNames();
    return new Flow(placed, names.size() == 1 ? "" : names.get(0));
  }

  /** All outputs of a part. */
  static Ports all(Part part, List<Flow> inputs) {
    Placed placed = new Placed(part.name(), List.of(part), ImmutableList.copyOf(inputs));
    List<String> names = part.block().outputNames();
    Ports ports = Ports.none();
    for (String name : names) {
      ports = ports.and(name, new Flow(placed, names.size() == 1 ? "" : name));
    }
    return ports;
  }

  /**
   * The graph between these.
   *
   * @throws org.blockwright.base.DescriptionException where an output comes from other inputs
   */
  static Wiring wire(Ports inputs, Ports outputs) {
    List<Wiring.Wire> wires = new ArrayList<>();
    Set<Placed> seen = Sets.newIdentityHashSet();
    inputs.names().forEach(input -> seen.add(inputs.get(input).placed));
    List<Wiring.Output> ends = new ArrayList<>();
    for (String name : outputs.names()) {
      Flow flow = outputs.get(name);
      visit(flow.placed, wires, seen);
      ends.add(new Wiring.Output(name, flow.reference()));
    }
    return new Wiring(inputs.names(), wires, ends);
  }

  private static void visit(Placed placed, List<Wiring.Wire> wires, Set<Placed> seen) {
    if (!seen.add(placed)) {
      return;
    }
    Problems.require(!placed.part.isEmpty(), () -> Problems.foreignFlow(placed.name));
    placed.inputs.forEach(input -> visit(input.placed, wires, seen));
    wires.add(
        new Wiring.Wire(placed.part.get(0), placed.inputs.stream().map(Flow::reference).toList()));
  }

  private String reference() {
    return port.isEmpty() ? placed.name : placed.name + Wiring.PORT + port;
  }
}

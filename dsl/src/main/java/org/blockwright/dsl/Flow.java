package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A place in a graph that is being wired: the output of a part. Handles are immutable and may be
 * read any number of times.
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
  private final Optional<Part> part;
  private final List<Flow> inputs;

  private Flow(Optional<Part> part, List<Flow> inputs) {
    this.part = part;
    this.inputs = ImmutableList.copyOf(inputs);
  }

  /** What these pieces make of this. */
  public Flow then(String name, Piece... pieces) {
    return new Flow(Optional.of(Layers.part(name, false, pieces)), List.of(this));
  }

  /** The sum of this and the others. */
  public Flow plus(String name, Flow... others) {
    return join(name, Layers.add(), others);
  }

  /** This and the others, channels one behind the other. */
  public Flow concat(String name, Flow... others) {
    return join(name, Layers.concat(), others);
  }

  private Flow join(String name, Layer join, Flow... others) {
    List<Flow> all = Stream.concat(Stream.of(this), Stream.of(others)).toList();
    return new Flow(Optional.of(Part.of(name, join)), all);
  }

  static Wiring wire(UnaryOperator<Flow> wiring) {
    Flow input = new Flow(Optional.empty(), List.of());
    Flow output = wiring.apply(input);
    List<Wiring.Wire> wires = new ArrayList<>();
    visit(output, wires, new IdentityHashMap<>());
    return new Wiring(wires, output.name());
  }

  private static void visit(Flow flow, List<Wiring.Wire> wires, Map<Flow, Boolean> seen) {
    if (flow.part.isEmpty() || seen.put(flow, true) != null) {
      return;
    }
    flow.inputs.forEach(input -> visit(input, wires, seen));
    wires.add(
        new Wiring.Wire(flow.part.orElseThrow(), flow.inputs.stream().map(Flow::name).toList()));
  }

  private String name() {
    return part.map(Part::name).orElse(Wiring.INPUT);
  }
}

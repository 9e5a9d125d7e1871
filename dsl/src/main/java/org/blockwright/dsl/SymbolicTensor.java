package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;

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
public final class SymbolicTensor {
  /** A part that was placed, or an input where there is no part. */
  private record Producer(String name, List<NamedBlock> block, List<SymbolicTensor> inputs) {}

  private final Producer producer;
  private final String output;

  private SymbolicTensor(Producer placed, String port) {
    this.producer = placed;
    this.output = port;
  }

  static SymbolicTensor input(String name) {
    return new SymbolicTensor(new Producer(name, List.of(), List.of()), "");
  }

  /** What these pieces make of this. */
  public SymbolicTensor then(String name, Block... pieces) {
    return apply(Layers.namedBlock(name, false, pieces), List.of(this));
  }

  /** What these pieces make of this, under a name that is left out of the names of vertices. */
  public SymbolicTensor group(String name, Block... pieces) {
    return apply(Layers.namedBlock(name, true, pieces), List.of(this));
  }

  /** The sum of this and the others. */
  public SymbolicTensor add(String name, SymbolicTensor... others) {
    return join(name, Layers.add(), others);
  }

  /** This and the others, channels one behind the other. */
  public SymbolicTensor concat(String name, SymbolicTensor... others) {
    return join(name, Layers.concat(), others);
  }

  /** This and the others in a join. */
  public SymbolicTensor join(String name, Layer join, SymbolicTensor... others) {
    return apply(
        NamedBlock.of(name, join), Stream.concat(Stream.of(this), Stream.of(others)).toList());
  }

  private static SymbolicTensor apply(NamedBlock part, List<SymbolicTensor> inputs) {
    Producer placed = new Producer(part.name(), List.of(part), ImmutableList.copyOf(inputs));
    List<String> names = part.body().outputNames();
    return new SymbolicTensor(placed, names.size() == 1 ? "" : names.get(0));
  }

  /** All outputs of a part. */
  static SymbolicTensors applyAll(NamedBlock part, List<SymbolicTensor> inputs) {
    Producer placed = new Producer(part.name(), List.of(part), ImmutableList.copyOf(inputs));
    List<String> names = part.body().outputNames();
    SymbolicTensors ports = SymbolicTensors.empty();
    for (String name : names) {
      ports = ports.and(name, new SymbolicTensor(placed, names.size() == 1 ? "" : name));
    }
    return ports;
  }

  /**
   * The graph between these.
   *
   * @throws org.blockwright.base.DescriptionException where an output comes from other inputs
   */
  static Subgraph subgraph(SymbolicTensors inputs, SymbolicTensors outputs) {
    List<Subgraph.Connection> wires = new ArrayList<>();
    Set<Producer> seen = Sets.newIdentityHashSet();
    inputs.names().forEach(input -> seen.add(inputs.get(input).producer));
    List<Subgraph.Output> ends = new ArrayList<>();
    for (String name : outputs.names()) {
      SymbolicTensor flow = outputs.get(name);
      visit(flow.producer, wires, seen);
      ends.add(new Subgraph.Output(name, flow.reference()));
    }
    return new Subgraph(inputs.names(), wires, ends);
  }

  private static void visit(Producer placed, List<Subgraph.Connection> wires, Set<Producer> seen) {
    if (!seen.add(placed)) {
      return;
    }
    Problems.require(!placed.block.isEmpty(), () -> Problems.foreignTensor(placed.name));
    placed.inputs.forEach(input -> visit(input.producer, wires, seen));
    wires.add(
        new Subgraph.Connection(
            placed.block.get(0), placed.inputs.stream().map(SymbolicTensor::reference).toList()));
  }

  private String reference() {
    return output.isEmpty() ? producer.name : producer.name + Subgraph.OUTPUT_SEPARATOR + output;
  }
}

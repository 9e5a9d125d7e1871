package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Problems;

/**
 * A small graph with named ports: parts that name what they read, which is an input of the block or
 * a part before them. A part with several outputs is read by {@code part:output}.
 *
 * <pre>{@code
 * graph(in -> in.then("near", conv(3, 56)).plus("sum", in))
 * graph(List.of("ip", "p"), in -> Ports.of("sum", in.get("ip").plus("add", in.get("p"))).and("ip", in.get("ip")))
 * }</pre>
 *
 * @param inputs the names by which parts read what the block takes, in order
 * @param wires parts, each behind all that it reads
 * @param outputs what the block gives, in order
 */
public record Wiring(List<String> inputs, List<Wire> wires, List<Output> outputs) implements Block {
  /** The name of an only input. */
  public static final String INPUT = "in";

  /** The name of an only output. */
  public static final String OUTPUT = "out";

  /** What stands between a part and the name of one of its outputs. */
  static final char PORT = ':';

  /** A part and what it reads, in this order. */
  public record Wire(Part part, List<String> inputs) {
    public Wire {
      inputs = ImmutableList.copyOf(inputs);
    }
  }

  /** One output: its name, and the part or input that it is. */
  public record Output(String name, String reads) {}

  public Wiring {
    inputs = ImmutableList.copyOf(inputs);
    wires = ImmutableList.copyOf(wires);
    outputs = ImmutableList.copyOf(outputs);
    Problems.unique(outputs.stream().map(Output::name).toList());
    Problems.require(!outputs.isEmpty(), Problems::noOutputs);
    References references = new References(inputs);
    for (Wire wire : wires) {
      wire.inputs().forEach(input -> references.read(wire.part().name(), input));
      references.add(wire.part());
    }
    outputs.forEach(references::read);
    for (Wire wire : wires) {
      references.requireRead(wire.part(), outputs);
    }
  }

  /** A graph with one input and one output. */
  public static Wiring of(List<Wire> wires, String output) {
    return new Wiring(List.of(INPUT), wires, List.of(new Output(OUTPUT, output)));
  }

  @Override
  public String word() {
    return "graph";
  }

  @Override
  public List<String> outputNames() {
    return outputs.stream().map(Output::name).toList();
  }

  /** The part, or the input, that a reference names. */
  public static String part(String reference) {
    int at = reference.indexOf(PORT);
    return at < 0 ? reference : reference.substring(0, at);
  }

  /** The output that a reference names; empty where it names none. */
  static String port(String reference) {
    int at = reference.indexOf(PORT);
    return at < 0 ? "" : reference.substring(at + 1);
  }
}

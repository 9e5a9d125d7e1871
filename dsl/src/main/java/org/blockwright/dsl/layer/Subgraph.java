package org.blockwright.dsl.layer;

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
 * @param connections parts, each behind all that it reads
 * @param outputs what the block gives, in order
 */
public record Subgraph(List<String> inputs, List<Connection> connections, List<Output> outputs)
    implements BlockBody {
  /** The name of an only input. */
  public static final String INPUT = "in";

  /** The name of an only output. */
  public static final String OUTPUT = "out";

  /** What stands between a part and the name of one of its outputs. */
  public static final char OUTPUT_SEPARATOR = ':';

  /** A part and what it reads, in this order. */
  public record Connection(NamedBlock block, List<String> inputs) {
    public Connection {
      inputs = ImmutableList.copyOf(inputs);
    }
  }

  /** One output: its name, and the part or input that it is. */
  public record Output(String name, String source) {}

  public Subgraph {
    inputs = ImmutableList.copyOf(inputs);
    connections = ImmutableList.copyOf(connections);
    outputs = ImmutableList.copyOf(outputs);
    Problems.requireUnique(outputs.stream().map(Output::name).toList());
    Problems.require(!outputs.isEmpty(), Problems::noOutputs);
    ReferenceChecker references = new ReferenceChecker(inputs);
    for (Connection wire : connections) {
      wire.inputs().forEach(input -> references.consume(wire.block().name(), input));
      references.add(wire.block());
    }
    outputs.forEach(references::consume);
    for (Connection wire : connections) {
      references.requireConsumed(wire.block(), outputs);
    }
  }

  /** A graph with one input and one output. */
  public static Subgraph of(List<Connection> wires, String output) {
    return new Subgraph(List.of(INPUT), wires, List.of(new Output(OUTPUT, output)));
  }

  @Override
  public String defaultName() {
    return "graph";
  }

  @Override
  public List<String> outputNames() {
    return outputs.stream().map(Output::name).toList();
  }

  /** The part, or the input, that a reference names. */
  public static String blockName(String reference) {
    int at = reference.indexOf(OUTPUT_SEPARATOR);
    return at < 0 ? reference : reference.substring(0, at);
  }

  /** The output that a reference names; empty where it names none. */
  static String outputName(String reference) {
    int at = reference.indexOf(OUTPUT_SEPARATOR);
    return at < 0 ? "" : reference.substring(at + 1);
  }
}

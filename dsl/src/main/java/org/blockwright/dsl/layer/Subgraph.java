package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;

/**
 * A graph of blocks with named inputs and outputs. Each block names its inputs: inputs of the
 * subgraph or earlier blocks. One output of a block with several is written {@code block:output}.
 *
 * <pre>{@code
 * graph(in -> in.then("conv", conv(56, 3)).add("sum", in))
 * graph(
 *     List.of("ip", "p"),
 *     in -> SymbolicTensors.of("sum", in.get("ip").add("add", in.get("p"))).and("ip", in.get("ip")))
 * }</pre>
 *
 * @param inputs names of the inputs, in order
 * @param connections blocks with their inputs, each after all blocks that it depends on
 * @param outputs in order
 */
public record Subgraph(List<String> inputs, List<Connection> connections, List<Output> outputs)
    implements BlockBody {
  /** Name of a single input. */
  public static final String INPUT = "in";

  /** Name of a single output. */
  public static final String OUTPUT = "out";

  /** Separates the name of a block from the name of one of its outputs. */
  public static final char OUTPUT_SEPARATOR = ':';

  /**
   * A block and its inputs.
   *
   * @param inputs references to inputs of the subgraph or earlier blocks, in order
   */
  public record Connection(NamedBlock block, List<String> inputs) {
    public Connection {
      inputs = ImmutableList.copyOf(inputs);
    }
  }

  /**
   * One output of the subgraph.
   *
   * @param source reference to the block or input that produces it
   */
  public record Output(String name, String source) {}

  public Subgraph {
    inputs = ImmutableList.copyOf(inputs);
    connections = ImmutableList.copyOf(connections);
    outputs = ImmutableList.copyOf(outputs);
    Checks.requireUnique(outputs.stream().map(Output::name).toList());
    Checks.require(!outputs.isEmpty(), SubgraphProblems::noOutputs);
    ReferenceChecker references = new ReferenceChecker(inputs);
    for (Connection connection : connections) {
      connection.inputs().forEach(input -> references.consume(connection.block().name(), input));
      references.add(connection.block());
    }
    outputs.forEach(references::consume);
    for (Connection connection : connections) {
      references.requireConsumed(connection.block(), outputs);
    }
  }

  /** Creates a subgraph with one input and one output. */
  public static Subgraph of(List<Connection> connections, String output) {
    return new Subgraph(List.of(INPUT), connections, List.of(new Output(OUTPUT, output)));
  }

  @Override
  public String defaultName() {
    return "graph";
  }

  @Override
  public List<String> outputNames() {
    return outputs.stream().map(Output::name).toList();
  }

  /** Returns the name of the block or input in a reference. */
  public static String blockName(String reference) {
    int separator = reference.indexOf(OUTPUT_SEPARATOR);
    return separator < 0 ? reference : reference.substring(0, separator);
  }

  /** Returns the name of the output in a reference; empty if it has none. */
  static String outputName(String reference) {
    int separator = reference.indexOf(OUTPUT_SEPARATOR);
    return separator < 0 ? "" : reference.substring(separator + 1);
  }
}

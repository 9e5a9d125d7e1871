package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;

/**
 * The output of a block, or an input, while a graph is being connected (as in the functional API of
 * Keras). Immutable; it can be the input of any number of blocks.
 *
 * <pre>{@code
 * graph(in -> {
 *   SymbolicTensor shortcut = in.then("shortcut", conv(56, 1).stride(2));
 *   SymbolicTensor conv1 = shortcut.then("conv1", conv(56, 3), relu());
 *   return conv1.add("sum", shortcut);
 * })
 * }</pre>
 */
public final class SymbolicTensor {
  /**
   * What computes a tensor: a block, or an input of the graph.
   *
   * @param block a list of one block; empty for an input
   */
  private record Producer(String name, List<NamedBlock> block, List<SymbolicTensor> inputs) {}

  private final Producer producer;
  private final String output;

  private SymbolicTensor(Producer producer, String output) {
    this.producer = producer;
    this.output = output;
  }

  static SymbolicTensor input(String name) {
    return new SymbolicTensor(new Producer(name, List.of(), List.of()), "");
  }

  /** Applies a named block to this tensor. */
  public SymbolicTensor then(String name, Block... contents) {
    return apply(Layers.namedBlock(name, false, contents), List.of(this));
  }

  /** Applies a group to this tensor: its name is not part of the vertex names of its layers. */
  public SymbolicTensor group(String name, Block... contents) {
    return apply(Layers.namedBlock(name, true, contents), List.of(this));
  }

  /** Adds this tensor and others of the same shape, element by element. */
  public SymbolicTensor add(String name, SymbolicTensor... others) {
    return merge(name, Layers.add(), others);
  }

  /** Concatenates this tensor and others along the channels, in this order. */
  public SymbolicTensor concat(String name, SymbolicTensor... others) {
    return merge(name, Layers.concat(), others);
  }

  /** Applies a layer of several inputs to this tensor and others, in this order. */
  public SymbolicTensor merge(String name, Layer layer, SymbolicTensor... others) {
    return apply(
        NamedBlock.of(name, layer), Stream.concat(Stream.of(this), Stream.of(others)).toList());
  }

  /** Applies a block; of several outputs the first is returned. */
  private static SymbolicTensor apply(NamedBlock block, List<SymbolicTensor> inputs) {
    SymbolicTensors outputs = applyAll(block, inputs);
    return outputs.get(outputs.names().get(0));
  }

  /** Applies a block and returns all of its outputs. */
  static SymbolicTensors applyAll(NamedBlock block, List<SymbolicTensor> inputs) {
    Producer producer = new Producer(block.name(), List.of(block), ImmutableList.copyOf(inputs));
    List<String> names = block.body().outputNames();
    SymbolicTensors outputs = SymbolicTensors.empty();
    for (String name : names) {
      outputs = outputs.and(name, new SymbolicTensor(producer, names.size() == 1 ? "" : name));
    }
    return outputs;
  }

  /**
   * Collects the blocks between inputs and outputs.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if an output depends on a tensor
   *     of another graph
   */
  static Subgraph subgraph(SymbolicTensors inputs, SymbolicTensors outputs) {
    List<Subgraph.Connection> connections = new ArrayList<>();
    Set<Producer> visited = Sets.newIdentityHashSet();
    inputs.names().forEach(input -> visited.add(inputs.get(input).producer));
    List<Subgraph.Output> graphOutputs = new ArrayList<>();
    for (String name : outputs.names()) {
      SymbolicTensor tensor = outputs.get(name);
      visit(tensor.producer, connections, visited);
      graphOutputs.add(new Subgraph.Output(name, tensor.reference()));
    }
    return new Subgraph(inputs.names(), connections, graphOutputs);
  }

  private static void visit(
      Producer producer, List<Subgraph.Connection> connections, Set<Producer> visited) {
    if (!visited.add(producer)) {
      return;
    }
    Checks.require(!producer.block.isEmpty(), () -> DslProblems.foreignTensor(producer.name));
    producer.inputs.forEach(input -> visit(input.producer, connections, visited));
    connections.add(
        new Subgraph.Connection(
            producer.block.get(0),
            producer.inputs.stream().map(SymbolicTensor::reference).toList()));
  }

  private String reference() {
    return output.isEmpty() ? producer.name : producer.name + Subgraph.OUTPUT_SEPARATOR + output;
  }
}

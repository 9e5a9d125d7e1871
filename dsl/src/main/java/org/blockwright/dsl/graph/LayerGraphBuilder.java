package org.blockwright.dsl.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Expands blocks to nodes, infers every shape and collects all problems. Layers that depend on an
 * invalid layer are not checked; all others are.
 */
public final class LayerGraphBuilder {
  /**
   * The maximum number of blocks and layers of a network: nested repetitions could otherwise
   * exhaust the memory. The largest networks of the zoo have fewer than 2,000.
   */
  public static final int MAX_BLOCKS = 10_000;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> inputs = new HashSet<>();
  private final Map<String, Endpoints> endpoints = new LinkedHashMap<>();
  private int blockCount;

  /**
   * The output of a node, or an input of the network.
   *
   * @param shape empty if it could not be inferred
   */
  private record Value(String name, String path, Optional<Shape> shape) {}

  /** The path of a block, and the prefix of the vertex names in it. */
  private record Scope(String path, String prefix) {
    Scope inner(NamedBlock block) {
      String innerPath = path.isEmpty() ? block.name() : path + "/" + block.name();
      if (block.isGroup()) {
        return new Scope(innerPath, prefix);
      }
      return new Scope(innerPath, prefix.isEmpty() ? block.name() : prefix + "_" + block.name());
    }
  }

  private LayerGraphBuilder() {}

  /**
   * The nodes, and all problems found.
   *
   * @param nodes incomplete if there are problems
   * @param endpoints of every block and layer, by path
   */
  public record Result(
      List<Node> nodes,
      List<String> outputs,
      Map<String, Endpoints> endpoints,
      List<Problem> problems) {}

  /** Expands the blocks of a network. */
  public static Result of(List<Input> inputs, List<NamedBlock> blocks) {
    LayerGraphBuilder builder = new LayerGraphBuilder();
    List<Value> current =
        inputs.stream().map(i -> new Value(i.name(), i.name(), Optional.of(i.shape()))).toList();
    current.forEach(input -> builder.inputs.add(input.name()));
    for (NamedBlock block : blocks) {
      current = builder.expand(block, new Scope("", ""), current);
    }
    return builder.result(current, !blocks.isEmpty());
  }

  private Result result(List<Value> outputValues, boolean hasBlocks) {
    List<String> outputs = names(outputValues);
    if (hasBlocks && problems.isEmpty()) {
      Set<String> consumed = new HashSet<>();
      nodes.values().forEach(node -> consumed.addAll(node.inputs()));
      inputs.stream()
          .filter(input -> !consumed.contains(input) && !outputs.contains(input))
          .forEach(input -> problems.add(GraphProblems.unusedInput(input)));
      outputs.stream()
          .filter(inputs::contains)
          .forEach(output -> problems.add(GraphProblems.inputIsOutput(output)));
      Set<String> seen = new HashSet<>();
      outputs.stream()
          .filter(output -> !seen.add(output))
          .forEach(output -> problems.add(GraphProblems.duplicateOutput(output)));
    }
    return new Result(List.copyOf(nodes.values()), outputs, endpoints, problems);
  }

  private List<Value> expand(NamedBlock block, Scope outer, List<Value> blockInputs) {
    blockCount++;
    Checks.require(blockCount <= MAX_BLOCKS, () -> GraphProblems.tooManyBlocks(MAX_BLOCKS));
    Scope scope = outer.inner(block);
    List<Value> outputs = expand(block.body(), scope, blockInputs);
    endpoints.put(scope.path(), new Endpoints(names(blockInputs), names(outputs)));
    return outputs;
  }

  private static List<String> names(List<Value> values) {
    return values.stream().map(Value::name).toList();
  }

  private List<Value> expand(BlockBody body, Scope scope, List<Value> blockInputs) {
    if (body instanceof Layer layer) {
      return List.of(addLayer(layer, scope, blockInputs));
    }
    if (body instanceof Sequence sequence) {
      List<Value> current = blockInputs;
      for (NamedBlock inner : sequence.blocks()) {
        current = expand(inner, scope, current);
      }
      return current;
    }
    if (body instanceof Branches branches) {
      List<Value> outputs = new ArrayList<>();
      for (NamedBlock branch : branches.branches()) {
        outputs.addAll(expand(branch, scope, blockInputs));
      }
      return expand(branches.merge(), scope, outputs);
    }
    return expandSubgraph((Subgraph) body, scope, blockInputs);
  }

  private List<Value> expandSubgraph(Subgraph subgraph, Scope scope, List<Value> blockInputs) {
    if (blockInputs.size() != subgraph.inputs().size()) {
      problems.add(
          subgraph.inputs().size() == 1
              ? GraphProblems.requiresOneInput(location(scope, blockInputs))
              : GraphProblems.wrongInputCount(location(scope, blockInputs), subgraph.inputs()));
      Value unknown = new Value(scope.prefix(), scope.path(), Optional.empty());
      return Collections.nCopies(subgraph.outputs().size(), unknown);
    }
    Map<String, Value> known = new HashMap<>();
    for (int i = 0; i < blockInputs.size(); i++) {
      known.put(subgraph.inputs().get(i), blockInputs.get(i));
    }
    for (Subgraph.Connection connection : subgraph.connections()) {
      List<Value> connected = connection.inputs().stream().map(known::get).toList();
      List<Value> outputs = expand(connection.block(), scope, connected);
      String blockName = connection.block().name();
      known.put(blockName, outputs.get(0));
      List<String> outputNames = connection.block().body().outputNames();
      for (int i = 0; i < outputNames.size(); i++) {
        known.put(blockName + Subgraph.OUTPUT_SEPARATOR + outputNames.get(i), outputs.get(i));
      }
    }
    return subgraph.outputs().stream().map(output -> known.get(output.source())).toList();
  }

  private Value addLayer(Layer layer, Scope scope, List<Value> layerInputs) {
    Optional<Shape> shape = inferShape(layer, location(scope, layerInputs), layerInputs);
    String name = scope.prefix();
    if (inputs.contains(name)) {
      problems.add(NameProblems.inputNameClash(scope.path(), name));
    }
    Value existing = values.get(name);
    if (existing != null) {
      problems.add(NameProblems.duplicateVertex(name, existing.path(), scope.path()));
      return existing;
    }
    Value output = new Value(name, scope.path(), shape);
    values.put(name, output);
    shape.ifPresent(
        s -> nodes.put(name, new Node(scope.path(), name, layer, names(layerInputs), s)));
    return output;
  }

  /** Returns the output shape of a layer; empty if it cannot be inferred. */
  private Optional<Shape> inferShape(Layer layer, LayerLocation location, List<Value> layerInputs) {
    Optional<Shape> output = Optional.empty();
    if (!layer.isMerge() && layerInputs.size() != 1) {
      problems.add(GraphProblems.requiresOneInput(location));
    } else if (layer.isMerge() && layerInputs.size() < 2) {
      problems.add(GraphProblems.mergeNeedsBranches(location));
    } else if (layerInputs.stream().allMatch(in -> in.shape().isPresent())) {
      try {
        List<Shape> shapes = layerInputs.stream().map(in -> in.shape().orElseThrow()).toList();
        output = Optional.of(layer.output(location, shapes));
        // Throws if a kernel is larger than an array can be.
        layer.parameters(shapes.get(0));
      } catch (InvalidDescriptionException e) {
        problems.addAll(e.problems());
      }
    }
    return output;
  }

  private static LayerLocation location(Scope scope, List<Value> inputs) {
    return new LayerLocation(scope.path(), inputs.stream().map(Value::path).toList());
  }
}

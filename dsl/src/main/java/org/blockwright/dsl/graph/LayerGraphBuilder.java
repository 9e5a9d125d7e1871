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
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Writes blocks out as nodes, infers every shape, and gathers the problems: what depends on a wrong
 * layer is not judged, everything else is.
 */
public final class LayerGraphBuilder {
  /**
   * No network is written out beyond this: a few numbers of times within one another would fill any
   * memory. The largest of the zoo have below 2,000.
   */
  public static final int MAX_BLOCKS = 10_000;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> inputs = new HashSet<>();
  private final Map<String, Endpoints> endpoints = new LinkedHashMap<>();
  private int blockCount;

  /** A place to read from: a node's name, its path, and its shape where it could be inferred. */
  private record Value(String name, String path, Optional<Shape> shape) {}

  /** Where blocks nest: the path for people and the beginning of vertex names. */
  private record Scope(String path, String prefix) {
    Scope inner(NamedBlock part) {
      String inPath = path.isEmpty() ? part.name() : path + "/" + part.name();
      if (part.isGroup()) {
        return new Scope(inPath, prefix);
      }
      return new Scope(inPath, prefix.isEmpty() ? part.name() : prefix + "_" + part.name());
    }
  }

  private LayerGraphBuilder() {}

  /** The nodes, or all problems found. */
  public record Result(
      List<Node> nodes,
      List<String> outputs,
      Map<String, Endpoints> endpoints,
      List<String> problems) {}

  public static Result of(List<Input> inputs, List<NamedBlock> parts) {
    LayerGraphBuilder expansion = new LayerGraphBuilder();
    List<Value> at =
        inputs.stream().map(i -> new Value(i.name(), i.name(), Optional.of(i.shape()))).toList();
    at.forEach(port -> expansion.inputs.add(port.name()));
    for (NamedBlock part : parts) {
      at = expansion.expand(part, new Scope("", ""), at);
    }
    return expansion.result(at, !parts.isEmpty());
  }

  private Result result(List<Value> ends, boolean hasParts) {
    List<String> outputs = ends.stream().map(Value::name).toList();
    if (hasParts && problems.isEmpty()) {
      Set<String> read = new HashSet<>();
      nodes.values().forEach(node -> read.addAll(node.inputs()));
      inputs.stream()
          .filter(input -> !read.contains(input) && !outputs.contains(input))
          .forEach(input -> problems.add(Problems.unusedInput(input)));
      outputs.stream()
          .filter(inputs::contains)
          .forEach(output -> problems.add(Problems.inputIsOutput(output)));
      Set<String> seen = new HashSet<>();
      outputs.stream()
          .filter(output -> !seen.add(output))
          .forEach(output -> problems.add(Problems.duplicateOutput(output)));
    }
    return new Result(List.copyOf(nodes.values()), outputs, endpoints, problems);
  }

  private List<Value> expand(NamedBlock part, Scope outer, List<Value> read) {
    blockCount++;
    Problems.require(blockCount <= MAX_BLOCKS, () -> Problems.tooManyBlocks(MAX_BLOCKS));
    Scope scope = outer.inner(part);
    List<Value> ends = expand(part.body(), scope, read);
    endpoints.put(scope.path(), new Endpoints(names(read), names(ends)));
    return ends;
  }

  private static List<String> names(List<Value> ports) {
    return ports.stream().map(Value::name).toList();
  }

  private List<Value> expand(BlockBody block, Scope scope, List<Value> read) {
    if (block instanceof Layer layer) {
      return List.of(addLayer(layer, scope, read));
    }
    if (block instanceof Sequence seq) {
      List<Value> at = read;
      for (NamedBlock inner : seq.blocks()) {
        at = expand(inner, scope, at);
      }
      return at;
    }
    if (block instanceof Branches branches) {
      List<Value> ends = new ArrayList<>();
      for (NamedBlock arm : branches.branches()) {
        ends.addAll(expand(arm, scope, read));
      }
      return expand(branches.join(), scope, ends);
    }
    Subgraph wiring = (Subgraph) block;
    if (read.size() != wiring.inputs().size()) {
      problems.add(
          wiring.inputs().size() == 1
              ? Problems.requiresOneInput(location(scope, read))
              : Problems.wrongInputCount(location(scope, read), wiring.inputs()));
      Value unknown = new Value(scope.prefix(), scope.path(), Optional.empty());
      return Collections.nCopies(wiring.outputs().size(), unknown);
    }
    Map<String, Value> known = new HashMap<>();
    for (int i = 0; i < read.size(); i++) {
      known.put(wiring.inputs().get(i), read.get(i));
    }
    for (Subgraph.Connection wire : wiring.connections()) {
      List<Value> ports = wire.inputs().stream().map(known::get).toList();
      List<Value> ends = expand(wire.block(), scope, ports);
      known.put(wire.block().name(), ends.get(0));
      List<String> names = wire.block().body().outputNames();
      for (int i = 0; i < names.size(); i++) {
        known.put(wire.block().name() + Subgraph.OUTPUT_SEPARATOR + names.get(i), ends.get(i));
      }
    }
    return wiring.outputs().stream().map(output -> known.get(output.source())).toList();
  }

  private Value addLayer(Layer layer, Scope scope, List<Value> inputs) {
    LayerLocation site = location(scope, inputs);
    Optional<Shape> shape = Optional.empty();
    if (!layer.isJoin() && inputs.size() != 1) {
      problems.add(Problems.requiresOneInput(site));
    } else if (layer.isJoin() && inputs.size() < 2) {
      problems.add(Problems.joinNeedsBranches(site));
    } else if (inputs.stream().allMatch(in -> in.shape().isPresent())) {
      try {
        List<Shape> shapes = inputs.stream().map(in -> in.shape().orElseThrow()).toList();
        shape = Optional.of(layer.output(site, shapes));
        // Said here where a kernel would be larger than an array can be.
        layer.parameters(shapes.get(0));
      } catch (DescriptionException e) {
        problems.add(e.getMessage());
      }
    }
    if (this.inputs.contains(scope.prefix())) {
      problems.add(Problems.inputNameClash(scope.path(), scope.prefix()));
    }
    Value before = values.get(scope.prefix());
    if (before != null) {
      problems.add(Problems.duplicateVertex(scope.prefix(), before.path(), scope.path()));
      return before;
    }
    Value port = new Value(scope.prefix(), scope.path(), shape);
    values.put(port.name(), port);
    shape.ifPresent(
        s ->
            nodes.put(
                port.name(),
                new Node(
                    port.path(),
                    port.name(),
                    layer,
                    inputs.stream().map(Value::name).toList(),
                    s)));
    return port;
  }

  private static LayerLocation location(Scope scope, List<Value> inputs) {
    return new LayerLocation(scope.path(), inputs.stream().map(Value::path).toList());
  }
}

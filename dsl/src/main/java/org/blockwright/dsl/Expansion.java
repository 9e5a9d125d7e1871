package org.blockwright.dsl;

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
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/**
 * Writes blocks out as nodes, infers every shape, and gathers the problems: what depends on a wrong
 * layer is not judged, everything else is.
 */
final class Expansion {
  /**
   * No network is written out beyond this: a few numbers of times within one another would fill any
   * memory. The largest of the zoo have below 2,000.
   */
  static final int MOST_PARTS = 10_000;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Port> ports = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> inputs = new HashSet<>();
  private final Map<String, Span> spans = new LinkedHashMap<>();
  private int parts;

  /** A place to read from: a node's name, its path, and its shape where it could be inferred. */
  private record Port(String name, String path, Optional<Shape> shape) {}

  /** Where blocks nest: the path for people and the beginning of vertex names. */
  private record Scope(String path, String prefix) {
    Scope inner(Part part) {
      String inPath = path.isEmpty() ? part.name() : path + "/" + part.name();
      if (part.group()) {
        return new Scope(inPath, prefix);
      }
      return new Scope(inPath, prefix.isEmpty() ? part.name() : prefix + "_" + part.name());
    }
  }

  private Expansion() {}

  /** The nodes, or all problems found. */
  record Result(
      List<Node> nodes, List<String> outputs, Map<String, Span> spans, List<String> problems) {}

  static Result of(List<Input> inputs, List<Part> parts) {
    Expansion expansion = new Expansion();
    List<Port> at =
        inputs.stream().map(i -> new Port(i.name(), i.name(), Optional.of(i.shape()))).toList();
    at.forEach(port -> expansion.inputs.add(port.name()));
    for (Part part : parts) {
      at = expansion.expand(part, new Scope("", ""), at);
    }
    return expansion.result(at, !parts.isEmpty());
  }

  private Result result(List<Port> ends, boolean hasParts) {
    List<String> outputs = ends.stream().map(Port::name).toList();
    if (hasParts && problems.isEmpty()) {
      Set<String> read = new HashSet<>();
      nodes.values().forEach(node -> read.addAll(node.inputs()));
      inputs.stream()
          .filter(input -> !read.contains(input) && !outputs.contains(input))
          .forEach(input -> problems.add(Problems.unreadInput(input)));
      outputs.stream()
          .filter(inputs::contains)
          .forEach(output -> problems.add(Problems.inputIsOutput(output)));
      Set<String> seen = new HashSet<>();
      outputs.stream()
          .filter(output -> !seen.add(output))
          .forEach(output -> problems.add(Problems.sameOutput(output)));
    }
    return new Result(List.copyOf(nodes.values()), outputs, spans, problems);
  }

  private List<Port> expand(Part part, Scope outer, List<Port> read) {
    parts++;
    Problems.require(parts <= MOST_PARTS, () -> Problems.tooManyParts(MOST_PARTS));
    Scope scope = outer.inner(part);
    List<Port> ends = expand(part.block(), scope, read);
    spans.put(scope.path(), new Span(names(read), names(ends)));
    return ends;
  }

  private static List<String> names(List<Port> ports) {
    return ports.stream().map(Port::name).toList();
  }

  private List<Port> expand(Block block, Scope scope, List<Port> read) {
    if (block instanceof Layer layer) {
      return List.of(place(layer, scope, read));
    }
    if (block instanceof Seq seq) {
      List<Port> at = read;
      for (Part inner : seq.parts()) {
        at = expand(inner, scope, at);
      }
      return at;
    }
    if (block instanceof Branches branches) {
      List<Port> ends = new ArrayList<>();
      for (Part arm : branches.arms()) {
        ends.addAll(expand(arm, scope, read));
      }
      return expand(branches.join(), scope, ends);
    }
    Wiring wiring = (Wiring) block;
    if (read.size() != wiring.inputs().size()) {
      problems.add(
          wiring.inputs().size() == 1
              ? Problems.oneInput(site(scope, read))
              : Problems.ports(site(scope, read), wiring.inputs()));
      Port unknown = new Port(scope.prefix(), scope.path(), Optional.empty());
      return Collections.nCopies(wiring.outputs().size(), unknown);
    }
    Map<String, Port> known = new HashMap<>();
    for (int i = 0; i < read.size(); i++) {
      known.put(wiring.inputs().get(i), read.get(i));
    }
    for (Wiring.Wire wire : wiring.wires()) {
      List<Port> ports = wire.inputs().stream().map(known::get).toList();
      List<Port> ends = expand(wire.part(), scope, ports);
      known.put(wire.part().name(), ends.get(0));
      List<String> names = wire.part().block().outputNames();
      for (int i = 0; i < names.size(); i++) {
        known.put(wire.part().name() + Wiring.PORT + names.get(i), ends.get(i));
      }
    }
    return wiring.outputs().stream().map(output -> known.get(output.reads())).toList();
  }

  private Port place(Layer layer, Scope scope, List<Port> inputs) {
    Site site = site(scope, inputs);
    Optional<Shape> shape = Optional.empty();
    if (!layer.joins() && inputs.size() != 1) {
      problems.add(Problems.oneInput(site));
    } else if (layer.joins() && inputs.size() < 2) {
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
      problems.add(Problems.inputName(scope.path(), scope.prefix()));
    }
    Port before = ports.get(scope.prefix());
    if (before != null) {
      problems.add(Problems.sameVertex(scope.prefix(), before.path(), scope.path()));
      return before;
    }
    Port port = new Port(scope.prefix(), scope.path(), shape);
    ports.put(port.name(), port);
    shape.ifPresent(
        s ->
            nodes.put(
                port.name(),
                new Node(
                    port.path(), port.name(), layer, inputs.stream().map(Port::name).toList(), s)));
    return port;
  }

  private static Site site(Scope scope, List<Port> inputs) {
    return new Site(scope.path(), inputs.stream().map(Port::path).toList());
  }
}

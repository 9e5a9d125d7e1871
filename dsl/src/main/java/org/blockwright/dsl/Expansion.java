package org.blockwright.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/**
 * Writes blocks out as nodes, infers every shape, and gathers the problems: what depends on a wrong
 * layer is not judged, everything else is.
 */
final class Expansion {
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Port> ports = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

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
  record Result(List<Node> nodes, List<String> problems) {}

  static Result of(Shape input, List<Part> parts) {
    Expansion expansion = new Expansion();
    Port at = new Port(Network.INPUT, Network.INPUT, Optional.of(input));
    for (Part part : parts) {
      at = expansion.expand(part, new Scope("", ""), List.of(at));
    }
    return new Result(List.copyOf(expansion.nodes.values()), expansion.problems);
  }

  private Port expand(Part part, Scope outer, List<Port> inputs) {
    Scope scope = outer.inner(part);
    Block block = part.block();
    if (block instanceof Layer layer) {
      return place(layer, scope, inputs);
    }
    if (inputs.size() != 1) {
      problems.add(Problems.oneInput(site(scope, inputs)));
      return new Port(scope.prefix(), scope.path(), Optional.empty());
    }
    if (block instanceof Seq seq) {
      Port at = inputs.get(0);
      for (Part inner : seq.parts()) {
        at = expand(inner, scope, List.of(at));
      }
      return at;
    }
    if (block instanceof Branches branches) {
      List<Port> ends = new ArrayList<>();
      for (Part arm : branches.arms()) {
        ends.add(expand(arm, scope, inputs));
      }
      return expand(branches.join(), scope, ends);
    }
    Wiring wiring = (Wiring) block;
    Map<String, Port> known = new HashMap<>(Map.of(Wiring.INPUT, inputs.get(0)));
    for (Wiring.Wire wire : wiring.wires()) {
      List<Port> read = wire.inputs().stream().map(known::get).toList();
      known.put(wire.part().name(), expand(wire.part(), scope, read));
    }
    return known.get(wiring.output());
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
        shape =
            Optional.of(
                layer.output(site, inputs.stream().map(in -> in.shape().orElseThrow()).toList()));
      } catch (DescriptionException e) {
        problems.add(e.getMessage());
      }
    }
    if (scope.prefix().equals(Network.INPUT)) {
      problems.add(Problems.inputName(scope.path(), Network.INPUT));
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

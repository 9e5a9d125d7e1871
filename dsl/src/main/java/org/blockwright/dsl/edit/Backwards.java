package org.blockwright.dsl.edit;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Span;
import org.blockwright.dsl.Wiring;

/**
 * Rebuilds the blocks of a network from its end: of every block what some values need, and what
 * that needs in turn, back to one value or to the inputs. Values go by the names of their vertices.
 */
final class Backwards {
  private final Network network;
  private final Map<String, Span> spans;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Optional<String> stop;

  /**
   * @param stop the value at which to end; empty for the network's inputs
   */
  Backwards(Network network, Optional<String> stop) {
    this.network = network;
    this.spans = network.spans();
    this.stop = stop;
    for (Node node : network.graph().nodes()) {
      paths.put(node.name(), node.path());
    }
  }

  /** Parts in a row that give the values asked for, and the values that they need. */
  record Chain(List<Part> parts, List<String> needs) {}

  private record Piece(Block block, List<String> needs) {}

  Chain parts(List<String> values) {
    return chain(network.parts(), "", values);
  }

  private Chain chain(List<Part> parts, String scope, List<String> values) {
    List<Part> kept = new ArrayList<>();
    List<String> wanted = values;
    for (Part part : Lists.reverse(parts)) {
      if (wanted.stream().allMatch(this::isStop)) {
        break;
      }
      String path = scope + part.name();
      if (wanted.stream().anyMatch(value -> made(value, path))) {
        Piece piece = piece(part.block(), path, wanted);
        kept.add(0, new Part(part.name(), part.group(), piece.block()));
        wanted = piece.needs();
      }
    }
    return new Chain(kept, wanted);
  }

  private boolean isStop(String value) {
    return stop.isPresent() && stop.orElseThrow().equals(value);
  }

  /** Whether a value comes from within a block. */
  private boolean made(String value, String path) {
    String at = paths.getOrDefault(value, "");
    return at.equals(path) || at.startsWith(path + "/");
  }

  private Piece piece(Block block, String path, List<String> values) {
    if (block instanceof Layer) {
      return new Piece(block, network.graph().node(values.get(0)).inputs());
    }
    if (block instanceof Seq seq) {
      Chain chain = chain(seq.parts(), path + "/", values);
      return new Piece(new Seq(chain.parts()), chain.needs());
    }
    return block instanceof Branches branches
        ? branches(branches, path, values)
        : wiring((Wiring) block, path, values);
  }

  private Piece branches(Branches branches, String path, List<String> values) {
    if (!made(values.get(0), path + "/" + branches.join().name())) {
      // What the other arms compute is not needed for this one.
      Part arm =
          branches.arms().stream()
              .filter(a -> made(values.get(0), path + "/" + a.name()))
              .findFirst()
              .orElseThrow();
      Chain chain = chain(List.of(arm), path + "/", values);
      return new Piece(new Seq(chain.parts()), chain.needs());
    }
    List<Part> arms = new ArrayList<>();
    Set<List<String>> needs = new LinkedHashSet<>();
    for (Part arm : branches.arms()) {
      Chain chain = chain(List.of(arm), path + "/", spans.get(path + "/" + arm.name()).outputs());
      boolean none = chain.parts().isEmpty();
      arms.add(none ? new Part(arm.name(), arm.group(), new Seq(List.of())) : chain.parts().get(0));
      needs.add(chain.needs());
    }
    // All arms read the same: where one leaves out what another needs, none leaves anything out.
    return needs.size() == 1
        ? new Piece(new Branches(branches.join(), arms), needs.iterator().next())
        : new Piece(branches, spans.get(path).inputs());
  }

  private Piece wiring(Wiring wiring, String path, List<String> values) {
    Set<String> needed = new LinkedHashSet<>(values);
    Map<String, String> references = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    List<List<String>> reads = new ArrayList<>();
    for (Wiring.Wire wire : Lists.reverse(wiring.wires())) {
      Part part = wire.part();
      String at = path + "/" + part.name();
      // A cut within a part asks for values that the part does not give otherwise.
      List<String> wanted =
          Stream.concat(spans.get(at).outputs().stream(), needed.stream())
              .distinct()
              .filter(v -> needed.contains(v) && made(v, at) && !isStop(v))
              .toList();
      if (wanted.isEmpty()) {
        continue;
      }
      Piece piece = piece(part.block(), at, wanted);
      List<String> ports = piece.block().outputNames();
      for (int i = 0; i < wanted.size(); i++) {
        String port = ports.size() == 1 ? "" : ":" + ports.get(i);
        references.put(wanted.get(i), part.name() + port);
      }
      needed.addAll(piece.needs());
      parts.add(0, new Part(part.name(), part.group(), piece.block()));
      reads.add(0, piece.needs());
    }
    Map<String, String> inputs = inputs(wiring, path, needed, references.keySet());
    references.putAll(inputs);
    List<Wiring.Wire> wires = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      wires.add(new Wiring.Wire(parts.get(i), reads.get(i).stream().map(references::get).toList()));
    }
    return new Piece(
        new Wiring(List.copyOf(inputs.values()), wires, outputs(wiring, path, values, references)),
        List.copyOf(inputs.keySet()));
  }

  /** The values that come from outside, with the names of the inputs that they come in by. */
  private Map<String, String> inputs(
      Wiring wiring, String path, Set<String> needed, Set<String> made) {
    Map<String, String> inputs = new LinkedHashMap<>();
    List<String> given = spans.get(path).inputs();
    for (int i = 0; i < given.size(); i++) {
      if (needed.contains(given.get(i)) && !made.contains(given.get(i))) {
        inputs.putIfAbsent(given.get(i), wiring.inputs().get(i));
      }
    }
    // The end may lie within this graph: then it is the only input.
    needed.stream()
        .filter(value -> isStop(value) && !inputs.containsKey(value))
        .forEach(value -> inputs.put(value, wiring.inputs().get(0)));
    return inputs;
  }

  private List<Wiring.Output> outputs(
      Wiring wiring, String path, List<String> values, Map<String, String> references) {
    List<String> given = spans.get(path).outputs();
    List<String> own = wiring.outputNames();
    String[] names = new String[values.size()];
    Set<String> used = new LinkedHashSet<>();
    // What the graph gave before keeps its name, before others look for one that is free.
    for (int i = 0; i < names.length; i++) {
      for (int k = 0; k < own.size() && names[i] == null; k++) {
        if (given.get(k).equals(values.get(i)) && used.add(own.get(k))) {
          names[i] = own.get(k);
        }
      }
    }
    List<Wiring.Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String reference = references.get(values.get(i));
      if (names[i] == null) {
        names[i] =
            Paths.free(
                names.length == 1 ? Wiring.OUTPUT : reference.substring(reference.indexOf(':') + 1),
                used);
        used.add(names[i]);
      }
      outputs.add(new Wiring.Output(names[i], reference));
    }
    return outputs;
  }
}

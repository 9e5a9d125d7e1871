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
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Endpoints;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Rebuilds the blocks of a network from its end: of every block what some values need, and what
 * that needs in turn, back to one value or to the inputs. Values go by the names of their vertices.
 */
final class BackwardSlicer {
  private final Network network;
  private final Map<String, Endpoints> spans;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Optional<String> stop;

  /**
   * @param stop the value at which to end; empty for the network's inputs
   */
  BackwardSlicer(Network network, Optional<String> stop) {
    this.network = network;
    this.spans = network.endpoints();
    this.stop = stop;
    for (Node node : network.graph().nodes()) {
      paths.put(node.name(), node.path());
    }
  }

  /** Parts in a row that give the values asked for, and the values that they need. */
  record Chain(List<NamedBlock> blocks, List<String> inputs) {}

  private record RebuiltBlock(BlockBody body, List<String> inputs) {}

  Chain slice(List<String> values) {
    return rebuildSequence(network.blocks(), "", values);
  }

  private Chain rebuildSequence(List<NamedBlock> parts, String scope, List<String> values) {
    List<NamedBlock> kept = new ArrayList<>();
    List<String> wanted = values;
    for (NamedBlock part : Lists.reverse(parts)) {
      if (wanted.stream().allMatch(this::isStop)) {
        break;
      }
      String path = scope + part.name();
      if (wanted.stream().anyMatch(value -> isComputedIn(value, path))) {
        RebuiltBlock piece = rebuild(part.body(), path, wanted);
        kept.add(0, new NamedBlock(part.name(), part.isGroup(), piece.body()));
        wanted = piece.inputs();
      }
    }
    return new Chain(kept, wanted);
  }

  private boolean isStop(String value) {
    return stop.isPresent() && stop.orElseThrow().equals(value);
  }

  /** Whether a value comes from within a block. */
  private boolean isComputedIn(String value, String path) {
    String at = paths.getOrDefault(value, "");
    return at.equals(path) || at.startsWith(path + "/");
  }

  private RebuiltBlock rebuild(BlockBody block, String path, List<String> values) {
    if (block instanceof Layer) {
      return new RebuiltBlock(block, network.graph().node(values.get(0)).inputs());
    }
    if (block instanceof Sequence seq) {
      Chain chain = rebuildSequence(seq.blocks(), path + "/", values);
      return new RebuiltBlock(new Sequence(chain.blocks()), chain.inputs());
    }
    return block instanceof Branches branches
        ? rebuildBranches(branches, path, values)
        : rebuildSubgraph((Subgraph) block, path, values);
  }

  private RebuiltBlock rebuildBranches(Branches branches, String path, List<String> values) {
    if (!isComputedIn(values.get(0), path + "/" + branches.join().name())) {
      // What the other arms compute is not needed for this one.
      NamedBlock arm =
          branches.branches().stream()
              .filter(a -> isComputedIn(values.get(0), path + "/" + a.name()))
              .findFirst()
              .orElseThrow();
      Chain chain = rebuildSequence(List.of(arm), path + "/", values);
      return new RebuiltBlock(new Sequence(chain.blocks()), chain.inputs());
    }
    List<NamedBlock> arms = new ArrayList<>();
    Set<List<String>> needs = new LinkedHashSet<>();
    for (NamedBlock arm : branches.branches()) {
      Chain chain =
          rebuildSequence(List.of(arm), path + "/", spans.get(path + "/" + arm.name()).outputs());
      boolean none = chain.blocks().isEmpty();
      arms.add(
          none
              ? new NamedBlock(arm.name(), arm.isGroup(), new Sequence(List.of()))
              : chain.blocks().get(0));
      needs.add(chain.inputs());
    }
    // All arms read the same: where one leaves out what another needs, none leaves anything out.
    return needs.size() == 1
        ? new RebuiltBlock(new Branches(branches.join(), arms), needs.iterator().next())
        : new RebuiltBlock(branches, spans.get(path).inputs());
  }

  private RebuiltBlock rebuildSubgraph(Subgraph wiring, String path, List<String> values) {
    Set<String> needed = new LinkedHashSet<>(values);
    Map<String, String> references = new LinkedHashMap<>();
    List<NamedBlock> parts = new ArrayList<>();
    List<List<String>> reads = new ArrayList<>();
    for (Subgraph.Connection wire : Lists.reverse(wiring.connections())) {
      NamedBlock part = wire.block();
      String at = path + "/" + part.name();
      // A cut within a part asks for values that the part does not give otherwise.
      List<String> wanted =
          Stream.concat(spans.get(at).outputs().stream(), needed.stream())
              .distinct()
              .filter(v -> needed.contains(v) && isComputedIn(v, at) && !isStop(v))
              .toList();
      if (wanted.isEmpty()) {
        continue;
      }
      RebuiltBlock piece = rebuild(part.body(), at, wanted);
      List<String> ports = piece.body().outputNames();
      for (int i = 0; i < wanted.size(); i++) {
        String port = ports.size() == 1 ? "" : ":" + ports.get(i);
        references.put(wanted.get(i), part.name() + port);
      }
      needed.addAll(piece.inputs());
      parts.add(0, new NamedBlock(part.name(), part.isGroup(), piece.body()));
      reads.add(0, piece.inputs());
    }
    Map<String, String> inputs = subgraphInputs(wiring, path, needed, references.keySet());
    references.putAll(inputs);
    List<Subgraph.Connection> wires = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      wires.add(
          new Subgraph.Connection(
              parts.get(i), reads.get(i).stream().map(references::get).toList()));
    }
    return new RebuiltBlock(
        new Subgraph(
            List.copyOf(inputs.values()), wires, subgraphOutputs(wiring, path, values, references)),
        List.copyOf(inputs.keySet()));
  }

  /** The values that come from outside, with the names of the inputs that they come in by. */
  private Map<String, String> subgraphInputs(
      Subgraph wiring, String path, Set<String> needed, Set<String> made) {
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

  private List<Subgraph.Output> subgraphOutputs(
      Subgraph wiring, String path, List<String> values, Map<String, String> references) {
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
    List<Subgraph.Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String reference = references.get(values.get(i));
      if (names[i] == null) {
        names[i] =
            BlockPaths.uniqueName(
                names.length == 1
                    ? Subgraph.OUTPUT
                    : reference.substring(reference.indexOf(':') + 1),
                used);
        used.add(names[i]);
      }
      outputs.add(new Subgraph.Output(names[i], reference));
    }
    return outputs;
  }
}

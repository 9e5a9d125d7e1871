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
 * Rebuilds the blocks of a network from its end to its start: keeps only the layers that some
 * tensors depend on, back to one given tensor or to the inputs of the network. Tensors are named by
 * the vertices that output them.
 */
final class BackwardSlicer {
  private final Network network;
  private final Map<String, Endpoints> endpoints;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Optional<String> stop;

  /**
   * @param stop the tensor at which the slice starts; empty for the inputs of the network
   */
  BackwardSlicer(Network network, Optional<String> stop) {
    this.network = network;
    this.endpoints = network.endpoints();
    this.stop = stop;
    for (Node node : network.graph().nodes()) {
      paths.put(node.name(), node.path());
    }
  }

  /** Consecutive blocks that compute the requested tensors, and the tensors they take as input. */
  record Chain(List<NamedBlock> blocks, List<String> inputs) {}

  private record RebuiltBlock(BlockBody body, List<String> inputs) {}

  Chain slice(List<String> tensors) {
    return rebuildSequence(network.blocks(), "", tensors);
  }

  private Chain rebuildSequence(List<NamedBlock> blocks, String scope, List<String> tensors) {
    List<NamedBlock> kept = new ArrayList<>();
    List<String> needed = tensors;
    for (NamedBlock block : Lists.reverse(blocks)) {
      if (needed.stream().allMatch(this::isStop)) {
        break;
      }
      String path = scope + block.name();
      if (needed.stream().anyMatch(tensor -> isComputedIn(tensor, path))) {
        RebuiltBlock rebuilt = rebuild(block.body(), path, needed);
        kept.add(0, new NamedBlock(block.name(), block.isGroup(), rebuilt.body()));
        needed = rebuilt.inputs();
      }
    }
    return new Chain(kept, needed);
  }

  private boolean isStop(String tensor) {
    return stop.isPresent() && stop.orElseThrow().equals(tensor);
  }

  private boolean isComputedIn(String tensor, String path) {
    return BlockPaths.isWithin(paths.getOrDefault(tensor, ""), path);
  }

  private RebuiltBlock rebuild(BlockBody body, String path, List<String> tensors) {
    if (body instanceof Layer) {
      return new RebuiltBlock(body, network.graph().node(tensors.get(0)).inputs());
    }
    if (body instanceof Sequence seq) {
      Chain chain = rebuildSequence(seq.blocks(), path + "/", tensors);
      return new RebuiltBlock(new Sequence(chain.blocks()), chain.inputs());
    }
    return body instanceof Branches branches
        ? rebuildBranches(branches, path, tensors)
        : rebuildSubgraph((Subgraph) body, path, tensors);
  }

  private RebuiltBlock rebuildBranches(Branches branches, String path, List<String> tensors) {
    if (!isComputedIn(tensors.get(0), path + "/" + branches.merge().name())) {
      // A tensor within one branch does not depend on the other branches.
      NamedBlock branch =
          branches.branches().stream()
              .filter(b -> isComputedIn(tensors.get(0), path + "/" + b.name()))
              .findFirst()
              .orElseThrow();
      Chain chain = rebuildSequence(List.of(branch), path + "/", tensors);
      return new RebuiltBlock(new Sequence(chain.blocks()), chain.inputs());
    }
    List<NamedBlock> rebuilt = new ArrayList<>();
    Set<List<String>> inputs = new LinkedHashSet<>();
    for (NamedBlock branch : branches.branches()) {
      List<String> outputs = endpoints.get(path + "/" + branch.name()).outputs();
      Chain chain = rebuildSequence(List.of(branch), path + "/", outputs);
      rebuilt.add(
          chain.blocks().isEmpty()
              ? new NamedBlock(branch.name(), branch.isGroup(), new Sequence(List.of()))
              : chain.blocks().get(0));
      inputs.add(chain.inputs());
    }
    // All branches take the same inputs: if one of them drops an input that another one needs, all
    // branches stay as they are.
    return inputs.size() == 1
        ? new RebuiltBlock(new Branches(branches.merge(), rebuilt), inputs.iterator().next())
        : new RebuiltBlock(branches, endpoints.get(path).inputs());
  }

  private RebuiltBlock rebuildSubgraph(Subgraph subgraph, String path, List<String> tensors) {
    Set<String> needed = new LinkedHashSet<>(tensors);
    Map<String, String> references = new LinkedHashMap<>();
    List<NamedBlock> blocks = new ArrayList<>();
    List<List<String>> blockInputs = new ArrayList<>();
    for (Subgraph.Connection connection : Lists.reverse(subgraph.connections())) {
      NamedBlock block = connection.block();
      String blockPath = path + "/" + block.name();
      // A cut within a block asks for tensors that are not among the outputs of the block.
      List<String> neededHere =
          Stream.concat(endpoints.get(blockPath).outputs().stream(), needed.stream())
              .distinct()
              .filter(t -> needed.contains(t) && isComputedIn(t, blockPath) && !isStop(t))
              .toList();
      if (neededHere.isEmpty()) {
        continue;
      }
      RebuiltBlock rebuilt = rebuild(block.body(), blockPath, neededHere);
      List<String> outputs = rebuilt.body().outputNames();
      for (int i = 0; i < neededHere.size(); i++) {
        String output = outputs.size() == 1 ? "" : ":" + outputs.get(i);
        references.put(neededHere.get(i), block.name() + output);
      }
      needed.addAll(rebuilt.inputs());
      blocks.add(0, new NamedBlock(block.name(), block.isGroup(), rebuilt.body()));
      blockInputs.add(0, rebuilt.inputs());
    }
    Map<String, String> inputs = subgraphInputs(subgraph, path, needed, references.keySet());
    references.putAll(inputs);
    List<Subgraph.Connection> connections = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      connections.add(
          new Subgraph.Connection(
              blocks.get(i), blockInputs.get(i).stream().map(references::get).toList()));
    }
    return new RebuiltBlock(
        new Subgraph(
            List.copyOf(inputs.values()),
            connections,
            subgraphOutputs(subgraph, path, tensors, references)),
        List.copyOf(inputs.keySet()));
  }

  /** Returns the tensors that come from outside of the subgraph, with the names of its inputs. */
  private Map<String, String> subgraphInputs(
      Subgraph subgraph, String path, Set<String> needed, Set<String> computed) {
    Map<String, String> inputs = new LinkedHashMap<>();
    List<String> original = endpoints.get(path).inputs();
    for (int i = 0; i < original.size(); i++) {
      if (needed.contains(original.get(i)) && !computed.contains(original.get(i))) {
        inputs.putIfAbsent(original.get(i), subgraph.inputs().get(i));
      }
    }
    // If the slice starts within this subgraph, its start is the only input.
    needed.stream()
        .filter(tensor -> isStop(tensor) && !inputs.containsKey(tensor))
        .forEach(tensor -> inputs.put(tensor, subgraph.inputs().get(0)));
    return inputs;
  }

  private List<Subgraph.Output> subgraphOutputs(
      Subgraph subgraph, String path, List<String> tensors, Map<String, String> references) {
    List<String> original = endpoints.get(path).outputs();
    List<String> originalNames = subgraph.outputNames();
    String[] names = new String[tensors.size()];
    Set<String> used = new LinkedHashSet<>();
    // Existing outputs keep their names; only then do new outputs get names that are still free.
    for (int i = 0; i < names.length; i++) {
      for (int k = 0; k < originalNames.size() && names[i] == null; k++) {
        if (original.get(k).equals(tensors.get(i)) && used.add(originalNames.get(k))) {
          names[i] = originalNames.get(k);
        }
      }
    }
    List<Subgraph.Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String reference = references.get(tensors.get(i));
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

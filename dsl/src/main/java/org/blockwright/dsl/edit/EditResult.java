package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;

/**
 * The result of an edit.
 *
 * @param network the changed network
 * @param unchangedLayers maps the vertex name of each unchanged layer in the changed network to its
 *     vertex name before the edit; a layer is unchanged if its configuration and the shapes of its
 *     parameters are equal
 */
public record EditResult(Network network, Map<String, String> unchangedLayers) {
  public EditResult {
    unchangedLayers = ImmutableMap.copyOf(unchangedLayers);
  }

  /**
   * Compares the layers before and after an edit.
   *
   * @param origin maps the path of a layer in the changed network to its path before the edit;
   *     empty for a new layer
   */
  static EditResult of(Network before, Network after, Function<String, Optional<String>> origin) {
    LayerGraph oldGraph = before.graph();
    LayerGraph newGraph = after.graph();
    ImmutableMap<String, Node> oldNodes =
        oldGraph.nodes().stream().collect(ImmutableMap.toImmutableMap(Node::path, node -> node));
    ImmutableMap.Builder<String, String> unchanged = ImmutableMap.builder();
    for (Node node : newGraph.nodes()) {
      origin
          .apply(node.path())
          .map(oldNodes::get)
          .filter(old -> old.layer().equals(node.layer()))
          .filter(old -> oldGraph.parameters(old).equals(newGraph.parameters(node)))
          .ifPresent(old -> unchanged.put(node.name(), old.name()));
    }
    return new EditResult(after, unchanged.build());
  }

  /** Compares the layers before and after an edit that does not move layers to other paths. */
  public static EditResult ofSamePaths(Network before, Network after) {
    return of(before, after, Optional::of);
  }

  /** Returns the vertex names of the layers with parameters that are new or changed. */
  public List<String> newlyInitialized() {
    LayerGraph graph = network.graph();
    return graph.nodes().stream()
        .filter(
            node -> !unchangedLayers.containsKey(node.name()) && !graph.parameters(node).isEmpty())
        .map(Node::name)
        .toList();
  }

  EditResult andThen(Edit next) {
    EditResult last = next.edit(network);
    ImmutableMap.Builder<String, String> unchanged = ImmutableMap.builder();
    last.unchangedLayers()
        .forEach(
            (name, between) ->
                Optional.ofNullable(unchangedLayers.get(between))
                    .ifPresent(original -> unchanged.put(name, original)));
    return new EditResult(last.network(), unchanged.build());
  }
}

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
 * What an edit makes of a network.
 *
 * @param network the new description
 * @param unchangedLayers the vertex of each layer that is the same as before, numbers and shapes of
 *     parameters included, with the vertex that it was
 */
public record EditResult(Network network, Map<String, String> unchangedLayers) {
  public EditResult {
    unchangedLayers = ImmutableMap.copyOf(unchangedLayers);
  }

  /**
   * @param origin for the path of a new layer that of the one it was; empty where there was none
   */
  static EditResult of(Network before, Network after, Function<String, Optional<String>> origin) {
    LayerGraph old = before.graph();
    LayerGraph now = after.graph();
    ImmutableMap<String, Node> byPath =
        old.nodes().stream().collect(ImmutableMap.toImmutableMap(Node::path, node -> node));
    ImmutableMap.Builder<String, String> kept = ImmutableMap.builder();
    for (Node node : now.nodes()) {
      origin
          .apply(node.path())
          .map(byPath::get)
          .filter(was -> was.layer().equals(node.layer()))
          .filter(was -> old.parameters(was).equals(now.parameters(node)))
          .ifPresent(was -> kept.put(node.name(), was.name()));
    }
    return new EditResult(after, kept.build());
  }

  /** Layers that keep their paths. */
  static EditResult ofSamePaths(Network before, Network after) {
    return of(before, after, Optional::of);
  }

  /** The vertices of the layers with parameters that are new or changed. */
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
    ImmutableMap.Builder<String, String> through = ImmutableMap.builder();
    last.unchangedLayers()
        .forEach(
            (name, was) ->
                Optional.ofNullable(unchangedLayers.get(was))
                    .ifPresent(first -> through.put(name, first)));
    return new EditResult(last.network(), through.build());
  }
}

package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;

/**
 * What an edit makes of a network.
 *
 * @param network the new description
 * @param kept the vertex of each layer that is the same as before, numbers and shapes of parameters
 *     included, with the vertex that it was
 */
public record Edited(Network network, Map<String, String> kept) {
  public Edited {
    kept = ImmutableMap.copyOf(kept);
  }

  /**
   * @param origin for the path of a new layer that of the one it was; empty where there was none
   */
  static Edited of(Network before, Network after, Function<String, Optional<String>> origin) {
    Graph old = before.graph();
    Graph now = after.graph();
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
    return new Edited(after, kept.build());
  }

  /** Layers that keep their paths. */
  static Edited samePaths(Network before, Network after) {
    return of(before, after, Optional::of);
  }

  /** The vertices of the layers with parameters that are new or changed. */
  public List<String> fresh() {
    Graph graph = network.graph();
    return graph.nodes().stream()
        .filter(node -> !kept.containsKey(node.name()) && !graph.parameters(node).isEmpty())
        .map(Node::name)
        .toList();
  }

  Edited then(Edit next) {
    Edited last = next.edit(network);
    ImmutableMap.Builder<String, String> through = ImmutableMap.builder();
    last.kept()
        .forEach(
            (name, was) ->
                Optional.ofNullable(kept.get(was)).ifPresent(first -> through.put(name, first)));
    return new Edited(last.network(), through.build());
  }
}

package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.weights.NetworkLayer;
import org.blockwright.weights.Weights;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/**
 * Recognizes the networks of the zoo that a network was merged from, by the names and shapes of
 * their layers: a merged network does not record them.
 *
 * @param network the merged network, before any cut
 */
record Towers(Network network) {
  /**
   * Returns the network of the zoo that a tower is, or begins as.
   *
   * @param block path of the tower
   * @throws UsageException if it is none of the zoo, or may be several
   * @throws org.blockwright.base.DescriptionException if there is no such block with weights
   */
  ZooModel zooModel(String block) {
    Map<String, NetworkLayer> layers = layers(block);
    Checks.require(!layers.isEmpty(), () -> unknownBlock(block));
    List<ZooModel> candidates = candidates(layers);
    if (candidates.size() != 1) {
      throw new UsageException(
          JobProblems.imagenetOfTower(block, candidates.stream().map(ZooModel::name).toList()));
    }
    return candidates.get(0);
  }

  private Problem unknownBlock(String block) {
    List<String> paths = network.graph().nodes().stream().map(Node::path).toList();
    List<String> blocks = paths.stream().map(path -> path.split("/")[0]).distinct().toList();
    return NameProblems.unknownLayer(network.name(), block, blocks, paths);
  }

  /**
   * Returns the towers if the network consists of several ones of the zoo and layers without
   * weights; else nothing.
   */
  List<String> all() {
    LayerGraph graph = network.graph();
    Set<String> blocks = new LinkedHashSet<>();
    for (NetworkLayer layer : Weights.weightedLayers(graph, graph)) {
      if (!layer.inHead()) {
        blocks.add(graph.node(layer.name()).path().split("/")[0]);
      }
    }
    boolean known =
        blocks.size() > 1
            && blocks.stream().allMatch(block -> candidates(layers(block)).size() == 1);
    return known ? ImmutableList.copyOf(blocks) : List.of();
  }

  /** Returns the layers with weights of a block by the names that they have in its own network. */
  private Map<String, NetworkLayer> layers(String block) {
    LayerGraph graph = network.graph();
    String prefix = block + "_";
    Map<String, NetworkLayer> layers = new LinkedHashMap<>();
    for (NetworkLayer layer : Weights.weightedLayers(graph, graph)) {
      if (!layer.inHead() && graph.node(layer.name()).path().startsWith(block + "/")) {
        String name = layer.name();
        layers.put(name.startsWith(prefix) ? name.substring(prefix.length()) : name, layer);
      }
    }
    return layers;
  }

  private static List<ZooModel> candidates(Map<String, NetworkLayer> tower) {
    Map<ZooModel, Integer> unused = new LinkedHashMap<>();
    for (ZooModel model : Zoo.models()) {
      Map<String, NetworkLayer> backbone = backbone(model);
      if (backbone.keySet().containsAll(tower.keySet())
          && tower.entrySet().stream()
              .allMatch(layer -> fits(layer.getValue(), backbone.get(layer.getKey())))) {
        unused.put(model, Sets.difference(backbone.keySet(), tower.keySet()).size());
      }
    }
    // All layers of VGG16 are also layers of VGG19.
    List<ZooModel> complete =
        unused.keySet().stream().filter(model -> unused.get(model) == 0).toList();
    return complete.isEmpty() ? List.copyOf(unused.keySet()) : complete;
  }

  private static Map<String, NetworkLayer> backbone(ZooModel model) {
    LayerGraph graph = model.network().graph();
    Map<String, NetworkLayer> layers = new HashMap<>();
    Weights.weightedLayers(graph, graph).stream()
        .filter(layer -> !layer.inHead())
        .forEach(layer -> layers.put(layer.name(), layer));
    return layers;
  }

  private static boolean fits(NetworkLayer own, NetworkLayer published) {
    if (own.tensors().size() != published.tensors().size()) {
      return false;
    }
    for (int i = 0; i < own.tensors().size(); i++) {
      if (!fits(own.tensors().get(i).shape(), published.tensors().get(i).shape())) {
        return false;
      }
    }
    return true;
  }

  /** The first kernel of a network for grayscale images has one channel instead of three. */
  private static boolean fits(List<Integer> own, List<Integer> published) {
    if (own.equals(published)) {
      return true;
    }
    return own.size() == 4
        && published.size() == 4
        && own.get(2) == 1
        && published.get(2) == 3
        && own.subList(0, 2).equals(published.subList(0, 2))
        && own.get(3).equals(published.get(3));
  }

  /** Returns the name of the network whose default weights a choice means. */
  static String networkName(Optional<String> block, Network whole) {
    return block.map(tower -> new Towers(whole).zooModel(tower).name()).orElse(whole.name());
  }
}

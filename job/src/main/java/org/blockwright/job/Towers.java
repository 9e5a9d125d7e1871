package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
import org.blockwright.weights.registry.WeightsRegistry;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/**
 * Recognizes the networks with published weights that a network was merged from, by the names and
 * shapes of their layers: a merged network does not record them.
 *
 * @param network the merged network, before any cut
 */
record Towers(Network network, WeightsRegistry registry) {
  /**
   * Returns the network of the zoo that a tower is, or begins as.
   *
   * @param block path of the tower
   * @throws UsageException if it is none with default weights, or may be several
   * @throws org.blockwright.base.DescriptionException if there is no such block with weights
   */
  ZooModel zooModel(String block) {
    Checks.require(!layers(block).isEmpty(), () -> unknownBlock(block));
    List<ZooModel> candidates = candidates(block);
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
        blocks.size() > 1 && blocks.stream().allMatch(block -> candidates(block).size() == 1);
    return known ? ImmutableList.copyOf(blocks) : List.of();
  }

  /** Returns the layers with weights of a block by name. */
  private Map<String, NetworkLayer> layers(String block) {
    LayerGraph graph = network.graph();
    Map<String, NetworkLayer> layers = new LinkedHashMap<>();
    for (NetworkLayer layer : Weights.weightedLayers(graph, graph)) {
      if (!layer.inHead() && graph.node(layer.name()).path().startsWith(block + "/")) {
        layers.put(layer.name(), layer);
      }
    }
    return layers;
  }

  /** The names of layers may have the name of their tower as a prefix. */
  private List<ZooModel> candidates(String block) {
    Map<String, NetworkLayer> layers = layers(block);
    String prefix = block + "_";
    List<ZooModel> candidates = candidates(layers);
    if (!candidates.isEmpty() || !layers.keySet().stream().allMatch(n -> n.startsWith(prefix))) {
      return candidates;
    }
    Map<String, NetworkLayer> original = new LinkedHashMap<>();
    layers.forEach((name, layer) -> original.put(name.substring(prefix.length()), layer));
    return candidates(original);
  }

  private List<ZooModel> candidates(Map<String, NetworkLayer> tower) {
    Map<ZooModel, Integer> unused = new LinkedHashMap<>();
    for (ZooModel model : Zoo.models()) {
      if (registry.defaultFor(model.name()).isEmpty()) {
        continue;
      }
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
}

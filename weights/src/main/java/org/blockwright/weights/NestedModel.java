package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.weights.keras.KerasLayerConfig;
import org.blockwright.weights.keras.KerasModelConfig;
import org.blockwright.weights.keras.KerasModelConfig.Leaf;

/**
 * A network that Keras's older format holds as one layer of another: a single list of arrays, those
 * that are trained, layer by layer, then those that are not, layer by layer. The kernel of a frozen
 * layer stands among the latter, so the order of the arrays is not that of the layers.
 */
record NestedModel(
    String file, String name, List<FileArray> arrays, Optional<KerasModelConfig> config) {

  /** The layers that hold arrays, in the order of the model where its configuration is known. */
  List<FileLayer> layers() {
    Map<String, List<FileArray>> byOwner = new LinkedHashMap<>();
    for (FileArray array : arrays) {
      byOwner
          .computeIfAbsent(FileArray.layerNameOf(array.name()), o -> new ArrayList<>())
          .add(array);
    }
    return config
        .flatMap(m -> byName(m.leaves(), byOwner).or(() -> byPosition(m.leaves())))
        .orElseGet(() -> unordered(byOwner));
  }

  private List<FileLayer> unordered(Map<String, List<FileArray>> byOwner) {
    List<FileLayer> layers = new ArrayList<>();
    String prefix = name + "/";
    byOwner.forEach(
        (owner, own) ->
            layers.add(
                new FileLayer(
                    owner.startsWith(prefix) ? owner.substring(prefix.length()) : owner,
                    true,
                    "",
                    name,
                    "",
                    ImmutableList.copyOf(own))));
    return layers;
  }

  /** By the name that each array has of its layer; empty where one is not a layer's. */
  private Optional<List<FileLayer>> byName(
      List<Leaf> leaves, Map<String, List<FileArray>> byOwner) {
    Map<Leaf, List<FileArray>> found = new LinkedHashMap<>();
    leaves.forEach(leaf -> found.put(leaf, List.of()));
    for (Map.Entry<String, List<FileArray>> entry : byOwner.entrySet()) {
      List<Leaf> fitting = leaves.stream().filter(leaf -> isOwner(entry.getKey(), leaf)).toList();
      if (fitting.size() != 1 || !found.get(fitting.get(0)).isEmpty()) {
        return Optional.empty();
      }
      found.put(fitting.get(0), entry.getValue());
    }
    List<FileLayer> layers = new ArrayList<>();
    for (Map.Entry<Leaf, List<FileArray>> entry : found.entrySet()) {
      Optional<List<String>> kinds = entry.getKey().layer().arrays();
      if (kinds.isPresent() && kinds.get().size() != entry.getValue().size()) {
        return Optional.empty();
      }
      layers.add(layer(entry.getKey(), entry.getValue()));
    }
    return Optional.of(layers);
  }

  private static boolean isOwner(String owner, Leaf leaf) {
    return owner.equals(leaf.layer().name()) || owner.endsWith("/" + leaf.layer().name());
  }

  /**
   * By the order in which Keras writes them, for arrays whose names TensorFlow has changed; empty
   * where the classes or the kinds of the arrays do not fit.
   */
  private Optional<List<FileLayer>> byPosition(List<Leaf> leaves) {
    Map<Leaf, List<FileArray>> found = new LinkedHashMap<>();
    int next = 0;
    for (boolean trained : new boolean[] {true, false}) {
      for (Leaf leaf : leaves) {
        List<FileArray> own = found.computeIfAbsent(leaf, l -> new ArrayList<>());
        for (String kind : kinds(leaf, trained)) {
          if (next == arrays.size() || !matchesKind(arrays.get(next), kind)) {
            return Optional.empty();
          }
          own.add(arrays.get(next++));
        }
      }
    }
    return next == arrays.size()
        ? Optional.of(found.entrySet().stream().map(e -> layer(e.getKey(), e.getValue())).toList())
        : Optional.empty();
  }

  private static List<String> kinds(Leaf leaf, boolean trained) {
    KerasLayerConfig layer = leaf.layer();
    return layer.arrays().orElse(List.of()).stream()
        .filter(kind -> trained == (layer.isTrainable() && !kind.startsWith("moving_")))
        .toList();
  }

  private static boolean matchesKind(FileArray array, String kind) {
    return array.kind().equals(kind)
        || (array.kind().equals("kernel") && kind.equals("depthwise_kernel"));
  }

  private FileLayer layer(Leaf leaf, List<FileArray> own) {
    return new FileLayer(
        leaf.layer().name(),
        true,
        Keras3Layout.toSnakeCase(leaf.layer().kind()),
        "",
        name + "/" + leaf.path(),
        ImmutableList.copyOf(own));
  }
}

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
 * A model that the legacy format stores as one layer of another: a single list of arrays, first the
 * trainable ones, layer by layer, then the others, layer by layer. The kernel of a frozen layer is
 * among the latter, so the order of the arrays is not that of the layers.
 */
record NestedModel(
    String file, String name, List<FileArray> arrays, Optional<KerasModelConfig> config) {

  /** Returns the layers; in the model's order if its configuration is known. */
  List<FileLayer> layers() {
    Map<String, List<FileArray>> byLayerName = new LinkedHashMap<>();
    for (FileArray array : arrays) {
      byLayerName
          .computeIfAbsent(FileArray.layerNameOf(array.name()), layer -> new ArrayList<>())
          .add(array);
    }
    return config
        .flatMap(model -> byName(model.leaves(), byLayerName).or(() -> byPosition(model.leaves())))
        .orElseGet(() -> unordered(byLayerName));
  }

  private List<FileLayer> unordered(Map<String, List<FileArray>> byLayerName) {
    List<FileLayer> layers = new ArrayList<>();
    String prefix = name + "/";
    byLayerName.forEach(
        (layer, layerArrays) ->
            layers.add(
                new FileLayer(
                    layer.startsWith(prefix) ? layer.substring(prefix.length()) : layer,
                    true,
                    "",
                    name,
                    "",
                    ImmutableList.copyOf(layerArrays))));
    return layers;
  }

  /** Assigns arrays to layers by name; empty if a name does not belong to exactly one layer. */
  private Optional<List<FileLayer>> byName(
      List<Leaf> leaves, Map<String, List<FileArray>> byLayerName) {
    Map<Leaf, List<FileArray>> found = new LinkedHashMap<>();
    leaves.forEach(leaf -> found.put(leaf, List.of()));
    for (Map.Entry<String, List<FileArray>> entry : byLayerName.entrySet()) {
      List<Leaf> fitting = leaves.stream().filter(leaf -> hasName(leaf, entry.getKey())).toList();
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

  private static boolean hasName(Leaf leaf, String name) {
    return name.equals(leaf.layer().name()) || name.endsWith("/" + leaf.layer().name());
  }

  /**
   * Assigns arrays to layers in the order in which Keras writes them, for names that TensorFlow has
   * changed; empty if the kinds of the arrays do not fit.
   */
  private Optional<List<FileLayer>> byPosition(List<Leaf> leaves) {
    Map<Leaf, List<FileArray>> found = new LinkedHashMap<>();
    int next = 0;
    for (boolean trainable : new boolean[] {true, false}) {
      for (Leaf leaf : leaves) {
        List<FileArray> layerArrays = found.computeIfAbsent(leaf, l -> new ArrayList<>());
        for (String kind : kinds(leaf, trainable)) {
          if (next == arrays.size() || !matchesKind(arrays.get(next), kind)) {
            return Optional.empty();
          }
          layerArrays.add(arrays.get(next++));
        }
      }
    }
    return next == arrays.size()
        ? Optional.of(found.entrySet().stream().map(e -> layer(e.getKey(), e.getValue())).toList())
        : Optional.empty();
  }

  private static List<String> kinds(Leaf leaf, boolean trainable) {
    KerasLayerConfig layer = leaf.layer();
    return layer.arrays().orElse(List.of()).stream()
        .filter(kind -> trainable == (layer.isTrainable() && !kind.startsWith("moving_")))
        .toList();
  }

  private static boolean matchesKind(FileArray array, String kind) {
    return array.kind().equals(kind)
        || (array.kind().equals("kernel") && kind.equals("depthwise_kernel"));
  }

  private FileLayer layer(Leaf leaf, List<FileArray> layerArrays) {
    return new FileLayer(
        leaf.layer().name(),
        true,
        Keras3Layout.toSnakeCase(leaf.layer().kind()),
        "",
        name + "/" + leaf.path(),
        ImmutableList.copyOf(layerArrays));
  }
}

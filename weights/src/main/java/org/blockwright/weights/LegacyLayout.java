package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.weights.keras.KerasLayerConfig;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * The layout of Keras 1 and 2, and of whole models that Keras 3 saves as {@code .h5}: one group per
 * layer, listed in {@code layer_names}; its arrays are listed in {@code weight_names}.
 */
record LegacyLayout(Hdf5Nodes nodes, Optional<KerasModelConfig> model) {

  static boolean matches(Group group) {
    return group.getAttribute("layer_names") != null || group.getAttribute("layer_names0") != null;
  }

  FileContents read(Group root) {
    ImmutableList.Builder<FileLayer> layers = ImmutableList.builder();
    for (String layer : Hdf5Nodes.strings(root, "layer_names")) {
      Group group = group(root, layer);
      List<FileArray> arrays = new ArrayList<>();
      for (String name : Hdf5Nodes.strings(group, "weight_names")) {
        String path = root.getPath() + layer + "/" + name;
        arrays.add(nodes.array(layer, name, child(group, layer, name), path));
      }
      Optional<KerasLayerConfig> config = model.flatMap(m -> m.layer(layer));
      Optional<KerasModelConfig> nested = config.flatMap(KerasLayerConfig::nestedModel);
      if (nested.isPresent() || layerCount(arrays) > 1) {
        layers.addAll(new NestedModel(nodes.file(), layer, arrays, nested).layers());
      } else {
        String kind = config.map(c -> Keras3Layout.toSnakeCase(c.kind())).orElse("");
        layers.add(
            new FileLayer(
                layer,
                true,
                kind,
                "",
                config.isPresent() ? layer : "",
                ImmutableList.copyOf(arrays)));
      }
    }
    return new FileContents(nodes.file(), true, layers.build(), model);
  }

  private static long layerCount(List<FileArray> arrays) {
    return arrays.stream().map(a -> FileArray.layerNameOf(a.name())).distinct().count();
  }

  private Group group(Group root, String layer) {
    if (Hdf5Nodes.find(root, layer).orElse(null) instanceof Group group) {
      return group;
    }
    throw WeightsProblems.missingGroup(nodes.file(), layer);
  }

  private Node child(Group group, String layer, String name) {
    return Hdf5Nodes.find(group, name)
        .orElseThrow(() -> WeightsProblems.missingArray(nodes.file(), layer, name));
  }
}

package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.weights.keras.KerasLayerConfig;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * The layout of {@code *.weights.h5} of Keras 3 and late Keras 2: one group per layer, called
 * container here, named by the layer's class in snake case and numbered within the class; its
 * arrays are numbered below {@code vars}. Containers of nested models contain containers.
 */
record Keras3Layout(Hdf5Nodes nodes, Optional<KerasModelConfig> model) {
  /** Keras 2.13 and 2.14 use the second name. */
  private static final List<String> LAYERS = List.of("layers", "_layer_checkpoint_dependencies");

  /** Groups beside the layers in a compiled model. */
  private static final Set<String> NON_LAYER_GROUPS =
      Set.of("vars", "optimizer", "metrics", "_metrics", "_compile_metrics", "loss_tracker");

  private static final Pattern CONTAINER = Pattern.compile("(.+?)(?:_(\\d{1,9}))?");

  private record Container(String kind, int number, Group group) {}

  static boolean matches(Group root) {
    return layers(root).isPresent();
  }

  private static Optional<Group> layers(Group group) {
    return LAYERS.stream()
        .map(group.getChildren()::get)
        .flatMap(node -> node instanceof Group g ? Stream.of(g) : Stream.empty())
        .findFirst();
  }

  FileContents read(Group root) {
    Group rootLayers = layers(root).orElseThrow();
    Optional<List<FileLayer>> inOrder = model.flatMap(config -> ordered(rootLayers, config, ""));
    if (inOrder.isPresent()) {
      return new FileContents(nodes.file(), true, ImmutableList.copyOf(inOrder.get()), model);
    }
    List<FileLayer> found = new ArrayList<>(unordered(rootLayers, ""));
    // A subclassed model stores layers under the names of its own attributes.
    for (Node node : root) {
      if (node instanceof Group group && group.getPath().equals(rootLayers.getPath())) {
        continue;
      }
      if (node instanceof Group group && !NON_LAYER_GROUPS.contains(node.getName())) {
        found.addAll(attributeLayers(group, node.getName()));
      }
    }
    return new FileContents(nodes.file(), false, ImmutableList.copyOf(found));
  }

  /**
   * Returns the layers in the order of the configuration; empty if its layers and the file's
   * containers do not correspond one to one.
   */
  private Optional<List<FileLayer>> ordered(Group layers, KerasModelConfig config, String prefix) {
    Map<String, List<Container>> byKind = new HashMap<>();
    containers(layers)
        .forEach(c -> byKind.computeIfAbsent(c.kind(), k -> new ArrayList<>()).add(c));
    List<FileLayer> found = new ArrayList<>();
    for (KerasLayerConfig layer : config.layers()) {
      List<Container> same = byKind.get(toSnakeCase(layer.kind()));
      if (same == null || same.isEmpty()) {
        // Layers without arrays may be missing.
        if (layer.nestedModel().isPresent() || layer.arrays().isPresent()) {
          return Optional.empty();
        }
        continue;
      }
      Group group = same.remove(0).group();
      String path = prefix + layer.name();
      if (layer.nestedModel().isPresent()) {
        Optional<List<FileLayer>> nested =
            layers(group).flatMap(g -> ordered(g, layer.nestedModel().get(), path + "/"));
        if (nested.isEmpty()) {
          return Optional.empty();
        }
        found.addAll(nested.get());
      } else if (group.getChildren().get("vars") instanceof Group vars) {
        Optional<String> own = Hdf5Nodes.text(vars, "name");
        if (own.isPresent() && !own.get().equals(layer.name())) {
          return Optional.empty();
        }
        found.add(layer(layer.name(), true, group, vars, "", path, Optional.of(layer)));
      }
    }
    boolean complete =
        byKind.values().stream()
            .flatMap(List::stream)
            .allMatch(c -> unordered(List.of(c), "").stream().allMatch(l -> l.arrays().isEmpty()));
    return complete ? Optional.of(found) : Optional.empty();
  }

  /** Returns the layers class by class, each class in Keras's order of layers. */
  private List<FileLayer> unordered(Group layers, String nestedModel) {
    return unordered(containers(layers), nestedModel);
  }

  private List<FileLayer> unordered(List<Container> containers, String nestedModel) {
    List<FileLayer> found = new ArrayList<>();
    for (Container c : containers) {
      String path = nestedModel + c.group().getName() + "/";
      layers(c.group()).ifPresent(nested -> found.addAll(unordered(nested, path)));
      if (c.group().getChildren().get("vars") instanceof Group vars) {
        Optional<String> own = Hdf5Nodes.text(vars, "name");
        String name = own.orElse(c.group().getName());
        found.add(layer(name, own.isPresent(), c.group(), vars, nestedModel, "", Optional.empty()));
      }
    }
    return found;
  }

  /** Returns the layers in an attribute of a model: a layer, a list of layers or a nested model. */
  private List<FileLayer> attributeLayers(Group group, String name) {
    if (layers(group).isPresent()) {
      return unordered(layers(group).get(), name + "/");
    }
    if (group.getChildren().get("vars") instanceof Group vars && !vars.getChildren().isEmpty()) {
      Optional<String> own = Hdf5Nodes.text(vars, "name");
      return List.of(
          layer(own.orElse(name), own.isPresent(), group, vars, name, "", Optional.empty()));
    }
    return unordered(group, name + "/");
  }

  private static List<Container> containers(Group layers) {
    List<Container> containers = new ArrayList<>();
    for (Node node : layers) {
      Matcher name = CONTAINER.matcher(node.getName());
      if (node instanceof Group group
          && !NON_LAYER_GROUPS.contains(node.getName())
          && name.matches()) {
        int number = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        containers.add(new Container(name.group(1), number, group));
      }
    }
    containers.sort(Comparator.comparing(Container::kind).thenComparingInt(Container::number));
    return containers;
  }

  private FileLayer layer(
      String name,
      boolean hasOwnName,
      Group container,
      Group vars,
      String nestedModel,
      String path,
      Optional<KerasLayerConfig> config) {
    List<FileArray> arrays = new ArrayList<>();
    int count = vars.getChildren().size();
    for (int k = 0; k < count; k++) {
      String number = Integer.toString(k);
      Node node = vars.getChildren().get(number);
      if (node == null) {
        throw WeightsProblems.missingArray(nodes.file(), name, "vars/" + number);
      }
      arrays.add(nodes.array(name, number, node, vars.getPath() + number));
    }
    List<String> kinds = config.flatMap(KerasLayerConfig::arrays).orElse(List.of());
    for (int k = 0; k < count && kinds.size() == count; k++) {
      arrays.set(k, arrays.get(k).withKind(kinds.get(k)));
    }
    String kind =
        config
            .map(c -> toSnakeCase(c.kind()))
            .orElseGet(() -> container.getName().replaceFirst("_\\d{1,9}$", ""));
    return new FileLayer(name, hasOwnName, kind, nestedModel, path, ImmutableList.copyOf(arrays));
  }

  /** Returns Keras's snake case of a class name: {@code depthwise_conv2d} for DepthwiseConv2D. */
  static String toSnakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}

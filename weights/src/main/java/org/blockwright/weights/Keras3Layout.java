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
 * The layout of {@code *.weights.h5} of Keras 3, and of late Keras 2: a container for each layer,
 * named by its class in snake case and counted within its class; arrays below {@code vars},
 * numbered. Containers of inner networks hold containers themselves.
 */
record Keras3Layout(Hdf5Nodes nodes, Optional<KerasModelConfig> model) {
  /** Keras 2.13 and 2.14 have the second name. */
  private static final List<String> LAYERS = List.of("layers", "_layer_checkpoint_dependencies");

  /** What stands beside the layers in a compiled model. */
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
    Group top = layers(root).orElseThrow();
    Optional<List<FileLayer>> inOrder = model.flatMap(m -> ordered(top, m, ""));
    if (inOrder.isPresent()) {
      return new FileContents(nodes.file(), true, ImmutableList.copyOf(inOrder.get()), model);
    }
    List<FileLayer> found = new ArrayList<>(unordered(top, ""));
    // A model that was written as a class keeps layers under the names of its own attributes.
    for (Node node : root) {
      if (node instanceof Group group && group.getPath().equals(top.getPath())) {
        continue;
      }
      if (node instanceof Group group && !NON_LAYER_GROUPS.contains(node.getName())) {
        found.addAll(attributeLayers(group, node.getName()));
      }
    }
    return new FileContents(nodes.file(), false, ImmutableList.copyOf(found));
  }

  /**
   * The layers in the order of the configuration; empty where its classes do not lead to the file's
   * containers one by one.
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
        Optional<List<FileLayer>> inner =
            layers(group).flatMap(g -> ordered(g, layer.nestedModel().get(), path + "/"));
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        found.addAll(inner.get());
      } else if (group.getChildren().get("vars") instanceof Group vars) {
        Optional<String> own = Hdf5Nodes.text(vars, "name");
        if (own.isPresent() && !own.get().equals(layer.name())) {
          return Optional.empty();
        }
        found.add(layer(layer.name(), true, group, vars, "", path, Optional.of(layer)));
      }
    }
    boolean all =
        byKind.values().stream()
            .flatMap(List::stream)
            .allMatch(c -> unordered(List.of(c), "").stream().allMatch(l -> l.arrays().isEmpty()));
    return all ? Optional.of(found) : Optional.empty();
  }

  /** The layers class by class, each class in Keras's order of layers. */
  private List<FileLayer> unordered(Group layers, String network) {
    return unordered(containers(layers), network);
  }

  private List<FileLayer> unordered(List<Container> containers, String network) {
    List<FileLayer> found = new ArrayList<>();
    for (Container c : containers) {
      String inside = network + c.group().getName() + "/";
      layers(c.group()).ifPresent(nested -> found.addAll(unordered(nested, inside)));
      if (c.group().getChildren().get("vars") instanceof Group vars) {
        Optional<String> own = Hdf5Nodes.text(vars, "name");
        String name = own.orElse(c.group().getName());
        found.add(layer(name, own.isPresent(), c.group(), vars, network, "", Optional.empty()));
      }
    }
    return found;
  }

  /** A layer, or layers in a list or a network that is an attribute of a model. */
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
      boolean named,
      Group container,
      Group vars,
      String network,
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
    return new FileLayer(name, named, kind, network, path, ImmutableList.copyOf(arrays));
  }

  /** Keras's name of a container: {@code DepthwiseConv2D} gives {@code depthwise_conv2d}. */
  static String toSnakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}

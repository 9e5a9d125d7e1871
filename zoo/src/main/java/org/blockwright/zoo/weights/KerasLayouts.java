package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.primitives.Ints;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.FloatingPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockwright.zoo.weights.Provenance.Format;

/**
 * Walks the HDF5 layouts of Keras: the legacy one (Keras 1 and 2, whole models of Keras 3) and that
 * of {@code *.weights.h5} of Keras 3.
 */
final class KerasLayouts {
  // A container of Keras 3: the class in snake case, and a counter from the second one on.
  private static final Pattern CONTAINER = Pattern.compile("(.+?)(?:_(\\d+))?");
  // Deflate cannot shrink more than 1032 times, so a larger claim is a damaged header.
  private static final long MOST_SHRUNK = 1032;

  private final String file;
  private final long fileBytes;
  private final String version;
  private final boolean archive;

  /**
   * @param version Keras's version where the file around this one tells it
   * @param archive whether there is such a file
   */
  KerasLayouts(String file, long fileBytes, String version, boolean archive) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.version = version;
    this.archive = archive;
  }

  /** What a file holds, and what it says about its origin. */
  record Found(FileContents contents, Format format, String kerasVersion, String backend) {}

  Found read(Group root) {
    Node inner = root.getChildren().get("model_weights");
    boolean whole = !isLegacy(root) && inner instanceof Group;
    Found found;
    if (whole || isLegacy(root)) {
      Group layers = whole ? (Group) inner : root;
      String backend = text(layers, "backend").orElse(Provenance.UNKNOWN);
      if (backend.equals("theano")) {
        throw WeightsProblems.theano(file);
      }
      found =
          new Found(
              new FileContents(file, true, legacy(layers)),
              whole ? Format.KERAS_MODEL_H5 : Format.KERAS_H5,
              text(layers, "keras_version").orElse(version),
              backend);
    } else if (root.getChildren().get("layers") instanceof Group layers) {
      found =
          new Found(
              new FileContents(file, false, keras3(layers)),
              archive ? Format.KERAS3_ARCHIVE : Format.KERAS3_WEIGHTS_H5,
              version,
              Provenance.UNKNOWN);
    } else {
      throw WeightsProblems.noLayers(file, root.getChildren().keySet());
    }
    if (found.contents().weighted().isEmpty()) {
      throw WeightsProblems.noWeights(file);
    }
    return found;
  }

  private static boolean isLegacy(Group group) {
    return group.getAttribute("layer_names") != null || group.getAttribute("layer_names0") != null;
  }

  /** The layers of a group that has {@code layer_names}, in its order. */
  private ImmutableList<FileLayer> legacy(Group root) {
    ImmutableList.Builder<FileLayer> layers = ImmutableList.builder();
    for (String layer : strings(root, "layer_names")) {
      Group group = group(root, layer);
      List<FileArray> arrays = new ArrayList<>();
      for (String name : strings(group, "weight_names")) {
        arrays.add(array(layer, name, child(group, layer, name), path(root, layer, name)));
      }
      ListMultimap<String, FileArray> owners = Multimaps.index(arrays, KerasLayouts::owner);
      if (owners.keySet().size() < 2) {
        layers.add(FileLayer.of(layer, ImmutableList.copyOf(arrays)));
      } else {
        // A network within the network: all that stands in it came as one layer, the arrays that
        // were trained before the others, each with its own layer in its name.
        owners.asMap().forEach((name, own) -> layers.add(nested(layer, name, own)));
      }
    }
    return layers.build();
  }

  /** What comes before the last slash of an array's name: the layer that it belongs to. */
  private static String owner(FileArray array) {
    return array.name().substring(0, Math.max(0, array.name().lastIndexOf('/')));
  }

  private static FileLayer nested(String network, String owner, Collection<FileArray> arrays) {
    String prefix = network + "/";
    return FileLayer.of(
        owner.startsWith(prefix) ? owner.substring(prefix.length()) : owner,
        ImmutableList.copyOf(arrays));
  }

  /** The layers below {@code layers}, class by class, each class in Keras's order of layers. */
  private ImmutableList<FileLayer> keras3(Group layers) {
    List<FileLayer> found = new ArrayList<>();
    record Container(String kind, int number, Group group) {}
    List<Container> containers = new ArrayList<>();
    for (Node node : layers) {
      Matcher name = CONTAINER.matcher(node.getName());
      if (node instanceof Group group && name.matches()) {
        int number = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        containers.add(new Container(name.group(1), number, group));
      }
    }
    containers.sort(Comparator.comparing(Container::kind).thenComparingInt(Container::number));
    for (Container c : containers) {
      if (c.group().getChildren().get("layers") instanceof Group nested) {
        found.addAll(keras3(nested));
      }
      if (c.group().getChildren().get("vars") instanceof Group vars) {
        found.add(keras3Layer(c.kind(), c.group(), vars));
      }
    }
    return ImmutableList.copyOf(found);
  }

  private FileLayer keras3Layer(String kind, Group container, Group vars) {
    Optional<String> own = text(vars, "name");
    String name = own.orElse(container.getName());
    ImmutableList.Builder<FileArray> arrays = ImmutableList.builder();
    int count = vars.getChildren().size();
    for (int k = 0; k < count; k++) {
      String number = Integer.toString(k);
      Node node = vars.getChildren().get(number);
      if (node == null) {
        throw WeightsProblems.missingArray(file, name, "vars/" + number);
      }
      arrays.add(array(name, number, node, vars.getPath() + number));
    }
    return new FileLayer(name, own.isPresent(), kind, arrays.build());
  }

  private Group group(Group root, String layer) {
    if (find(root, layer).orElse(null) instanceof Group group) {
      return group;
    }
    throw WeightsProblems.missingGroup(file, layer);
  }

  private Node child(Group group, String layer, String name) {
    return find(group, name).orElseThrow(() -> WeightsProblems.missingArray(file, layer, name));
  }

  // Step by step: a name may hold slashes and then means nested groups.
  private static Optional<Node> find(Group from, String path) {
    Node node = from;
    for (String step : path.split("/")) {
      if (step.isEmpty()) {
        continue;
      }
      node = node instanceof Group group ? group.getChildren().get(step) : null;
    }
    return Optional.ofNullable(node);
  }

  private FileArray array(String layer, String name, Node node, String path) {
    if (!(node instanceof Dataset data)) {
      throw WeightsProblems.missingArray(file, layer, name);
    }
    if (!(data.getDataType() instanceof FloatingPoint type)) {
      throw WeightsProblems.notFloat(file, layer, name, data.getJavaType().getSimpleName());
    }
    long bytes = type.getSize();
    for (long n : data.getDimensionsAsLong()) {
      boolean fits = n >= 0 && n <= Integer.MAX_VALUE;
      bytes = fits ? multiply(bytes, n) : Long.MAX_VALUE;
    }
    long room = data.getFilters().isEmpty() ? fileBytes : multiply(fileBytes, MOST_SHRUNK);
    if (bytes > room || bytes / type.getSize() > Integer.MAX_VALUE - 8) {
      throw WeightsProblems.tooLarge(file, layer, name, bytes, fileBytes);
    }
    return new FileArray(
        layer, name, ImmutableList.copyOf(Ints.asList(data.getDimensions())), path);
  }

  private static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    return high == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  private static String path(Group root, String layer, String name) {
    return root.getPath() + layer + "/" + name;
  }

  /** A single text, if the node has that attribute. */
  private static Optional<String> text(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    return found != null && found.getData() instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /**
   * A list of texts. An attribute above 64,512 bytes is cut into {@code name0}, {@code name1}, ...;
   * an empty one is not of strings but of float64.
   */
  private static List<String> strings(Node node, String attribute) {
    Attribute whole = node.getAttribute(attribute);
    if (whole != null) {
      return strings(whole);
    }
    List<String> joined = new ArrayList<>();
    for (int k = 0; ; k++) {
      Attribute part = node.getAttribute(attribute + k);
      if (part == null) {
        return joined;
      }
      joined.addAll(strings(part));
    }
  }

  private static List<String> strings(Attribute attribute) {
    Object data = attribute.getData();
    if (data instanceof String[] list) {
      return List.of(list);
    }
    return data instanceof String one ? List.of(one) : List.of();
  }
}

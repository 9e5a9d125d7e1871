package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.FloatingPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the layouts of Keras have in common: texts, lists of texts, and arrays with their checks.
 */
record Hdf5Nodes(String file, long fileBytes) {
  // Deflate cannot shrink more than 1032 times, so a larger claim is a damaged header.
  private static final long MAX_COMPRESSION_RATIO = 1032;

  /** An array of a layer, its header checked against the size of the file. */
  FileArray array(String layer, String name, Node node, String path) {
    if (!(node instanceof Dataset data)) {
      throw WeightsProblems.missingArray(file, layer, name);
    }
    ImmutableList<Integer> shape = ImmutableList.copyOf(Ints.asList(data.getDimensions()));
    FileArray array = new FileArray(layer, name, shape, path);
    if (!(data.getDataType() instanceof FloatingPoint type)) {
      return new FileArray(
          layer, name, shape, path, data.getJavaType().getSimpleName(), array.kind());
    }
    long bytes = type.getSize();
    for (long n : data.getDimensionsAsLong()) {
      boolean fits = n >= 0 && n <= Integer.MAX_VALUE;
      bytes = fits ? multiply(bytes, n) : Long.MAX_VALUE;
    }
    long room =
        data.getFilters().isEmpty() ? fileBytes : multiply(fileBytes, MAX_COMPRESSION_RATIO);
    if (bytes > room || bytes / type.getSize() > Integer.MAX_VALUE - 8) {
      throw WeightsProblems.tooLarge(file, layer, name, bytes, fileBytes);
    }
    return array;
  }

  private static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    return high == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /** Step by step: a name may hold slashes and then means nested groups. */
  static Optional<Node> find(Group from, String path) {
    Node node = from;
    for (String step : path.split("/")) {
      if (step.isEmpty()) {
        continue;
      }
      node = node instanceof Group group ? group.getChildren().get(step) : null;
    }
    return Optional.ofNullable(node);
  }

  /** A single text, if the node has that attribute. */
  static Optional<String> text(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    return found != null && found.getData() instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /**
   * A list of texts. An attribute above 64,512 bytes is cut into {@code name0}, {@code name1}, ...;
   * an empty one is not of strings but of float64.
   */
  static List<String> strings(Node node, String attribute) {
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

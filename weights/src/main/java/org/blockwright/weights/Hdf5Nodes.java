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

/** Reads strings, lists of strings and arrays with their checks, for all layouts of Keras. */
record Hdf5Nodes(String file, long fileBytes) {
  // Deflate compresses by at most 1032:1, so a larger size means a damaged header.
  private static final long MAX_COMPRESSION_RATIO = 1032;

  /** Returns an array of a layer; its header is checked against the size of the file. */
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
    long limit =
        data.getFilters().isEmpty() ? fileBytes : multiply(fileBytes, MAX_COMPRESSION_RATIO);
    if (bytes > limit || bytes / type.getSize() > Integer.MAX_VALUE - 8) {
      throw WeightsProblems.tooLarge(file, layer, name, bytes, fileBytes);
    }
    return array;
  }

  private static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    return high == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /** Finds a node by its path; slashes in a name mean nested groups. */
  static Optional<Node> find(Group from, String path) {
    Node node = from;
    for (String name : path.split("/")) {
      if (name.isEmpty()) {
        continue;
      }
      node = node instanceof Group group ? group.getChildren().get(name) : null;
    }
    return Optional.ofNullable(node);
  }

  /** Returns an attribute that is a single string; empty if there is none. */
  static Optional<String> text(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    return found != null && found.getData() instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /**
   * Returns an attribute that is a list of strings. Keras splits lists above 64,512 bytes into
   * {@code name0}, {@code name1}, ... and writes an empty list as float64.
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
    return data instanceof String single ? List.of(single) : List.of();
  }
}

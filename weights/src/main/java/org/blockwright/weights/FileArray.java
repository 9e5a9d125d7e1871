package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array of a weights file, as its header describes it; no value is read yet.
 *
 * @param layer name of the file's layer
 * @param name name within the layer, by which people know it ({@code conv1/kernel:0})
 * @param shape in Keras's layout; empty for a single number
 * @param path where it stands in the HDF5 file
 * @param unsupportedType of its numbers as it is stored, where it is not a floating-point type that
 *     is read; else empty. Such an array is rejected when a network needs it
 * @param kind what it is in Keras 3's words ({@code kernel}, {@code moving_mean}); empty where the
 *     file does not tell
 */
public record FileArray(
    String layer,
    String name,
    ImmutableList<Integer> shape,
    String path,
    String unsupportedType,
    String kind) {
  private static final Pattern LAST_SEGMENT =
      Pattern.compile("(?:.*/)?([^/:]+?)(?:_\\d+)?(?::\\d+)?");

  /** Keras 1 puts the layer's name in front: {@code convolution2d_4_W:0}. */
  private static final Pattern KERAS_1 =
      Pattern.compile(
          "([^/]+)_(W|b|gamma|beta|running_mean|running_std|depthwise_kernel|pointwise_kernel)(?:_\\d+)?(?::\\d+)?");

  private static final Map<String, String> KERAS_1_KINDS =
      Map.of(
          "W",
          "kernel",
          "b",
          "bias",
          "running_mean",
          "moving_mean",
          "running_std",
          "moving_variance");

  /** An array of floating-point numbers, its kind taken from its name. */
  public FileArray(String layer, String name, ImmutableList<Integer> shape, String path) {
    this(layer, name, shape, path, "", kindOf(name));
  }

  FileArray withKind(String newKind) {
    return new FileArray(layer, name, shape, path, unsupportedType, newKind);
  }

  /** Whether its numbers are of a floating-point type. */
  public boolean isFloat() {
    return unsupportedType.isEmpty();
  }

  /** How many numbers it holds. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Its shape as a new array. */
  public int[] dimensions() {
    return Ints.toArray(shape);
  }

  /** The layer in an array's name, empty where the name has none. */
  static String layerNameOf(String name) {
    int slash = name.lastIndexOf('/');
    if (slash >= 0) {
      return name.substring(0, slash);
    }
    Matcher first = KERAS_1.matcher(name);
    return first.matches() ? first.group(1) : "";
  }

  /** What an array is, by its name; empty where the name is a number alone. */
  static String kindOf(String name) {
    if (name.chars().allMatch(Character::isDigit)) {
      return "";
    }
    Matcher first = KERAS_1.matcher(name);
    if (first.matches()) {
      return KERAS_1_KINDS.getOrDefault(first.group(2), first.group(2));
    }
    Matcher last = LAST_SEGMENT.matcher(name);
    return last.matches() ? last.group(1) : "";
  }
}

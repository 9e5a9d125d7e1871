package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of a weights file, as its header describes it; its values are not read yet.
 *
 * @param layer name of the layer in the file
 * @param name name of the array in the file ({@code conv1/kernel:0})
 * @param shape shape in Keras's layout; empty for a scalar
 * @param path path in the HDF5 file
 * @param unsupportedType stored type of the values if it is unsupported, else empty. Such an array
 *     is rejected only if a network needs it
 * @param kind kind of the array in Keras 3's terms ({@code kernel}, {@code moving_mean}); empty if
 *     the file does not contain it
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

  /** Names of Keras 1 start with the name of the layer: {@code convolution2d_4_W:0}. */
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

  /** Creates an array of floating-point numbers whose kind is derived from its name. */
  public FileArray(String layer, String name, ImmutableList<Integer> shape, String path) {
    this(layer, name, shape, path, "", kindOf(name));
  }

  FileArray withKind(String newKind) {
    return new FileArray(layer, name, shape, path, unsupportedType, newKind);
  }

  /** Whether the values have a supported floating-point type. */
  public boolean isFloat() {
    return unsupportedType.isEmpty();
  }

  /** Returns the number of values. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Returns the shape as a new array. */
  public int[] dimensions() {
    return Ints.toArray(shape);
  }

  /** Returns the name of the layer in the name of an array; empty if there is none. */
  static String layerNameOf(String name) {
    int slash = name.lastIndexOf('/');
    if (slash >= 0) {
      return name.substring(0, slash);
    }
    Matcher keras1 = KERAS_1.matcher(name);
    return keras1.matches() ? keras1.group(1) : "";
  }

  /** Returns the kind of an array by its name; empty if the name is only a number. */
  static String kindOf(String name) {
    if (name.chars().allMatch(Character::isDigit)) {
      return "";
    }
    Matcher keras1 = KERAS_1.matcher(name);
    if (keras1.matches()) {
      return KERAS_1_KINDS.getOrDefault(keras1.group(2), keras1.group(2));
    }
    Matcher last = LAST_SEGMENT.matcher(name);
    return last.matches() ? last.group(1) : "";
  }
}

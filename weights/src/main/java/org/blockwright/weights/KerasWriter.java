package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.AtomicFiles;

/**
 * Writes weights like Keras's {@code save_weights} (legacy {@code .h5}, float32), so that Keras can
 * load them into the same network. Layers without weights are not listed; Keras ignores them.
 */
public final class KerasWriter {
  // An attribute must fit into an object header message; Keras splits lists at this size too.
  private static final int MAX_ATTRIBUTE_BYTES = 64_512;

  // Keras converts the kernels of files without a version or with version 1.
  private static final String KERAS_VERSION = "2.1.6";

  private KerasWriter() {}

  /**
   * A layer and its weights.
   *
   * @param name name of the layer
   * @param tensors its arrays, in Keras's order
   */
  public record Layer(String name, ImmutableList<Values> tensors) {}

  /**
   * The values of an array.
   *
   * @param tensor kind of the array, and its shape in Keras's layout
   * @param values flat, in C order
   */
  public record Values(NetworkLayer.Tensor tensor, float[] values) {}

  /**
   * Writes a file atomically: an existing file is replaced only if writing succeeds.
   *
   * @param layers layers in Keras's order ({@link KerasOrder})
   * @throws org.blockwright.base.WeightsException if an array does not have as many values as its
   *     shape, or the written file does not read back equal
   * @throws org.blockwright.base.StorageException if the file cannot be written
   */
  public static void write(Path target, List<Layer> layers) {
    List<Layer> weighted = layers.stream().filter(l -> !l.tensors().isEmpty()).toList();
    for (Layer layer : weighted) {
      layer.tensors().forEach(values -> check(target, layer, values));
    }
    AtomicFiles.write(
        target,
        temporary -> {
          Files.deleteIfExists(temporary);
          try {
            writeHdf5(temporary, weighted);
          } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
          }
          verify(target, temporary, weighted);
        });
  }

  private static void check(Path target, Layer layer, Values values) {
    long size =
        values.tensor().shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (size != values.values().length || size == 0) {
      throw WeightsProblems.shapeMismatch(
          String.valueOf(target.getFileName()),
          layer.name() + "/" + values.tensor().kind(),
          values.tensor().shape(),
          values.values().length);
    }
  }

  private static void writeHdf5(Path path, List<Layer> layers) {
    try (WritableHdfFile file = HdfFile.write(path)) {
      // The library's mark contains the host name; equal weights should give equal bytes.
      file.removeAttribute("_jHDF");
      file.putAttribute("backend", "tensorflow");
      file.putAttribute("keras_version", KERAS_VERSION);
      putList(file, "layer_names", layers.stream().map(Layer::name).toList());
      for (Layer layer : layers) {
        WritableGroup group = getOrCreateGroup(file, layer.name());
        putList(group, "weight_names", layer.tensors().stream().map(v -> name(layer, v)).toList());
        WritableGroup arrays = getOrCreateGroup(group, layer.name());
        for (Values values : layer.tensors()) {
          int[] shape = Ints.toArray(values.tensor().shape());
          arrays.putDataset(values.tensor().kind() + ":0", nested(values.values(), shape, 0, 0));
        }
      }
    }
  }

  private static String name(Layer layer, Values values) {
    return layer.name() + "/" + values.tensor().kind() + ":0";
  }

  /** Returns the group at a path; creates it if it does not exist. */
  private static WritableGroup getOrCreateGroup(WritableGroup from, String path) {
    WritableGroup group = from;
    for (String name : path.split("/")) {
      Node child = group.getChildren().get(name);
      group = child instanceof WritableGroup existing ? existing : group.putGroup(name);
    }
    return group;
  }

  /** Writes a list of strings, split into {@code name0}, {@code name1}, ... if it is too long. */
  private static void putList(WritableNode node, String name, List<String> list) {
    int longest =
        list.stream().mapToInt(s -> s.getBytes(StandardCharsets.UTF_8).length).max().orElse(0) + 1;
    int maxSize = MAX_ATTRIBUTE_BYTES / longest;
    if (list.size() <= maxSize) {
      node.putAttribute(name, list.toArray(String[]::new));
      return;
    }
    List<List<String>> parts = Lists.partition(list, maxSize);
    for (int i = 0; i < parts.size(); i++) {
      node.putAttribute(name + i, parts.get(i).toArray(String[]::new));
    }
  }

  /** Returns the part of a flat array from {@code offset} on, as nested arrays. */
  private static Object nested(float[] flat, int[] shape, int axis, int offset) {
    if (shape.length == 0) {
      return flat[0];
    }
    if (axis == shape.length - 1) {
      return Arrays.copyOfRange(flat, offset, offset + shape[axis]);
    }
    int[] rest = Arrays.copyOfRange(shape, axis, shape.length);
    Object all = Array.newInstance(float.class, rest);
    int stride = Arrays.stream(rest).skip(1).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < shape[axis]; i++) {
      Array.set(all, i, nested(flat, shape, axis + 1, offset + i * stride));
    }
    return all;
  }

  /** Reads the written file back, since the library's support for writing is experimental. */
  private static void verify(Path target, Path written, List<Layer> layers) {
    try (WeightsFile file = WeightsFile.open(written)) {
      for (int i = 0; i < layers.size(); i++) {
        Layer expected = layers.get(i);
        FileLayer found = file.layers().get(i);
        boolean same =
            found.name().equals(expected.name())
                && found.arrays().size() == expected.tensors().size();
        for (int k = 0; same && k < expected.tensors().size(); k++) {
          FileArray array = found.arrays().get(k);
          Values values = expected.tensors().get(k);
          same =
              array.shape().equals(values.tensor().shape())
                  && Arrays.equals(file.read(array), values.values());
        }
        if (!same) {
          throw WeightsProblems.verificationFailed(
              String.valueOf(target.getFileName()), expected.name());
        }
      }
    }
  }
}

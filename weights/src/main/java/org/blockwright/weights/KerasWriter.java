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
 * Writes weights as Keras's {@code save_weights} does (legacy {@code .h5}, float32), so that Keras
 * can load them into the same network. Layers without weights are not listed; Keras skips them.
 */
public final class KerasWriter {
  // An attribute must fit into an object header message; Keras cuts its lists at this size too.
  private static final int MAX_ATTRIBUTE_BYTES = 64_512;

  // Keras turns kernels of files that name no version or version 1; from 2 on it takes them as is.
  private static final String KERAS_VERSION = "2.1.6";

  private KerasWriter() {}

  /**
   * One layer.
   *
   * @param name the layer's name
   * @param tensors what it holds, in Keras's order
   */
  public record Layer(String name, ImmutableList<Values> tensors) {}

  /**
   * The numbers of one array.
   *
   * @param tensor its kind, and its shape in Keras's layout
   * @param values flat in C order
   */
  public record Values(NetworkLayer.Tensor tensor, float[] values) {}

  /**
   * Writes a file, or leaves what was there.
   *
   * @param layers in Keras's order ({@link KerasOrder})
   * @throws org.blockwright.base.WeightsException if the numbers do not fill the shapes, or what
   *     was written does not read back
   * @throws org.blockwright.base.StorageException if it cannot be written
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
      // The library's own mark names the machine: the same weights should give the same bytes.
      file.removeAttribute("_jHDF");
      file.putAttribute("backend", "tensorflow");
      file.putAttribute("keras_version", KERAS_VERSION);
      putList(file, "layer_names", layers.stream().map(Layer::name).toList());
      for (Layer layer : layers) {
        WritableGroup group = getOrCreateGroup(file, layer.name());
        putList(group, "weight_names", layer.tensors().stream().map(v -> name(layer, v)).toList());
        WritableGroup inner = getOrCreateGroup(group, layer.name());
        for (Values values : layer.tensors()) {
          int[] shape = Ints.toArray(values.tensor().shape());
          inner.putDataset(values.tensor().kind() + ":0", nested(values.values(), shape, 0, 0));
        }
      }
    }
  }

  private static String name(Layer layer, Values values) {
    return layer.name() + "/" + values.tensor().kind() + ":0";
  }

  /** The group at a path, made where it is not there. */
  private static WritableGroup getOrCreateGroup(WritableGroup from, String path) {
    WritableGroup group = from;
    for (String step : path.split("/")) {
      Node there = group.getChildren().get(step);
      group = there instanceof WritableGroup known ? known : group.putGroup(step);
    }
    return group;
  }

  /** A list of texts, cut into {@code name0}, {@code name1}, ... where it is too long for one. */
  private static void putList(WritableNode node, String name, List<String> list) {
    int longest =
        list.stream().mapToInt(s -> s.getBytes(StandardCharsets.UTF_8).length).max().orElse(0) + 1;
    int most = MAX_ATTRIBUTE_BYTES / longest;
    if (list.size() <= most) {
      node.putAttribute(name, list.toArray(String[]::new));
      return;
    }
    List<List<String>> parts = Lists.partition(list, most);
    for (int i = 0; i < parts.size(); i++) {
      node.putAttribute(name + i, parts.get(i).toArray(String[]::new));
    }
  }

  /** The part of a flat array that stands at {@code offset}, as arrays of arrays. */
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

  /** The library calls its writing young, so what it wrote is read before it counts. */
  private static void verify(Path target, Path written, List<Layer> layers) {
    try (WeightsFile file = WeightsFile.open(written)) {
      for (int i = 0; i < layers.size(); i++) {
        Layer wanted = layers.get(i);
        FileLayer found = file.layers().get(i);
        boolean same =
            found.name().equals(wanted.name()) && found.arrays().size() == wanted.tensors().size();
        for (int k = 0; same && k < wanted.tensors().size(); k++) {
          FileArray array = found.arrays().get(k);
          Values values = wanted.tensors().get(k);
          same =
              array.shape().equals(values.tensor().shape())
                  && Arrays.equals(file.read(array), values.values());
        }
        if (!same) {
          throw WeightsProblems.verificationFailed(
              String.valueOf(target.getFileName()), wanted.name());
        }
      }
    }
  }
}

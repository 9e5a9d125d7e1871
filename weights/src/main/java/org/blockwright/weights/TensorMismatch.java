package org.blockwright.weights;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A tensor that differs between a file and a network.
 *
 * @param inFile its shape, or its kind where that differs; empty where the file does not have it
 * @param inNetwork the same on the network's side
 */
record TensorMismatch(String tensor, String inFile, String inNetwork) {

  /** Whether the shapes are equal and the kinds differ. */
  boolean isKindMismatch() {
    return VECTOR_KINDS.contains(inFile);
  }

  private static final Set<String> VECTOR_KINDS =
      Set.of("bias", "gamma", "beta", "moving_mean", "moving_variance");

  /** The differences between a layer of the network and one of a file; none if it fits. */
  static List<TensorMismatch> between(NetworkLayer slot, FileLayer layer) {
    List<TensorMismatch> found = new ArrayList<>();
    int wanted = slot.tensors().size();
    int there = layer.arrays().size();
    for (int i = 0; i < Math.max(wanted, there); i++) {
      if (i >= there) {
        NetworkLayer.Tensor tensor = slot.tensors().get(i);
        found.add(
            new TensorMismatch(slot.name() + "/" + tensor.kind(), "", shapeText(tensor.shape())));
      } else if (i >= wanted) {
        FileArray array = layer.arrays().get(i);
        found.add(
            new TensorMismatch(slot.name() + "/" + array.name(), shapeText(array.shape()), ""));
      } else {
        NetworkLayer.Tensor tensor = slot.tensors().get(i);
        FileArray array = layer.arrays().get(i);
        String name = slot.name() + "/" + tensor.kind();
        if (!fits(tensor, array.shape())) {
          found.add(new TensorMismatch(name, shapeText(array.shape()), shapeText(tensor.shape())));
        } else if (kindsDiffer(tensor.kind(), array.kind())) {
          found.add(new TensorMismatch(name, array.kind(), tensor.kind()));
        }
      }
    }
    return found;
  }

  /** Whether vectors of one length mean different things, as where a norm has no scale. */
  private static boolean kindsDiffer(String kind, String kindInFile) {
    return VECTOR_KINDS.contains(kind)
        && VECTOR_KINDS.contains(kindInFile)
        && !kind.equals(kindInFile);
  }

  static boolean fits(NetworkLayer slot, FileLayer layer) {
    return between(slot, layer).isEmpty();
  }

  // A convolution with a 1x1 kernel on a 1x1 map and a dense layer hold the same numbers in the
  // same order: Keras's mobilenet ends in the former.
  private static boolean fits(NetworkLayer.Tensor tensor, ImmutableList<Integer> shape) {
    return tensor.shape().equals(shape)
        || (tensor.kind().equals("kernel")
            && withoutSpatialAxes(tensor.shape()).equals(withoutSpatialAxes(shape)));
  }

  private static ImmutableList<Integer> withoutSpatialAxes(ImmutableList<Integer> shape) {
    boolean point = shape.size() == 4 && shape.get(0) == 1 && shape.get(1) == 1;
    return point ? shape.subList(2, 4) : shape;
  }

  static String shapeText(List<Integer> shape) {
    return shape.isEmpty() ? "one number" : Joiner.on('x').join(shape);
  }
}

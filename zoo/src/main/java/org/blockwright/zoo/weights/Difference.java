package org.blockwright.zoo.weights;

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
record Difference(String tensor, String inFile, String inNetwork) {

  /** Whether the shapes are equal and the kinds differ. */
  boolean ofKind() {
    return VECTORS.contains(inFile);
  }

  private static final Set<String> VECTORS =
      Set.of("bias", "gamma", "beta", "moving_mean", "moving_variance");

  /** The differences between a layer of the network and one of a file; none if it fits. */
  static List<Difference> between(Slot slot, FileLayer layer) {
    List<Difference> found = new ArrayList<>();
    int wanted = slot.tensors().size();
    int there = layer.arrays().size();
    for (int i = 0; i < Math.max(wanted, there); i++) {
      if (i >= there) {
        Slot.Tensor tensor = slot.tensors().get(i);
        found.add(new Difference(slot.name() + "/" + tensor.kind(), "", text(tensor.shape())));
      } else if (i >= wanted) {
        FileArray array = layer.arrays().get(i);
        found.add(new Difference(slot.name() + "/" + array.name(), text(array.shape()), ""));
      } else {
        Slot.Tensor tensor = slot.tensors().get(i);
        FileArray array = layer.arrays().get(i);
        String name = slot.name() + "/" + tensor.kind();
        if (!fits(tensor, array.shape())) {
          found.add(new Difference(name, text(array.shape()), text(tensor.shape())));
        } else if (isOther(tensor.kind(), array.kind())) {
          found.add(new Difference(name, array.kind(), tensor.kind()));
        }
      }
    }
    return found;
  }

  /** Whether vectors of one length mean different things, as where a norm has no scale. */
  private static boolean isOther(String kind, String kindInFile) {
    return VECTORS.contains(kind) && VECTORS.contains(kindInFile) && !kind.equals(kindInFile);
  }

  static boolean fits(Slot slot, FileLayer layer) {
    return between(slot, layer).isEmpty();
  }

  // A convolution with a 1x1 kernel on a 1x1 map and a dense layer hold the same numbers in the
  // same order: Keras's mobilenet ends in the former.
  private static boolean fits(Slot.Tensor tensor, ImmutableList<Integer> shape) {
    return tensor.shape().equals(shape)
        || (tensor.kind().equals("kernel")
            && withoutWindow(tensor.shape()).equals(withoutWindow(shape)));
  }

  private static ImmutableList<Integer> withoutWindow(ImmutableList<Integer> shape) {
    boolean point = shape.size() == 4 && shape.get(0) == 1 && shape.get(1) == 1;
    return point ? shape.subList(2, 4) : shape;
  }

  static String text(List<Integer> shape) {
    return shape.isEmpty() ? "one number" : Joiner.on('x').join(shape);
  }
}

package org.blockwright.zoo.weights;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.List;

/** Tells whether a file holds the layers of a network by their shapes, whatever their order. */
final class SameShapes {
  private SameShapes() {}

  /**
   * Whether each layer of a backbone has one of equal shapes in the file, in another order, and no
   * more than a top is left.
   */
  static boolean inAnotherOrder(List<Slot> backbone, List<FileLayer> file) {
    return !inOrder(backbone, file) && areAll(backbone, file);
  }

  /** Whether a file begins with layers of the shapes of a backbone. */
  static boolean inOrder(List<Slot> backbone, List<FileLayer> file) {
    boolean same = backbone.size() <= file.size();
    for (int i = 0; same && i < backbone.size(); i++) {
      same = of(backbone.get(i)).equals(of(file.get(i)));
    }
    return same;
  }

  private static boolean areAll(List<Slot> backbone, List<FileLayer> file) {
    Multiset<ImmutableList<?>> open = HashMultiset.create();
    file.forEach(layer -> open.add(of(layer)));
    for (Slot slot : backbone) {
      if (!open.remove(of(slot))) {
        return false;
      }
    }
    return open.stream().allMatch(SameShapes::isTop);
  }

  /** The shapes of a layer's arrays; layers of equal shapes could be taken for each other. */
  static ImmutableList<?> of(FileLayer layer) {
    return ImmutableList.copyOf(layer.arrays().stream().map(FileArray::shape).toList());
  }

  static ImmutableList<?> of(Slot slot) {
    return ImmutableList.copyOf(slot.tensors().stream().map(Slot.Tensor::shape).toList());
  }

  private static boolean isTop(ImmutableList<?> shapes) {
    return ((List<?>) shapes.get(0)).size() == 2;
  }
}

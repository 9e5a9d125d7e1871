package org.blockwright.weights;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.List;

/** Tells whether a file holds the layers of a network by their shapes, whatever their order. */
final class ShapeComparison {
  private ShapeComparison() {}

  /**
   * Whether each layer of a backbone has one of equal shapes in the file, in another order, and no
   * more than a top is left.
   */
  static boolean matchesInAnotherOrder(List<NetworkLayer> backbone, List<FileLayer> file) {
    return !matchesInOrder(backbone, file) && matchesInAnyOrder(backbone, file);
  }

  /** Whether a file begins with layers of the shapes of a backbone. */
  static boolean matchesInOrder(List<NetworkLayer> backbone, List<FileLayer> file) {
    boolean same = backbone.size() <= file.size();
    for (int i = 0; same && i < backbone.size(); i++) {
      same = shapesOf(backbone.get(i)).equals(shapesOf(file.get(i)));
    }
    return same;
  }

  private static boolean matchesInAnyOrder(List<NetworkLayer> backbone, List<FileLayer> file) {
    Multiset<ImmutableList<?>> open = HashMultiset.create();
    file.forEach(layer -> open.add(shapesOf(layer)));
    for (NetworkLayer slot : backbone) {
      if (!open.remove(shapesOf(slot))) {
        return false;
      }
    }
    return open.stream().allMatch(ShapeComparison::isHead);
  }

  /** The shapes of a layer's arrays; layers of equal shapes could be taken for each other. */
  static ImmutableList<?> shapesOf(FileLayer layer) {
    return ImmutableList.copyOf(layer.arrays().stream().map(FileArray::shape).toList());
  }

  static ImmutableList<?> shapesOf(NetworkLayer slot) {
    return ImmutableList.copyOf(slot.tensors().stream().map(NetworkLayer.Tensor::shape).toList());
  }

  private static boolean isHead(ImmutableList<?> shapes) {
    return ((List<?>) shapes.get(0)).size() == 2;
  }
}

package org.blockwright.weights;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.List;

/** Compares the layers of a network and a file by their shapes. */
final class ShapeComparison {
  private ShapeComparison() {}

  /**
   * Whether the file contains a layer of equal shapes for each layer of the backbone, but in a
   * different order, and no other layers than a head.
   */
  static boolean matchesInAnotherOrder(List<NetworkLayer> backbone, List<FileLayer> file) {
    return !matchesInOrder(backbone, file) && matchesInAnyOrder(backbone, file);
  }

  /** Whether the file starts with layers of the backbone's shapes. */
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
    for (NetworkLayer layer : backbone) {
      if (!open.remove(shapesOf(layer))) {
        return false;
      }
    }
    return open.stream().allMatch(ShapeComparison::isHead);
  }

  /** Returns the shapes of a layer's arrays; layers of equal shapes are interchangeable. */
  static ImmutableList<?> shapesOf(FileLayer layer) {
    return ImmutableList.copyOf(layer.arrays().stream().map(FileArray::shape).toList());
  }

  static ImmutableList<?> shapesOf(NetworkLayer layer) {
    return ImmutableList.copyOf(layer.tensors().stream().map(NetworkLayer.Tensor::shape).toList());
  }

  private static boolean isHead(ImmutableList<?> shapes) {
    return ((List<?>) shapes.get(0)).size() == 2;
  }
}

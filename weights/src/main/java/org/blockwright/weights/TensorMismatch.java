package org.blockwright.weights;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A tensor that differs between a file and a network.
 *
 * @param tensor its name, {@code layer/kind}
 * @param inFile its shape in the file, or its kind if the kinds differ; empty if it is missing
 * @param inNetwork its shape or kind in the network; empty if it is missing
 */
record TensorMismatch(String tensor, String inFile, String inNetwork) {

  /** Whether the shapes are equal and the kinds differ. */
  boolean isKindMismatch() {
    return VECTOR_KINDS.contains(inFile);
  }

  private static final Set<String> VECTOR_KINDS =
      Set.of("bias", "gamma", "beta", "moving_mean", "moving_variance");

  /** Returns the differences between a layer of a network and one of a file; empty if they fit. */
  static List<TensorMismatch> between(NetworkLayer networkLayer, FileLayer fileLayer) {
    List<TensorMismatch> found = new ArrayList<>();
    String prefix = networkLayer.name() + "/";
    int expected = networkLayer.tensors().size();
    int present = fileLayer.arrays().size();
    for (int i = 0; i < Math.max(expected, present); i++) {
      if (i >= present) {
        NetworkLayer.Tensor tensor = networkLayer.tensors().get(i);
        found.add(new TensorMismatch(prefix + tensor.kind(), "", shapeText(tensor.shape())));
      } else if (i >= expected) {
        FileArray array = fileLayer.arrays().get(i);
        found.add(new TensorMismatch(prefix + array.name(), shapeText(array.shape()), ""));
      } else {
        NetworkLayer.Tensor tensor = networkLayer.tensors().get(i);
        FileArray array = fileLayer.arrays().get(i);
        String name = prefix + tensor.kind();
        if (!fits(tensor, array.shape())) {
          found.add(new TensorMismatch(name, shapeText(array.shape()), shapeText(tensor.shape())));
        } else if (kindsDiffer(tensor.kind(), array.kind())) {
          found.add(new TensorMismatch(name, array.kind(), tensor.kind()));
        }
      }
    }
    return found;
  }

  /** Whether vectors have different kinds, such as gamma and beta of a norm without gamma. */
  private static boolean kindsDiffer(String kind, String kindInFile) {
    return VECTOR_KINDS.contains(kind)
        && VECTOR_KINDS.contains(kindInFile)
        && !kind.equals(kindInFile);
  }

  static boolean fits(NetworkLayer networkLayer, FileLayer fileLayer) {
    return between(networkLayer, fileLayer).isEmpty();
  }

  // A 1x1 convolution on a 1x1 feature map has the same weights in the same order as a dense layer:
  // Keras's MobileNet ends with such a convolution.
  private static boolean fits(NetworkLayer.Tensor tensor, ImmutableList<Integer> shape) {
    return tensor.shape().equals(shape)
        || (tensor.kind().equals("kernel")
            && withoutSpatialAxes(tensor.shape()).equals(withoutSpatialAxes(shape)));
  }

  private static ImmutableList<Integer> withoutSpatialAxes(ImmutableList<Integer> shape) {
    boolean isPointwise = shape.size() == 4 && shape.get(0) == 1 && shape.get(1) == 1;
    return isPointwise ? shape.subList(2, 4) : shape;
  }

  static String shapeText(List<Integer> shape) {
    return shape.isEmpty() ? "scalar" : Joiner.on('x').join(shape);
  }
}

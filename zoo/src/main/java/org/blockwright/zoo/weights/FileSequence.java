package org.blockwright.zoo.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The layers of a file that hold weights, in the order in which a network asks for them. */
final class FileSequence {
  // Keras's containers are named after the class: Conv2D gives conv2d.
  private static final Map<String, String> CONTAINERS =
      Map.of(
          "Conv2D", "conv2d",
          "DepthwiseConv2D", "depthwise_conv2d",
          "SeparableConv2D", "separable_conv2d",
          "Dense", "dense",
          "BatchNormalization", "batch_normalization");

  private FileSequence() {}

  /**
   * The file's own order where it has one. A Keras 3 file only orders the layers of one class: the
   * n-th layer of a class in the network takes the n-th container of that class. What no layer asks
   * for comes last.
   */
  static List<FileLayer> of(FileContents file, List<Slot> slots) {
    if (file.ordered()) {
      return file.weighted();
    }
    Map<String, Queue<FileLayer>> byClass = new HashMap<>();
    for (FileLayer layer : file.weighted()) {
      byClass.computeIfAbsent(layer.kind(), k -> new ArrayDeque<>()).add(layer);
    }
    List<FileLayer> sequence = new ArrayList<>();
    for (Slot slot : slots) {
      Queue<FileLayer> queue = byClass.get(CONTAINERS.getOrDefault(slot.kind(), ""));
      if (queue == null || queue.isEmpty()) {
        break;
      }
      sequence.add(queue.remove());
    }
    file.weighted().stream().filter(l -> !sequence.contains(l)).forEach(sequence::add);
    return sequence;
  }
}

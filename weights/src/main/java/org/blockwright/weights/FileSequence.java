package org.blockwright.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the layers of a file into the order in which a network needs them. */
final class FileSequence {
  private FileSequence() {}

  /**
   * Returns the layers with weights in the file's own order as far as it has one. A Keras 3 file
   * orders only layers of the same class: the n-th layer of a class in the network corresponds to
   * the n-th group of that class. If several layers could be next, the first that fits is chosen.
   * Layers that the network does not need come last.
   */
  static List<FileLayer> of(FileContents file, List<NetworkLayer> networkLayers) {
    List<FileLayer> open = new ArrayList<>(file.weightedLayers());
    List<FileLayer> sequence = new ArrayList<>();
    for (NetworkLayer networkLayer : networkLayers) {
      List<FileLayer> next =
          file.ordered() ? nextInOrder(open) : nextOfClass(open, networkLayer.kind());
      if (next.isEmpty()) {
        break;
      }
      Optional<FileLayer> fitting =
          next.stream().filter(layer -> TensorMismatch.fits(networkLayer, layer)).findFirst();
      FileLayer chosen = fitting.orElse(next.get(0));
      open.remove(chosen);
      sequence.add(chosen);
    }
    sequence.addAll(open);
    return sequence;
  }

  /** Returns the next layer; all remaining layers of a nested model of unknown order. */
  private static List<FileLayer> nextInOrder(List<FileLayer> open) {
    if (open.isEmpty() || open.get(0).nestedModel().isEmpty()) {
      return open.isEmpty() ? List.of() : List.of(open.get(0));
    }
    String nestedModel = open.get(0).nestedModel();
    return open.stream().takeWhile(layer -> layer.nestedModel().equals(nestedModel)).toList();
  }

  /** Returns the next layer of a class in each nested model of the file. */
  private static List<FileLayer> nextOfClass(List<FileLayer> open, String kind) {
    String className = Keras3Layout.toSnakeCase(kind);
    Map<String, Deque<FileLayer>> byModel = new LinkedHashMap<>();
    for (FileLayer layer : open) {
      if (layer.kind().equals(className)) {
        byModel.computeIfAbsent(layer.nestedModel(), model -> new ArrayDeque<>()).add(layer);
      }
    }
    return byModel.values().stream().map(Deque::getFirst).toList();
  }
}

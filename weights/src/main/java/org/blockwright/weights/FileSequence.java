package org.blockwright.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The layers of a file that hold weights, in the order in which a network asks for them. */
final class FileSequence {
  private FileSequence() {}

  /**
   * The file's own order as far as it has one. A Keras 3 file only orders the layers of one class:
   * the n-th layer of a class in the network takes the n-th container of that class. Where several
   * layers could come next, the first that fits does. What no layer asks for comes last.
   */
  static List<FileLayer> of(FileContents file, List<NetworkLayer> slots) {
    List<FileLayer> open = new ArrayList<>(file.weightedLayers());
    List<FileLayer> sequence = new ArrayList<>();
    for (NetworkLayer slot : slots) {
      List<FileLayer> next = file.ordered() ? nextInOrder(open) : nextOfClass(open, slot.kind());
      if (next.isEmpty()) {
        break;
      }
      Optional<FileLayer> fitting =
          next.stream().filter(layer -> TensorMismatch.fits(slot, layer)).findFirst();
      FileLayer taken = fitting.orElse(next.get(0));
      open.remove(taken);
      sequence.add(taken);
    }
    sequence.addAll(open);
    return sequence;
  }

  /** The next layer; where it belongs to an inner network of unknown order, all left of that. */
  private static List<FileLayer> nextInOrder(List<FileLayer> open) {
    if (open.isEmpty() || open.get(0).nestedModel().isEmpty()) {
      return open.isEmpty() ? List.of() : List.of(open.get(0));
    }
    String network = open.get(0).nestedModel();
    return open.stream().takeWhile(layer -> layer.nestedModel().equals(network)).toList();
  }

  /** The next layer of a class in each network of the file. */
  private static List<FileLayer> nextOfClass(List<FileLayer> open, String kind) {
    String container = Keras3Layout.toSnakeCase(kind);
    Map<String, Deque<FileLayer>> byNetwork = new LinkedHashMap<>();
    for (FileLayer layer : open) {
      if (layer.kind().equals(container)) {
        byNetwork.computeIfAbsent(layer.nestedModel(), n -> new ArrayDeque<>()).add(layer);
      }
    }
    return byNetwork.values().stream().map(Deque::getFirst).toList();
  }
}

package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.weights.Pairing.Pair;

/**
 * Rejects layers of equal shapes that were matched by position and could be swapped, unless their
 * names determine the order: layers of a nested model whose order the file does not contain, and
 * layers in branches that are added, whose order in the file depends on the order of the addition.
 *
 * @param alternativeOrders the network's layers in the orders that files have of the same network
 *     with branches added in a different order
 */
record OrderAmbiguityCheck(
    FileContents file,
    String network,
    Optional<Structure> structure,
    List<List<NetworkLayer>> alternativeOrders) {

  void check(List<Pair> pairs) {
    alternativeOrders.forEach(order -> requireUnique(pairs, order));
    Map<ImmutableList<?>, List<Pair>> byShapes = new LinkedHashMap<>();
    pairs.forEach(
        pair ->
            byShapes
                .computeIfAbsent(
                    ShapeComparison.shapesOf(pair.fileLayer()), shapes -> new ArrayList<>())
                .add(pair));
    byShapes.forEach(
        (shapes, sameShapes) -> {
          List<FileLayer> layers = interchangeable(shapes, sameShapes);
          if (!layers.isEmpty() && !isUnambiguous(sameShapes, layers)) {
            throw PairingProblems.ambiguousOrder(
                file, network, layers.stream().map(FileLayer::name).toList());
          }
        });
  }

  /** Returns the file's layers of these shapes that could be swapped with a matched one. */
  private List<FileLayer> interchangeable(ImmutableList<?> shapes, List<Pair> pairs) {
    return file.weightedLayers().stream()
        .filter(layer -> ShapeComparison.shapesOf(layer).equals(shapes))
        .filter(
            layer ->
                pairs.stream()
                    .anyMatch(
                        pair ->
                            !pair.fileLayer().equals(layer)
                                && !file.isOrderKnown(pair.fileLayer(), layer)))
        .toList();
  }

  /** Rejects pairs if the file also fits the network's layers in this order. */
  private void requireUnique(List<Pair> pairs, List<NetworkLayer> order) {
    Map<FileLayer, NetworkLayer> paired = new LinkedHashMap<>();
    pairs.forEach(pair -> paired.put(pair.fileLayer(), pair.networkLayer()));
    List<FileLayer> sequence = FileSequence.of(file, order);
    List<String> moved = new ArrayList<>();
    boolean named = true;
    for (int i = 0; i < Math.min(order.size(), sequence.size()); i++) {
      NetworkLayer other = order.get(i);
      FileLayer layer = sequence.get(i);
      NetworkLayer current = paired.get(layer);
      if (!TensorMismatch.fits(other, layer) || current == null) {
        return;
      }
      if (!current.equals(other) && !hasSameRole(current, other)) {
        moved.add(layer.name());
        named &= hasEqualName(current, layer);
      }
    }
    if (!moved.isEmpty() && !named) {
      throw PairingProblems.ambiguousOrder(file, network, moved);
    }
  }

  private boolean hasSameRole(NetworkLayer a, NetworkLayer b) {
    return structure.isPresent()
        && structure.get().fullSignature(a.name()).equals(structure.get().fullSignature(b.name()));
  }

  private static boolean hasEqualName(NetworkLayer networkLayer, FileLayer fileLayer) {
    return fileLayer.hasOwnName()
        && LegacyNames.normalized(fileLayer.name()).equals(networkLayer.name());
  }

  /** Whether equal names, or the numbers in names of one nested model, determine the order. */
  private boolean isUnambiguous(List<Pair> pairs, List<FileLayer> interchangeable) {
    List<Pair> affected =
        pairs.stream().filter(pair -> interchangeable.contains(pair.fileLayer())).toList();
    return affected.stream().allMatch(pair -> hasEqualName(pair.networkLayer(), pair.fileLayer()))
        || (file.ordered() && isInNumberOrder(affected, interchangeable));
  }

  private static boolean isInNumberOrder(List<Pair> pairs, List<FileLayer> interchangeable) {
    Set<NumberedName> numbers = new HashSet<>();
    Set<String> stems = new HashSet<>();
    for (FileLayer layer : interchangeable) {
      NumberedName number = NumberedName.of(layer.name());
      numbers.add(number);
      stems.add(number.stem());
    }
    if (stems.size() != 1 || numbers.size() != interchangeable.size()) {
      return false;
    }
    List<FileLayer> paired =
        pairs.stream()
            .sorted(Comparator.comparing(RankPairing::creationRank))
            .map(Pair::fileLayer)
            .toList();
    return paired.equals(RankPairing.sortedByNumber(interchangeable).subList(0, paired.size()));
  }
}

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
 * Rejects pairs by position of layers of equal shapes that could as well be the other way round,
 * unless their names tell: layers of an inner network whose order the file does not hold, and
 * layers in the branches of a sum, whose order in the file depends on how the model added them.
 *
 * @param alternativeOrders the network's layers as they would stand in a file of the same network
 *     that adds branches in another order
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
        p ->
            byShapes
                .computeIfAbsent(ShapeComparison.shapesOf(p.fileLayer()), s -> new ArrayList<>())
                .add(p));
    byShapes.forEach(
        (shapes, same) -> {
          List<FileLayer> alike = interchangeable(shapes, same);
          if (!alike.isEmpty() && !isUnambiguous(same, alike)) {
            throw PairingProblems.ambiguousOrder(
                file, network, alike.stream().map(FileLayer::name).toList());
          }
        });
  }

  /** The layers of these shapes of which one could be taken for another that is paired. */
  private List<FileLayer> interchangeable(ImmutableList<?> shapes, List<Pair> same) {
    return file.weightedLayers().stream()
        .filter(layer -> ShapeComparison.shapesOf(layer).equals(shapes))
        .filter(
            layer ->
                same.stream()
                    .anyMatch(
                        p ->
                            !p.fileLayer().equals(layer)
                                && !file.isOrderKnown(p.fileLayer(), layer)))
        .toList();
  }

  /** Rejects pairs where layers in another order would fit as well. */
  private void requireUnique(List<Pair> pairs, List<NetworkLayer> order) {
    Map<FileLayer, NetworkLayer> paired = new LinkedHashMap<>();
    pairs.forEach(p -> paired.put(p.fileLayer(), p.networkLayer()));
    List<FileLayer> sequence = FileSequence.of(file, order);
    List<String> moved = new ArrayList<>();
    boolean named = true;
    for (int i = 0; i < Math.min(order.size(), sequence.size()); i++) {
      NetworkLayer other = order.get(i);
      FileLayer layer = sequence.get(i);
      NetworkLayer slot = paired.get(layer);
      if (!TensorMismatch.fits(other, layer) || slot == null) {
        return;
      }
      if (!slot.equals(other) && !hasSameRole(slot, other)) {
        moved.add(layer.name());
        named &= hasEqualName(slot, layer);
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

  private static boolean hasEqualName(NetworkLayer slot, FileLayer layer) {
    return layer.hasOwnName() && LayerPairer.normalizedName(layer.name()).equals(slot.name());
  }

  /** By equal names, or by running numbers where one network's layers are in question. */
  private boolean isUnambiguous(List<Pair> pairs, List<FileLayer> alike) {
    List<Pair> asked = pairs.stream().filter(p -> alike.contains(p.fileLayer())).toList();
    return asked.stream().allMatch(p -> hasEqualName(p.networkLayer(), p.fileLayer()))
        || (file.ordered() && isInNumberOrder(asked, alike));
  }

  private static boolean isInNumberOrder(List<Pair> pairs, List<FileLayer> alike) {
    Set<NumberedName> numbers = new HashSet<>();
    Set<String> stems = new HashSet<>();
    for (FileLayer layer : alike) {
      NumberedName number = NumberedName.of(layer.name());
      numbers.add(number);
      stems.add(number.stem());
    }
    if (stems.size() != 1 || numbers.size() != alike.size()) {
      return false;
    }
    List<FileLayer> paired =
        pairs.stream()
            .sorted(Comparator.comparing(RankPairing::creationRank))
            .map(Pair::fileLayer)
            .toList();
    return paired.equals(RankPairing.sortedByNumber(alike).subList(0, paired.size()));
  }
}

package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.zoo.weights.Pairing.Pair;

/**
 * Rejects pairs by position of layers of equal shapes that could as well be the other way round,
 * unless their names tell: layers of an inner network whose order the file does not hold, and
 * layers in the branches of a sum, whose order in the file depends on how the model added them.
 *
 * @param otherOrders the network's layers as they would stand in a file of the same network that
 *     adds branches in another order
 */
record KnownOrder(
    FileContents file,
    String network,
    Optional<Structure> structure,
    List<List<Slot>> otherOrders) {

  void require(List<Pair> pairs) {
    otherOrders.forEach(order -> requireOnlyOne(pairs, order));
    Map<ImmutableList<?>, List<Pair>> byShapes = new LinkedHashMap<>();
    pairs.forEach(
        p -> byShapes.computeIfAbsent(SameShapes.of(p.layer()), s -> new ArrayList<>()).add(p));
    byShapes.forEach(
        (shapes, same) -> {
          List<FileLayer> alike = alike(shapes, same);
          if (!alike.isEmpty() && !told(same, alike)) {
            throw PairingProblems.orderUnknown(
                file, network, alike.stream().map(FileLayer::name).toList());
          }
        });
  }

  /** The layers of these shapes of which one could be taken for another that is paired. */
  private List<FileLayer> alike(ImmutableList<?> shapes, List<Pair> same) {
    return file.weighted().stream()
        .filter(layer -> SameShapes.of(layer).equals(shapes))
        .filter(
            layer ->
                same.stream()
                    .anyMatch(p -> !p.layer().equals(layer) && !file.orders(p.layer(), layer)))
        .toList();
  }

  /** Rejects pairs where layers in another order would fit as well. */
  private void requireOnlyOne(List<Pair> pairs, List<Slot> order) {
    Map<FileLayer, Slot> paired = new LinkedHashMap<>();
    pairs.forEach(p -> paired.put(p.layer(), p.slot()));
    List<FileLayer> sequence = FileSequence.of(file, order);
    List<String> moved = new ArrayList<>();
    boolean named = true;
    for (int i = 0; i < Math.min(order.size(), sequence.size()); i++) {
      Slot other = order.get(i);
      FileLayer layer = sequence.get(i);
      Slot slot = paired.get(layer);
      if (!Difference.fits(other, layer) || slot == null) {
        return;
      }
      if (!slot.equals(other) && !sameRole(slot, other)) {
        moved.add(layer.name());
        named &= isNamed(slot, layer);
      }
    }
    if (!moved.isEmpty() && !named) {
      throw PairingProblems.orderUnknown(file, network, moved);
    }
  }

  private boolean sameRole(Slot a, Slot b) {
    return structure.isPresent()
        && structure.get().whole(a.name()).equals(structure.get().whole(b.name()));
  }

  private static boolean isNamed(Slot slot, FileLayer layer) {
    return layer.named() && PairingRule.plain(layer.name()).equals(slot.name());
  }

  /** By equal names, or by running numbers where one network's layers are in question. */
  private boolean told(List<Pair> pairs, List<FileLayer> alike) {
    List<Pair> asked = pairs.stream().filter(p -> alike.contains(p.layer())).toList();
    return asked.stream().allMatch(p -> isNamed(p.slot(), p.layer()))
        || (file.ordered() && byNumber(asked, alike));
  }

  private static boolean byNumber(List<Pair> pairs, List<FileLayer> alike) {
    Set<RunningNumber> numbers = new HashSet<>();
    Set<String> stems = new HashSet<>();
    for (FileLayer layer : alike) {
      RunningNumber number = RunningNumber.of(layer.name());
      numbers.add(number);
      stems.add(number.stem());
    }
    if (stems.size() != 1 || numbers.size() != alike.size()) {
      return false;
    }
    List<FileLayer> paired =
        pairs.stream().sorted(Comparator.comparing(RankPairing::place)).map(Pair::layer).toList();
    return paired.equals(RankPairing.byNumber(alike).subList(0, paired.size()));
  }
}

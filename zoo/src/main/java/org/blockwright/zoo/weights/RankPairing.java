package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.zoo.weights.Pairing.Pair;

/**
 * An independent pairing of layers whose names Keras made: the order of the running numbers is the
 * order of creation on both sides, whatever number the file starts at. Where the network's names
 * are its own, the order of its description stands for the order of creation; then only layers that
 * could be mistaken for each other, those of equal shapes, are compared.
 */
final class RankPairing {
  private record Group(String stem, boolean numberedSlots, ImmutableList<?> shapes) {}

  private RankPairing() {}

  /** Pairs the same layers once more, by the rank of their numbers; other layers are left out. */
  static List<Pair> of(List<Pair> pairs) {
    Map<Group, List<Pair>> groups = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      if (pair.layer().named() && AutomaticNames.isAutomatic(pair.layer().name())) {
        groups.computeIfAbsent(group(pair), g -> new ArrayList<>()).add(pair);
      }
    }
    return ranked(groups);
  }

  private static Group group(Pair pair) {
    boolean numbered = isNumberedAlike(pair);
    String stem = RunningNumber.of(pair.layer().name()).stem();
    return new Group(stem, numbered, numbered ? ImmutableList.of() : SameShapes.of(pair.layer()));
  }

  /** Whether Keras made the names on both sides, for the same class. */
  private static boolean isNumberedAlike(Pair pair) {
    String stem = RunningNumber.of(pair.layer().name()).stem();
    return pair.slot().automaticName() && RunningNumber.of(pair.slot().name()).stem().equals(stem);
  }

  /** The place of the network's layer in the order of creation. */
  static int place(Pair pair) {
    return isNumberedAlike(pair)
        ? RunningNumber.of(pair.slot().name()).number()
        : pair.slot().declared();
  }

  private static List<Pair> ranked(Map<Group, List<Pair>> groups) {
    List<Pair> ranked = new ArrayList<>();
    for (List<Pair> same : groups.values()) {
      List<Slot> slots =
          same.stream().sorted(Comparator.comparing(RankPairing::place)).map(Pair::slot).toList();
      List<FileLayer> layers = byNumber(same.stream().map(Pair::layer).toList());
      for (int i = 0; i < slots.size(); i++) {
        ranked.add(new Pair(slots.get(i), layers.get(i)));
      }
    }
    return ranked;
  }

  /** Layers in the order of their running numbers. */
  static List<FileLayer> byNumber(List<FileLayer> layers) {
    return layers.stream()
        .sorted(Comparator.comparing(l -> RunningNumber.of(l.name()).number()))
        .toList();
  }
}

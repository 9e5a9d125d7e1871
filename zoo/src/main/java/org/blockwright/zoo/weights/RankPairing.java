package org.blockwright.zoo.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.zoo.weights.Pairing.Pair;

/**
 * An independent pairing of layers whose names Keras made: the order of the running numbers is the
 * order of creation on both sides, whatever number the file starts at.
 */
final class RankPairing {
  private RankPairing() {}

  /** Pairs the same layers once more, by the rank of their numbers; other layers are left out. */
  static List<Pair> of(List<Pair> pairs) {
    Map<String, List<Pair>> byStem = new TreeMap<>();
    for (Pair pair : pairs) {
      String slot = pair.slot().name();
      String layer = pair.layer().name();
      boolean both =
          pair.slot().automaticName()
              && pair.layer().named()
              && AutomaticNames.isAutomatic(slot)
              && AutomaticNames.isAutomatic(layer)
              && AutomaticNames.stem(slot).equals(AutomaticNames.stem(layer));
      if (both) {
        byStem.computeIfAbsent(AutomaticNames.stem(slot), s -> new ArrayList<>()).add(pair);
      }
    }
    List<Pair> ranked = new ArrayList<>();
    for (List<Pair> same : byStem.values()) {
      List<Slot> slots =
          same.stream()
              .map(Pair::slot)
              .sorted(Comparator.comparingInt(s -> AutomaticNames.number(s.name())))
              .toList();
      List<FileLayer> layers =
          same.stream()
              .map(Pair::layer)
              .sorted(Comparator.comparingInt(l -> AutomaticNames.number(l.name())))
              .toList();
      for (int i = 0; i < slots.size(); i++) {
        ranked.add(new Pair(slots.get(i), layers.get(i)));
      }
    }
    return ranked;
  }
}

package org.blockwright.zoo.weights;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.zoo.weights.Pairing.Pair;

/**
 * The head of a network and what a file holds after the layers of the backbone: paired one by one
 * where it is the same top, left out with a notice where it is another.
 */
record HeadPairing(List<Pair> pairs, List<String> notices) {

  static HeadPairing of(
      String file,
      String network,
      List<Slot> slots,
      List<Slot> head,
      List<FileLayer> rest,
      PairingOptions options) {
    if (head.isEmpty() || rest.isEmpty()) {
      return new HeadPairing(List.of(), notInFile(file, network, head));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < head.size() && head.size() == rest.size(); i++) {
      pairs.add(new Pair(head.get(i), rest.get(i)));
    }
    List<Pair> fitting = pairs.stream().filter(p -> Difference.fits(p.slot(), p.layer())).toList();
    if (options.withoutHead() || fitting.isEmpty()) {
      return new HeadPairing(List.of(), List.of(PairingNotices.otherHead(file, network, rest)));
    }
    if (fitting.size() == pairs.size()) {
      return new HeadPairing(pairs, List.of());
    }
    Pair last = pairs.get(pairs.size() - 1);
    boolean onlyLast = fitting.size() == pairs.size() - 1 && !fitting.contains(last);
    if (!onlyLast) {
      throw PairingProblems.misfit(file, network, slots, pairs, true);
    }
    return new HeadPairing(
        fitting, List.of(PairingNotices.otherHead(file, network, List.of(last.layer()))));
  }

  private static List<String> notInFile(String file, String network, List<Slot> head) {
    return head.isEmpty()
        ? List.of()
        : List.of(
            PairingNotices.headNotInFile(file, network, head.stream().map(Slot::name).toList()));
  }
}

package org.blockwright.weights;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.weights.Pairing.Pair;

/**
 * Matches the head of a network to the layers that follow the backbone in a file. The same head is
 * matched layer by layer; a different one is skipped with a notice.
 */
record HeadPairing(List<Pair> pairs, List<String> notices) {

  /**
   * @param layers all layers of the network with weights
   * @param rest layers of the file that the backbone does not use
   */
  static HeadPairing of(
      String file,
      String network,
      List<NetworkLayer> layers,
      List<NetworkLayer> head,
      List<FileLayer> rest,
      PairingOptions options) {
    if (head.isEmpty() || rest.isEmpty()) {
      return new HeadPairing(List.of(), notInFile(file, network, head));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < head.size() && head.size() == rest.size(); i++) {
      pairs.add(new Pair(head.get(i), rest.get(i)));
    }
    List<Pair> fitting = pairs.stream().filter(Pair::fits).toList();
    if (options.headSkipped() || fitting.isEmpty()) {
      return new HeadPairing(List.of(), List.of(PairingNotices.headSkipped(file, network, rest)));
    }
    if (fitting.size() == pairs.size()) {
      return new HeadPairing(pairs, List.of());
    }
    Pair last = pairs.get(pairs.size() - 1);
    boolean onlyLast = fitting.size() == pairs.size() - 1 && !fitting.contains(last);
    if (!onlyLast) {
      throw PairingProblems.shapeMismatch(file, network, layers, pairs, true);
    }
    return new HeadPairing(
        fitting, List.of(PairingNotices.headSkipped(file, network, List.of(last.fileLayer()))));
  }

  private static List<String> notInFile(String file, String network, List<NetworkLayer> head) {
    return head.isEmpty()
        ? List.of()
        : List.of(
            PairingNotices.headNotInFile(
                file, network, head.stream().map(NetworkLayer::name).toList()));
  }
}

package org.blockwright.weights;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.Pairing.Pair;

/** Chooses the message that best explains why a file does not fit a network. */
record MismatchDiagnosis(PairingInput input) {

  /**
   * @param pairs layers that were matched
   * @param named whether they were matched by name
   */
  WeightsException mismatch(List<Pair> pairs, boolean named) {
    FileContents file = input.file();
    String network = input.network();
    List<NetworkLayer> layers = input.layers();
    List<NetworkLayer> backbone = input.backbone();
    if (!input.legacyNames() && ShapeComparison.matchesInOrder(backbone, input.fileLayers())) {
      // Arrays of equal shape, but of different kinds.
      return PairingProblems.shapeMismatch(
          file.file(), network, layers, input.pairsByPosition(), false);
    }
    if (ShapeComparison.matchesInAnotherOrder(backbone, input.fileLayers())) {
      return PairingProblems.differentOrder(file, network, backbone, input.fileLayers());
    }
    long mismatched = pairs.stream().filter(pair -> !pair.fits()).count();
    boolean related = named ? 2 * pairs.size() >= backbone.size() : 2 * mismatched < pairs.size();
    if (!related) {
      return PairingProblems.wrongNetwork(file, network, layers);
    }
    if (mismatched > 0) {
      return PairingProblems.shapeMismatch(file.file(), network, layers, pairs, false);
    }
    List<NetworkLayer> missing = new ArrayList<>(backbone);
    missing.removeAll(pairs.stream().map(Pair::networkLayer).toList());
    return missing.isEmpty()
        ? PairingProblems.wrongNetwork(file, network, layers)
        : PairingProblems.missingLayers(
            file.file(),
            network,
            missing.stream().map(NetworkLayer::name).toList(),
            backbone.size(),
            input.options().hasTowers() && input.options().block().isEmpty());
  }

  /**
   * Requires that all pairs fit.
   *
   * @throws WeightsException naming every difference
   */
  void requireMatchingShapes(List<Pair> pairs) {
    if (pairs.stream().allMatch(Pair::fits)) {
      return;
    }
    List<FileLayer> paired = pairs.stream().map(Pair::fileLayer).toList();
    List<NetworkLayer> backbone = input.backbone();
    throw ShapeComparison.matchesInAnotherOrder(backbone, paired)
        ? PairingProblems.differentOrder(input.file(), input.network(), backbone, paired)
        : PairingProblems.shapeMismatch(
            input.file().file(), input.network(), input.layers(), pairs, false);
  }
}

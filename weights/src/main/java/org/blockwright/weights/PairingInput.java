package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.weights.Pairing.Pair;

/**
 * One file and one network, prepared for matching.
 *
 * @param file contents of the file, legacy layer names translated to current ones
 * @param legacyNames whether names were translated
 * @param network name of the network, or of the block that is filled, for messages
 * @param layers the network's layers with weights, in Keras's order
 * @param topology connections of the network's layers; empty if only the layers are known
 * @param fileLayers the file's layers with weights, in the order in which the network needs them
 */
record PairingInput(
    FileContents file,
    boolean legacyNames,
    String network,
    ImmutableList<NetworkLayer> layers,
    PairingOptions options,
    Optional<Topology> topology,
    List<FileLayer> fileLayers) {

  static PairingInput of(
      FileContents contents,
      String network,
      List<NetworkLayer> layers,
      PairingOptions options,
      Optional<Topology> topology) {
    boolean legacyNames = LegacyNames.isLegacy(contents);
    FileContents file = legacyNames ? LegacyNames.translate(contents) : contents;
    return new PairingInput(
        file,
        legacyNames,
        network,
        ImmutableList.copyOf(layers),
        options,
        topology,
        FileSequence.of(file, layers));
  }

  List<NetworkLayer> backbone() {
    return layers.stream().filter(layer -> !layer.inHead()).toList();
  }

  List<NetworkLayer> head() {
    return layers.stream().filter(NetworkLayer::inHead).toList();
  }

  Optional<Structure> structure() {
    return topology.map(Topology::structure);
  }

  /**
   * Returns the file's layers by normalized name. Layers of different nested models may have the
   * same name; such names identify no layer and are omitted.
   */
  Map<String, FileLayer> layersByUniqueName() {
    Map<String, FileLayer> unique = new HashMap<>();
    Set<String> duplicates = new HashSet<>();
    for (FileLayer layer : fileLayers) {
      String name = LegacyNames.normalized(layer.name());
      if (layer.hasOwnName() && unique.put(name, layer) != null) {
        duplicates.add(name);
      }
    }
    unique.keySet().removeAll(duplicates);
    return unique;
  }

  /** Returns backbone and file layers matched in order, up to the end of the shorter side. */
  List<Pair> pairsByPosition() {
    List<NetworkLayer> backbone = backbone();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < Math.min(backbone.size(), fileLayers.size()); i++) {
      pairs.add(new Pair(backbone.get(i), fileLayers.get(i)));
    }
    return pairs;
  }

  /** Returns the file's layers with weights that are not among these pairs. */
  List<FileLayer> unused(List<Pair> pairs) {
    Set<FileLayer> used = Sets.newIdentityHashSet();
    pairs.forEach(pair -> used.add(pair.fileLayer()));
    return fileLayers.stream().filter(layer -> !used.contains(layer)).toList();
  }
}

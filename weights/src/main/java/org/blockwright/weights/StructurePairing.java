package org.blockwright.weights;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.blockwright.weights.Pairing.Pair;

/**
 * Matches layers by their role in the network and in the model that the file was saved from, if the
 * file contains the model's configuration: by their inputs and by the consumers of their outputs.
 * Names and the order of branches do not matter.
 *
 * @param unambiguous pairs of layers with a role that no other layer of the same shapes has
 * @param complete all layers of the backbone, if each has a counterpart
 */
record StructurePairing(List<Pair> unambiguous, Optional<List<Pair>> complete) {
  static final StructurePairing NONE = new StructurePairing(List.of(), Optional.empty());

  static StructurePairing of(
      Optional<Structure> description, FileContents file, List<NetworkLayer> networkLayers) {
    Optional<Structure> model = file.modelConfig().flatMap(KerasStructure::of);
    boolean known =
        description.isPresent()
            && model.isPresent()
            && networkLayers.stream().allMatch(layer -> description.get().contains(layer.name()))
            && file.weightedLayers().stream().allMatch(layer -> model.get().contains(layer.path()));
    return known ? of(description.get(), model.get(), file, networkLayers) : NONE;
  }

  private static StructurePairing of(
      Structure ours, Structure theirs, FileContents file, List<NetworkLayer> networkLayers) {
    Map<NetworkLayer, FileLayer> found = new HashMap<>();
    List<Pair> unambiguous = new ArrayList<>();
    // Full signatures match if both networks end the same way, local ones if they end differently;
    // at a cut, only the inputs are left to compare.
    for (BiFunction<Structure, String, String> signature :
        List.<BiFunction<Structure, String, String>>of(
            Structure::fullSignature, Structure::localSignature, Structure::inputSignature)) {
      ListMultimap<String, NetworkLayer> open = ArrayListMultimap.create();
      ListMultimap<String, FileLayer> candidates = ArrayListMultimap.create();
      networkLayers.stream()
          .filter(layer -> !found.containsKey(layer))
          .forEach(
              layer ->
                  open.put(
                      signature.apply(ours, layer.name()) + ShapeComparison.shapesOf(layer),
                      layer));
      Set<FileLayer> used = new HashSet<>(found.values());
      file.weightedLayers().stream()
          .filter(layer -> !used.contains(layer))
          .forEach(
              layer ->
                  candidates.put(
                      signature.apply(theirs, layer.path()) + ShapeComparison.shapesOf(layer),
                      layer));
      for (String key : open.keySet()) {
        List<Pair> pairs = match(open.get(key), candidates.get(key));
        pairs.forEach(pair -> found.put(pair.networkLayer(), pair.fileLayer()));
        if (pairs.size() == 1) {
          unambiguous.addAll(pairs);
        }
      }
    }
    List<Pair> all = new ArrayList<>();
    networkLayers.stream()
        .filter(found::containsKey)
        .forEach(layer -> all.add(new Pair(layer, found.get(layer))));
    boolean complete = all.size() == networkLayers.size() && isConsistent(ours, theirs, all);
    return new StructurePairing(unambiguous, complete ? Optional.of(all) : Optional.empty());
  }

  /** Matches layers in order if there are as many on both sides and all fit; else none. */
  private static List<Pair> match(List<NetworkLayer> networkLayers, List<FileLayer> fileLayers) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < networkLayers.size() && networkLayers.size() == fileLayers.size(); i++) {
      pairs.add(new Pair(networkLayers.get(i), fileLayers.get(i)));
    }
    return pairs.stream().allMatch(Pair::fits) ? pairs : List.of();
  }

  /** Whether the inputs of matched layers match too, also if several layers have the same role. */
  private static boolean isConsistent(Structure ours, Structure theirs, List<Pair> pairs) {
    Map<String, String> path = new HashMap<>();
    pairs.forEach(pair -> path.put(pair.networkLayer().name(), pair.fileLayer().path()));
    return pairs.stream()
        .allMatch(
            pair -> {
              Set<String> expected = new HashSet<>();
              ours.weightedBefore(pair.networkLayer().name())
                  .forEach(layer -> expected.add(path.get(layer)));
              return expected.equals(theirs.weightedBefore(pair.fileLayer().path()));
            });
  }
}

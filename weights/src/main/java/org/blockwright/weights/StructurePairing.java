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
 * Pairs layers by the part that they play in the network and in the model that the file was saved
 * from, where the file holds the model's configuration: by what they take as input and by what
 * takes theirs. Names and the order of branches do not matter.
 *
 * @param unambiguous pairs of layers that play a part which no other layer of their shapes plays
 * @param complete all layers of the backbone, where each has its counterpart
 */
record StructurePairing(List<Pair> unambiguous, Optional<List<Pair>> complete) {
  static final StructurePairing NONE = new StructurePairing(List.of(), Optional.empty());

  static StructurePairing of(
      Optional<Structure> description, FileContents file, List<NetworkLayer> slots) {
    Optional<Structure> model = file.modelConfig().flatMap(KerasStructure::of);
    boolean known =
        description.isPresent()
            && model.isPresent()
            && slots.stream().allMatch(s -> description.get().contains(s.name()))
            && file.weightedLayers().stream().allMatch(l -> model.get().contains(l.path()));
    return known ? of(description.get(), model.get(), file, slots) : NONE;
  }

  private static StructurePairing of(
      Structure ours, Structure theirs, FileContents file, List<NetworkLayer> slots) {
    Map<NetworkLayer, FileLayer> found = new HashMap<>();
    List<Pair> certain = new ArrayList<>();
    // Where networks end alike everything around a layer counts, else what is near it. At a cut
    // nothing of what follows is left.
    for (BiFunction<Structure, String, String> signature :
        List.<BiFunction<Structure, String, String>>of(
            Structure::fullSignature, Structure::localSignature, Structure::inputSignature)) {
      ListMultimap<String, NetworkLayer> open = ArrayListMultimap.create();
      ListMultimap<String, FileLayer> candidates = ArrayListMultimap.create();
      slots.stream()
          .filter(s -> !found.containsKey(s))
          .forEach(s -> open.put(signature.apply(ours, s.name()) + ShapeComparison.shapesOf(s), s));
      Set<FileLayer> used = new HashSet<>(found.values());
      file.weightedLayers().stream()
          .filter(l -> !used.contains(l))
          .forEach(
              l ->
                  candidates.put(
                      signature.apply(theirs, l.path()) + ShapeComparison.shapesOf(l), l));
      for (String key : open.keySet()) {
        List<Pair> pairs = match(open.get(key), candidates.get(key));
        pairs.forEach(p -> found.put(p.networkLayer(), p.fileLayer()));
        if (pairs.size() == 1) {
          certain.addAll(pairs);
        }
      }
    }
    List<Pair> all = new ArrayList<>();
    slots.stream().filter(found::containsKey).forEach(s -> all.add(new Pair(s, found.get(s))));
    boolean whole = all.size() == slots.size() && isConsistent(ours, theirs, all);
    return new StructurePairing(certain, whole ? Optional.of(all) : Optional.empty());
  }

  /** In the order of both sides, where there are as many layers as slots and all fit. */
  private static List<Pair> match(List<NetworkLayer> slots, List<FileLayer> layers) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < slots.size() && slots.size() == layers.size(); i++) {
      pairs.add(new Pair(slots.get(i), layers.get(i)));
    }
    boolean fit =
        pairs.stream().allMatch(p -> TensorMismatch.fits(p.networkLayer(), p.fileLayer()));
    return fit ? pairs : List.of();
  }

  /** Whether paired layers take their inputs from paired layers, where several play one part. */
  private static boolean isConsistent(Structure ours, Structure theirs, List<Pair> pairs) {
    Map<String, String> path = new HashMap<>();
    pairs.forEach(p -> path.put(p.networkLayer().name(), p.fileLayer().path()));
    return pairs.stream()
        .allMatch(
            p -> {
              Set<String> expected = new HashSet<>();
              ours.weightedBefore(p.networkLayer().name()).forEach(s -> expected.add(path.get(s)));
              return expected.equals(theirs.weightedBefore(p.fileLayer().path()));
            });
  }
}

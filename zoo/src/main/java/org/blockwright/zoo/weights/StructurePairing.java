package org.blockwright.zoo.weights;

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
import org.blockwright.zoo.weights.Pairing.Pair;

/**
 * Pairs layers by the part that they play in the network and in the model that the file was saved
 * from, where the file holds the model's configuration: by what they take as input and by what
 * takes theirs. Names and the order of branches do not matter.
 *
 * @param certain pairs of layers that play a part which no other layer of their shapes plays
 * @param complete all layers of the backbone, where each has its counterpart
 */
record StructurePairing(List<Pair> certain, Optional<List<Pair>> complete) {
  static final StructurePairing NONE = new StructurePairing(List.of(), Optional.empty());

  static StructurePairing of(Optional<Structure> description, FileContents file, List<Slot> slots) {
    Optional<Structure> model = file.model().flatMap(KerasStructure::of);
    boolean known =
        description.isPresent()
            && model.isPresent()
            && slots.stream().allMatch(s -> description.get().contains(s.name()))
            && file.weighted().stream().allMatch(l -> model.get().contains(l.path()));
    return known ? of(description.get(), model.get(), file, slots) : NONE;
  }

  private static StructurePairing of(
      Structure ours, Structure theirs, FileContents file, List<Slot> slots) {
    Map<Slot, FileLayer> found = new HashMap<>();
    List<Pair> certain = new ArrayList<>();
    // Where networks end alike everything around a layer counts, else what is near it. At a cut
    // nothing of what follows is left.
    for (BiFunction<Structure, String, String> signature :
        List.<BiFunction<Structure, String, String>>of(
            Structure::whole, Structure::local, Structure::before)) {
      ListMultimap<String, Slot> open = ArrayListMultimap.create();
      ListMultimap<String, FileLayer> candidates = ArrayListMultimap.create();
      slots.stream()
          .filter(s -> !found.containsKey(s))
          .forEach(s -> open.put(signature.apply(ours, s.name()) + SameShapes.of(s), s));
      Set<FileLayer> used = new HashSet<>(found.values());
      file.weighted().stream()
          .filter(l -> !used.contains(l))
          .forEach(l -> candidates.put(signature.apply(theirs, l.path()) + SameShapes.of(l), l));
      for (String key : open.keySet()) {
        List<Pair> pairs = matched(open.get(key), candidates.get(key));
        pairs.forEach(p -> found.put(p.slot(), p.layer()));
        if (pairs.size() == 1) {
          certain.addAll(pairs);
        }
      }
    }
    List<Pair> all = new ArrayList<>();
    slots.stream().filter(found::containsKey).forEach(s -> all.add(new Pair(s, found.get(s))));
    boolean whole = all.size() == slots.size() && consistent(ours, theirs, all);
    return new StructurePairing(certain, whole ? Optional.of(all) : Optional.empty());
  }

  /** In the order of both sides, where there are as many layers as slots and all fit. */
  private static List<Pair> matched(List<Slot> slots, List<FileLayer> layers) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < slots.size() && slots.size() == layers.size(); i++) {
      pairs.add(new Pair(slots.get(i), layers.get(i)));
    }
    boolean fit = pairs.stream().allMatch(p -> Difference.fits(p.slot(), p.layer()));
    return fit ? pairs : List.of();
  }

  /** Whether paired layers take their inputs from paired layers, where several play one part. */
  private static boolean consistent(Structure ours, Structure theirs, List<Pair> pairs) {
    Map<String, String> path = new HashMap<>();
    pairs.forEach(p -> path.put(p.slot().name(), p.layer().path()));
    return pairs.stream()
        .allMatch(
            p -> {
              Set<String> expected = new HashSet<>();
              ours.weightedBefore(p.slot().name()).forEach(s -> expected.add(path.get(s)));
              return expected.equals(theirs.weightedBefore(p.layer().path()));
            });
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The groups with the same set of classes, ranked by their hash.
 *
 * @param name the classes in order, joined by {@code +}
 */
record Stratum(String name, ImmutableList<Group> groups) {

  /** A group, its place in [0, 1] and how many pictures it has. */
  record Group(String key, double hash, int images) {}

  /** The strata of a data set, sorted by name. */
  static List<Stratum> of(Dataset data, long seed) {
    Map<String, List<Sample>> byGroup =
        data.samples().stream()
            .collect(Collectors.groupingBy(Sample::group, TreeMap::new, Collectors.toList()));
    Map<String, List<Group>> byClasses = new TreeMap<>();
    byGroup.forEach(
        (key, samples) -> {
          String classes =
              samples.stream()
                  .map(data::className)
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining("+"));
          byClasses
              .computeIfAbsent(classes, c -> new ArrayList<>())
              .add(new Group(key, Split.hash(seed, key), samples.size()));
        });
    List<Stratum> strata = new ArrayList<>();
    byClasses.forEach(
        (classes, groups) ->
            strata.add(
                new Stratum(
                    classes,
                    ImmutableList.sortedCopyOf(
                        Comparator.comparingDouble(Group::hash).thenComparing(Group::key),
                        groups))));
    return strata;
  }

  /** The part of each group, by its rank. */
  Map<String, Subset> assign(Ratios ratios) {
    int parts = ratios.subsetCount();
    int train = groups.size();
    int both = groups.size();
    if (groups.size() >= parts) {
      HashThresholds cuts = ratios.thresholds();
      train = countBelow(cuts.train());
      both = countBelow(cuts.validation());
      // Where a part would be empty, the group next to it moves.
      train = Math.max(1, Math.min(train, groups.size() - parts + 1));
      both = Math.max(train + 1, Math.min(both, parts == 3 ? groups.size() - 1 : groups.size()));
    }
    Map<String, Subset> sides = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      Subset side = i < train ? Subset.TRAINING : i < both ? Subset.VALIDATION : Subset.TEST;
      sides.put(groups.get(i).key(), side);
    }
    return sides;
  }

  /** How many groups have the middle of their pictures before a share of all pictures. */
  private int countBelow(double share) {
    int all = groups.stream().mapToInt(Group::images).sum();
    int passed = 0;
    int count = 0;
    for (Group group : groups) {
      if ((passed + group.images() / 2.0) / all < share) {
        count++;
      }
      passed += group.images();
    }
    return count;
  }

  /** The largest hash in train, and in train or validation. */
  HashThresholds thresholds(Map<String, Subset> sides) {
    double train = 0;
    double both = 0;
    boolean test = false;
    for (Group group : groups) {
      switch (sides.get(group.key())) {
        case TRAINING -> train = Math.max(train, group.hash());
        case VALIDATION -> both = Math.max(both, group.hash());
        case TEST -> test = true;
      }
    }
    return new HashThresholds(train, test ? Math.max(train, both) : 1);
  }
}

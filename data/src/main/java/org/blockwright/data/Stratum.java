package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.blockwright.base.Seeds;

/**
 * All groups of a dataset that have the same set of classes.
 *
 * @param name the class names, sorted and joined by {@code +}
 * @param groups sorted by hash
 */
record Stratum(String name, ImmutableList<Group> groups) {

  /**
   * A group of images.
   *
   * @param key the name of the group
   * @param hash its hash, uniform in [0, 1]
   * @param images the number of its images
   */
  record Group(String key, double hash, int images) {}

  /** The strata of a dataset, sorted by name. */
  static List<Stratum> of(Dataset data, long seed) {
    return of(data, key -> Split.hash(seed, key));
  }

  /** The strata of a dataset for folds, whose hashes are independent of those of a split. */
  static List<Stratum> ofFolds(Dataset data, long seed) {
    return of(data, key -> Seeds.uniform("fold", seed, key));
  }

  private static List<Stratum> of(Dataset data, ToDoubleFunction<String> hash) {
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
              .add(new Group(key, hash.applyAsDouble(key), samples.size()));
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

  /** Assigns each group to a subset by its rank. */
  Map<String, Subset> assign(Ratios ratios) {
    int subsetCount = ratios.subsetCount();
    int train = groups.size();
    int both = groups.size();
    if (groups.size() >= subsetCount) {
      HashThresholds fractions = ratios.thresholds();
      train = countBelow(fractions.train());
      both = countBelow(fractions.validation());
      // Every subset gets at least one group.
      train = Math.max(1, Math.min(train, groups.size() - subsetCount + 1));
      both =
          Math.max(train + 1, Math.min(both, subsetCount == 3 ? groups.size() - 1 : groups.size()));
    }
    Map<String, Subset> subsets = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      Subset subset = i < train ? Subset.TRAINING : i < both ? Subset.VALIDATION : Subset.TEST;
      subsets.put(groups.get(i).key(), subset);
    }
    return subsets;
  }

  /** The number of groups whose middle image lies below a fraction of all images. */
  private int countBelow(double fraction) {
    int all = groups.stream().mapToInt(Group::images).sum();
    int passed = 0;
    int count = 0;
    for (Group group : groups) {
      if ((passed + group.images() / 2.0) / all < fraction) {
        count++;
      }
      passed += group.images();
    }
    return count;
  }

  /** The largest hash in the training subset, and in the training or validation subset. */
  HashThresholds thresholds(Map<String, Subset> subsets) {
    double train = 0;
    double both = 0;
    boolean test = false;
    for (Group group : groups) {
      switch (subsets.get(group.key())) {
        case TRAINING -> train = Math.max(train, group.hash());
        case VALIDATION -> both = Math.max(both, group.hash());
        case TEST -> test = true;
      }
    }
    return new HashThresholds(train, test ? Math.max(train, both) : 1);
  }
}

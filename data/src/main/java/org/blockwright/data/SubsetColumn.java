package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The split that the column {@code subset} of a CSV file contains. */
final class SubsetColumn {
  static final String NAME = "subset";

  /** Fraction of the training images for validation, if the column has no validation images. */
  private static final double HOLD_OUT_FRACTION = 0.1;

  private SubsetColumn() {}

  static Optional<Split> split(Dataset data, long seed) {
    if (data.samples().stream().noneMatch(sample -> subset(sample).isPresent())) {
      return Optional.empty();
    }
    Map<String, Subset> subsets = new TreeMap<>();
    Map<Subset, Integer> counts = new TreeMap<>();
    for (Sample sample : data.samples()) {
      Subset subset = subset(sample).orElseThrow();
      counts.merge(subset, 1, Integer::sum);
      Subset previous = subsets.put(sample.group(), subset);
      if (previous != null && previous != subset) {
        throw DataProblems.groupInTwoSubsetsOfColumn(data.name(), sample.group(), previous, subset);
      }
    }
    if (!counts.containsKey(Subset.TRAINING)) {
      throw DataProblems.noRowsOfSubset(data.name(), Subset.TRAINING);
    }
    if (!counts.containsKey(Subset.VALIDATION)) {
      Dataset train = data.filter(sample -> subsets.get(sample.group()) == Subset.TRAINING);
      Split heldOut = Split.of(train, Ratios.holdOut(HOLD_OUT_FRACTION), seed);
      subsets.putAll(heldOut.subsets());
      counts.put(Subset.TRAINING, heldOut.train().size());
      counts.put(Subset.VALIDATION, heldOut.validation().size());
    }
    Ratios ratios =
        Ratios.of(
            counts.get(Subset.TRAINING),
            counts.get(Subset.VALIDATION),
            counts.getOrDefault(Subset.TEST, 0));
    return Optional.of(
        new Split(
            data,
            ratios,
            seed,
            ImmutableMap.copyOf(subsets),
            ImmutableSortedMap.of(),
            ImmutableList.of()));
  }

  static ImmutableMap<Subset, Dataset> subsets(Dataset data) {
    ImmutableMap.Builder<Subset, Dataset> subsets = ImmutableMap.builder();
    for (Subset subset : Subset.values()) {
      Dataset images = data.filter(sample -> subset(sample).equals(Optional.of(subset)));
      if (images.size() > 0) {
        subsets.put(subset, images);
      }
    }
    return subsets.build();
  }

  private static Optional<Subset> subset(Sample sample) {
    return Optional.ofNullable(sample.attributes().get(NAME)).flatMap(Subset::ofName);
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.base.DataException;
import org.blockwright.base.Seeds;

/**
 * A data set in two or three parts. No group is in two of them, every class is spread as the ratios
 * say, and a group keeps its part when files come and go.
 *
 * <p>Groups with the same set of classes are a stratum. In each, groups are ranked by a hash of
 * (seed, group) and cut where their pictures fill the ratios; a stratum of at least as many groups
 * as there are parts has one in each.
 *
 * @param data what is split
 * @param ratios how large the parts were to be
 * @param seed what the hash is taken with
 * @param subsets the part of each group
 * @param thresholds per stratum (its classes joined by {@code +}), where later groups are parted
 * @param warnings what a user ought to know, a line each
 */
public record Split(
    Dataset data,
    Ratios ratios,
    long seed,
    ImmutableMap<String, Subset> subsets,
    ImmutableSortedMap<String, HashThresholds> thresholds,
    ImmutableList<String> warnings) {

  /** The seed of a split when nothing is said. */
  public static final long DEFAULT_SEED = 42;

  /**
   * Splits afresh.
   *
   * @throws DataException where a class has fewer pictures than there are parts
   */
  public static Split of(Dataset data, Ratios ratios, long seed) {
    for (int label = 0; label < data.classes().size(); label++) {
      int count = data.count(label);
      if (count < ratios.subsetCount()) {
        throw DataProblems.tooFewImages(data.classes().get(label), count, ratios.subsetCount());
      }
    }
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    Map<String, Subset> sides = new TreeMap<>();
    Map<String, HashThresholds> cuts = new TreeMap<>();
    Stratum.of(data, seed)
        .forEach(
            stratum -> {
              sides.putAll(stratum.assign(ratios));
              if (stratum.groups().size() >= ratios.subsetCount()) {
                cuts.put(stratum.name(), stratum.thresholds(sides));
              } else {
                // Later groups of it are placed by the ratios, as those of a stratum never seen.
                warnings.add(
                    DataProblems.fewGroups(
                        stratum.name(), stratum.groups().size(), ratios.subsetCount()));
              }
            });
    return new Split(
            data,
            ratios,
            seed,
            ImmutableMap.copyOf(sides),
            ImmutableSortedMap.copyOf(cuts),
            warnings.build())
        .withRatioWarnings();
  }

  /**
   * Splits as a file says that {@link #write} left: groups in it keep their part, new ones are
   * placed by the cuts of their stratum, so that nothing moves.
   *
   * @throws DataException where the file is none
   */
  public static Split read(Dataset data, Path splitFile) {
    SplitFile file = SplitFile.read(splitFile);
    Map<String, Subset> sides = new TreeMap<>(file.subsets());
    for (Stratum stratum : Stratum.of(data, file.seed())) {
      HashThresholds cuts =
          file.thresholds().getOrDefault(stratum.name(), file.ratios().thresholds());
      for (Stratum.Group group : stratum.groups()) {
        sides.putIfAbsent(group.key(), cuts.subset(group.hash()));
      }
    }
    return new Split(
            data,
            file.ratios(),
            file.seed(),
            ImmutableMap.copyOf(sides),
            ImmutableSortedMap.copyOf(file.thresholds()),
            ImmutableList.of())
        .withRatioWarnings();
  }

  /** The hash of a group: its place in [0, 1]. */
  static double hash(long seed, String group) {
    return Seeds.uniform(seed, group);
  }

  /** The pictures to learn from. */
  public Dataset train() {
    return subset(Subset.TRAINING);
  }

  /** The pictures to choose by. */
  public Dataset validation() {
    return subset(Subset.VALIDATION);
  }

  /** The pictures to measure on; none in a split of two parts. */
  public Dataset test() {
    return subset(Subset.TEST);
  }

  /** The pictures of one part. */
  public Dataset subset(Subset side) {
    return data.filter(sample -> subsets.get(sample.group()) == side);
  }

  /** Writes {@code path,class,group,side} of every picture, and above it seed, ratios and cuts. */
  public void write(Path file) {
    SplitFile.write(this, file);
  }

  /** The same with a warning for each class that is off the ratios or missing from a part. */
  private Split withRatioWarnings() {
    ImmutableList.Builder<String> all = ImmutableList.<String>builder().addAll(warnings);
    for (Subset side : Subset.values()) {
      if (ratios.of(side) == 0) {
        continue;
      }
      Dataset part = subset(side);
      for (int label = 0; label < data.classes().size(); label++) {
        String name = data.classes().get(label);
        int pictures = data.count(label);
        int here = part.count(label);
        double off = Math.abs(here - ratios.of(side) * pictures);
        if (here == 0 && pictures > 0) {
          all.add(DataProblems.missingFromSubset(name, side));
        } else if (off > Math.max(1, 0.02 * pictures)) {
          // One picture is as near as a small class can come, however many points it is.
          all.add(
              DataProblems.fractionOffTarget(
                  name, side, here / (double) pictures, ratios.of(side)));
        }
      }
    }
    return new Split(data, ratios, seed, subsets, thresholds, all.build());
  }
}

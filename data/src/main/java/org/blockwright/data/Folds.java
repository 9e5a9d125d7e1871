package org.blockwright.data;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;

/**
 * A dataset divided into folds for cross-validation: each fold is the test subset of one split.
 * Folds are stratified, and no group and no content is in two of them, as in a {@link Split}.
 *
 * @param data the whole dataset
 * @param count the number of folds
 * @param seed the seed of the group hashes
 * @param folds the fold of each group, from 0
 */
public record Folds(Dataset data, int count, long seed, ImmutableMap<String, Integer> folds) {

  /**
   * Divides a dataset.
   *
   * @param count the number of folds, at least 2
   * @throws UsageException if it is below 2
   * @throws DataException if a class has fewer images than there are folds, or the dataset has
   *     fewer groups
   */
  public static Folds of(Dataset data, int count, long seed) {
    if (count < 2) {
      throw DataProblems.foldCount(count);
    }
    ContentGroups groups = ContentGroups.of(data);
    Map<String, Integer> folds =
        data.targets().size() == 1 && data.task().isClassification()
            ? byClass(groups.data(), count, seed)
            : byLabels(groups.data(), count, seed);
    return new Folds(data, count, seed, groups.expand(folds));
  }

  private static Map<String, Integer> byClass(Dataset data, int count, long seed) {
    for (int label = 0; label < data.classes().size(); label++) {
      if (data.count(label) < count) {
        throw DataProblems.tooFewImages(data.classes().get(label), data.count(label), count);
      }
    }
    Map<String, Integer> folds = new TreeMap<>();
    // A small stratum starts where the one before ended, so that small ones do not all miss the
    // same folds.
    int smallGroups = 0;
    for (Stratum stratum : Stratum.ofFolds(data, seed)) {
      if (stratum.groups().size() < count) {
        for (Stratum.Group group : stratum.groups()) {
          folds.put(group.key(), smallGroups++ % count);
        }
        continue;
      }
      int images = stratum.groups().stream().mapToInt(Stratum.Group::images).sum();
      int passed = 0;
      for (Stratum.Group group : stratum.groups()) {
        folds.put(group.key(), (int) (count * (passed + group.images() / 2.0) / images));
        passed += group.images();
      }
    }
    return folds;
  }

  private static Map<String, Integer> byLabels(Dataset data, int count, long seed) {
    double[] fractions = new double[count];
    Arrays.fill(fractions, 1.0 / count);
    LabelGroups labels = LabelGroups.of(data, Ratios.holdOut(1.0 / count), seed);
    if (labels.groups().size() < count) {
      throw TargetProblems.tooFewImages(data.name(), labels.groups().size(), count);
    }
    return IterativeStratification.assign(labels.groups(), labels.labels(), fractions);
  }

  /**
   * Returns a split whose test subset is a fold; the other images are divided into training and
   * validation images.
   *
   * @param fold from 0
   * @param validation the fraction of the other images for validation, between 0 and 1
   * @throws DataException if the other images are too few for a validation subset
   */
  public Split split(int fold, double validation) {
    Dataset others = data.filter(sample -> folds.get(sample.group()) != fold);
    Split inner = Split.of(others, Ratios.holdOut(validation), seed);
    Map<String, Subset> subsets = new TreeMap<>(inner.subsets());
    folds.forEach(
        (group, index) -> {
          if (index == fold) {
            subsets.put(group, Subset.TEST);
          }
        });
    double test = 1.0 / count;
    return new Split(
        data,
        Ratios.of((1 - test) * (1 - validation), (1 - test) * validation, test),
        seed,
        ImmutableMap.copyOf(subsets),
        ImmutableSortedMap.of(),
        inner.warnings());
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;
import org.blockwright.base.Seeds;

/**
 * A dataset divided into training, validation and optionally test images. The split is stratified
 * by class, label or number, a group is in one subset only, files with the same content are in one
 * subset only, and a group stays in its subset when files are added or removed.
 *
 * <p>Classes: a stratum consists of the groups with the same set of classes. Within a stratum,
 * groups are sorted by a hash of (seed, group) and divided in proportion to the ratios, counted in
 * images. A stratum with at least as many groups as subsets has at least one group in each.
 *
 * <p>Labels, numbers and several outputs: iterative stratification (Sechidis, Tsoumakas and
 * Vlahavas 2011) by all classes and labels, and by up to 10 quantiles of each number; at 8:1:1 a
 * quantile has at least 20 images. New groups are assigned by their hash and the ratios.
 *
 * @param data the whole dataset
 * @param ratios the target sizes of the subsets
 * @param seed the seed of the group hashes
 * @param subsets the subset of each group
 * @param thresholds for each stratum (its classes joined by {@code +}) the hash ranges by which new
 *     groups are assigned; empty for other targets than classes
 * @param warnings messages for the user, one line each
 */
public record Split(
    Dataset data,
    Ratios ratios,
    long seed,
    ImmutableMap<String, Subset> subsets,
    ImmutableSortedMap<String, HashThresholds> thresholds,
    ImmutableList<String> warnings) {

  /** The default seed of a split. */
  public static final long DEFAULT_SEED = 42;

  /**
   * Splits a dataset.
   *
   * @throws DataException if a class has fewer images than there are subsets, or the dataset has
   */
  public static Split of(Dataset data, Ratios ratios, long seed) {
    ContentGroups groups = ContentGroups.of(data);
    Split joined =
        isByClass(data)
            ? byClass(groups.data(), ratios, seed)
            : byLabels(groups.data(), ratios, seed);
    return new Split(
        data,
        ratios,
        seed,
        groups.expand(joined.subsets()),
        joined.thresholds(),
        joined.warnings());
  }

  /**
   * Returns the split that the column {@code subset} of a CSV file contains; empty if there is no
   * such column. Without validation images a tenth of the training images is held out.
   *
   * @throws DataException if a group is in two subsets, or there are no training images
   */
  public static Optional<Split> ofColumn(Dataset data, long seed) {
    return SubsetColumn.split(data, seed);
  }

  /**
   * Returns the images of each subset in the column {@code subset} of a CSV file, whether it is a
   * valid split or not; empty if there is no such column.
   */
  public static ImmutableMap<Subset, Dataset> subsetsOfColumn(Dataset data) {
    return SubsetColumn.subsets(data);
  }

  private static boolean isByClass(Dataset data) {
    return data.targets().size() == 1 && data.task().isClassification();
  }

  private static Split byClass(Dataset data, Ratios ratios, long seed) {
    for (int label = 0; label < data.classes().size(); label++) {
      int count = data.count(label);
      if (count < ratios.subsetCount()) {
        throw DataProblems.tooFewImages(data.classes().get(label), count, ratios.subsetCount());
      }
    }
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    Map<String, Subset> subsets = new TreeMap<>();
    Map<String, HashThresholds> thresholds = new TreeMap<>();
    for (Stratum stratum : Stratum.of(data, seed)) {
      subsets.putAll(stratum.assign(ratios));
      if (stratum.groups().size() >= ratios.subsetCount()) {
        thresholds.put(stratum.name(), stratum.thresholds(subsets));
      } else {
        // Without thresholds, new groups of this stratum are assigned by the ratios.
        warnings.add(
            DataProblems.fewGroups(stratum.name(), stratum.groups().size(), ratios.subsetCount()));
      }
    }
    return new Split(
            data,
            ratios,
            seed,
            ImmutableMap.copyOf(subsets),
            ImmutableSortedMap.copyOf(thresholds),
            warnings.build())
        .withRatioWarnings();
  }

  private static Split byLabels(Dataset data, Ratios ratios, long seed) {
    if (data.size() < ratios.subsetCount()) {
      throw TargetProblems.tooFewImages(data.name(), data.size(), ratios.subsetCount());
    }
    LabelGroups labels = LabelGroups.of(data, ratios, seed);
    int groups = labels.groups().size();
    boolean enough = groups >= ratios.subsetCount();
    Map<String, Subset> subsets = new TreeMap<>();
    if (enough) {
      subsets.putAll(IterativeStratification.assign(labels.groups(), labels.labels(), ratios));
    } else {
      labels.groups().forEach(group -> subsets.put(group.key(), Subset.TRAINING));
    }
    return new Split(
            data,
            ratios,
            seed,
            ImmutableMap.copyOf(subsets),
            ImmutableSortedMap.of(),
            enough
                ? ImmutableList.of()
                : ImmutableList.of(
                    DataProblems.fewGroups(data.name(), groups, ratios.subsetCount())))
        .withRatioWarnings();
  }

  /**
   * Splits a dataset as in a file that {@link #write} wrote. Groups in the file keep their subset;
   * new groups are assigned by the thresholds of their stratum, or go where an image with the same
   * content is. Missing and new images are warnings.
   *
   * @throws DataException if the file is not a valid split file, is one of other images, or images
   *     have other groups than in the file
   */
  public static Split read(Dataset data, Path splitFile) {
    SplitFile file = SplitFile.read(splitFile);
    file.requireFits(splitFile, data);
    ContentGroups groups = ContentGroups.of(data);
    Map<String, Subset> ofJoined = new TreeMap<>();
    groups
        .joined()
        .forEach(
            (group, first) ->
                Optional.ofNullable(file.subsets().get(group))
                    .ifPresent(subset -> ofJoined.putIfAbsent(first, subset)));
    if (isByClass(data)) {
      for (Stratum stratum : Stratum.of(groups.data(), file.seed())) {
        HashThresholds thresholds =
            file.thresholds().getOrDefault(stratum.name(), file.ratios().thresholds());
        for (Stratum.Group group : stratum.groups()) {
          ofJoined.putIfAbsent(group.key(), thresholds.subset(group.hash()));
        }
      }
    } else {
      for (String group : groups.joined().values()) {
        ofJoined.computeIfAbsent(
            group, key -> file.ratios().thresholds().subset(hash(file.seed(), key)));
      }
    }
    Map<String, Subset> subsets = new TreeMap<>(groups.expand(ofJoined));
    subsets.putAll(file.subsets());
    return of(data, file, subsets, file.differences(splitFile, data, subsets));
  }

  private static Split of(
      Dataset data, SplitFile file, Map<String, Subset> subsets, List<String> warnings) {
    return new Split(
            data,
            file.ratios(),
            file.seed(),
            ImmutableMap.copyOf(subsets),
            ImmutableSortedMap.copyOf(file.thresholds()),
            ImmutableList.copyOf(warnings))
        .withRatioWarnings();
  }

  /** The hash of a group, uniform in [0, 1]. */
  static double hash(long seed, String group) {
    return Seeds.uniform(seed, group);
  }

  /** The training images. */
  public Dataset train() {
    return subset(Subset.TRAINING);
  }

  /** The validation images. */
  public Dataset validation() {
    return subset(Subset.VALIDATION);
  }

  /** The test images; none in a split of two subsets. */
  public Dataset test() {
    return subset(Subset.TEST);
  }

  /** The images of a subset. */
  public Dataset subset(Subset subset) {
    return data.filter(sample -> subsets.get(sample.group()) == subset);
  }

  /**
   * Writes the split as CSV: {@code path,class,group,subset} of every image, after comment lines
   * with the seed, ratios and thresholds. Instead of the class there are the {@code labels}, or one
   * column for each number; several outputs follow each other.
   */
  public void write(Path file) {
    AtomicFiles.write(file, SplitFile.text(this));
  }

  /** Returns the SHA-256 of the file that {@link #write} writes, as 64 hexadecimal digits. */
  public String sha256() {
    return Hashing.sha256().hashString(SplitFile.text(this), StandardCharsets.UTF_8).toString();
  }

  /**
   * A copy with a warning for each class or label that is off its ratio in a subset or missing from
   * it, and for each subset with too many or too few images.
   */
  private Split withRatioWarnings() {
    ImmutableList.Builder<String> all = ImmutableList.<String>builder().addAll(warnings);
    for (Subset subset : Subset.values()) {
      if (ratios.of(subset) == 0) {
        continue;
      }
      Dataset images = subset(subset);
      for (int output = 0; output < data.targets().size(); output++) {
        addWarnings(images, subset, output, all);
      }
      if (!isByClass(data) && isOff(images.size(), data.size(), subset)) {
        all.add(
            TargetProblems.sizeOffTarget(
                subset, images.size() / (double) data.size(), ratios.of(subset)));
      }
    }
    return new Split(data, ratios, seed, subsets, thresholds, all.build());
  }

  private void addWarnings(
      Dataset images, Subset subset, int output, ImmutableList.Builder<String> all) {
    Targets targets = data.targets().get(output);
    for (int label = 0; label < targets.names().size(); label++) {
      String name = targets.names().get(label);
      int total = data.count(output, label);
      int count = images.count(output, label);
      if (count == 0 && total > 0) {
        all.add(DataProblems.missingFromSubset(targets.task(), name, subset));
      } else if (isOff(count, total, subset)) {
        all.add(
            DataProblems.fractionOffTarget(
                targets.task(), name, subset, count / (double) total, ratios.of(subset)));
      }
    }
  }

  /** Whether a number of images differs from its ratio by more than one image and 2 %. */
  private boolean isOff(int count, int total, Subset subset) {
    // One image is the rounding error of a small class, whatever its percentage is.
    return Math.abs(count - ratios.of(subset) * total) > Math.max(1, 0.02 * total);
  }
}

package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.data.Dataset;
import org.blockwright.data.HashThresholds;
import org.blockwright.data.Ratios;
import org.blockwright.data.Split;
import org.blockwright.data.Subset;

/**
 * Assigns images to subsets with {@link Split}. A class with fewer images than there are subsets is
 * in the training images only, instead of being an error: the sources decide how many there are.
 *
 * @param images the images with their subsets, sorted by path
 * @param split the split of these images
 */
record PatientSplit(ImmutableList<OutputImage> images, Split split) {

  /** Splits by ratios. */
  static PatientSplit of(List<OutputImage> images, Ratios ratios, long seed) {
    Dataset all = OutputImage.dataset(images, Optional.empty());
    List<String> small =
        all.classes().stream()
            .filter(name -> all.count(all.classes().indexOf(name)) < ratios.subsetCount())
            .toList();
    List<OutputImage> others =
        images.stream()
            .filter(image -> !small.contains(image.image().imageClass().toString()))
            .toList();
    Map<String, Subset> subsets = new HashMap<>();
    List<String> warnings = new ArrayList<>();
    for (String name : small) {
      warnings.add(
          CovidXProblems.smallClass(
              name, all.count(all.classes().indexOf(name)), ratios.subsetCount()));
    }
    ImmutableSortedMap<String, HashThresholds> thresholds = ImmutableSortedMap.of();
    if (!others.isEmpty()) {
      Split split = Split.of(OutputImage.dataset(others, Optional.empty()), ratios, seed);
      subsets.putAll(split.subsets());
      thresholds = split.thresholds();
      warnings.addAll(split.warnings());
    }
    images.forEach(image -> subsets.putIfAbsent(image.group(), Subset.TRAINING));
    return withSubsets(
        images,
        new Split(
            all,
            ratios,
            seed,
            ImmutableMap.copyOf(subsets),
            thresholds,
            ImmutableList.copyOf(warnings)));
  }

  /** Keeps the subsets of an earlier split; new patients are assigned by its thresholds. */
  static PatientSplit of(List<OutputImage> images, Path splitFile) {
    Map<String, Subset> earlier = earlierSubsets(splitFile);
    // The images of the file are found by their paths there, which begin with the subset.
    List<OutputImage> placed =
        images.stream()
            .map(image -> image.withSubset(Optional.ofNullable(earlier.get(image.path()))))
            .toList();
    return withSubsets(
        images, Split.read(OutputImage.dataset(placed, Optional.empty()), splitFile));
  }

  /** Returns the subsets of the paths in a split file, without the folders of the subsets. */
  private static Map<String, Subset> earlierSubsets(Path splitFile) {
    Map<String, Subset> subsets = new HashMap<>();
    try {
      String text = Files.readString(splitFile, StandardCharsets.UTF_8);
      for (Csv.Row row : Csv.parse(splitFile.toString(), text)) {
        String path = row.cells().get(0);
        int slash = path.indexOf('/');
        Subset.of(path.substring(0, Math.max(0, slash)))
            .ifPresent(subset -> subsets.put(path.substring(slash + 1), subset));
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(splitFile, e);
    }
    return subsets;
  }

  private static PatientSplit withSubsets(List<OutputImage> images, Split split) {
    ImmutableList<OutputImage> assigned =
        images.stream()
            .map(image -> image.withSubset(Optional.of(split.subsets().get(image.group()))))
            .sorted(Comparator.comparing(OutputImage::path))
            .collect(ImmutableList.toImmutableList());
    return new PatientSplit(
        assigned,
        new Split(
            OutputImage.dataset(assigned, Optional.empty()),
            split.ratios(),
            split.seed(),
            split.subsets(),
            split.thresholds(),
            split.warnings()));
  }
}

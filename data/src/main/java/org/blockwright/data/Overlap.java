package org.blockwright.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds images that are in two datasets. Results on images that a model was trained on are too
 * optimistic. Files are compared by content; the same image in another format or size is not found.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * Returns a warning if two datasets are the same folder or CSV file, or have files with the same
   * content.
   *
   * @param first the role of the first dataset, such as {@code training}
   * @param second the role of the dataset for evaluation, such as {@code test}
   * @return one line of text; empty if the datasets have no images in common
   */
  public static Optional<String> warning(
      String first, Dataset firstSet, String second, Dataset secondSet) {
    if (isSamePath(firstSet.root(), secondSet.root())) {
      return Optional.of(
          DataProblems.samePath(
              first,
              second,
              firstSet.root().filter(Files::isDirectory).isPresent() ? "folder" : "file",
              firstSet.name(),
              secondSet.name()));
    }
    Map<String, Sample> firstByHash = new HashMap<>();
    images(firstSet).forEach(sample -> firstByHash.putIfAbsent(sample.sha256(), sample));
    List<Sample> equal =
        images(secondSet).filter(sample -> firstByHash.containsKey(sample.sha256())).toList();
    if (equal.isEmpty()) {
      return Optional.empty();
    }
    Sample example = equal.get(0);
    return Optional.of(
        DataProblems.overlappingFiles(
            first,
            second,
            equal.size(),
            (int) images(secondSet).count(),
            example.image(),
            firstByHash.get(example.sha256()).image()));
  }

  private static Stream<Sample> images(Dataset data) {
    return data.samples().stream().flatMap(sample -> sample.single().stream());
  }

  private static boolean isSamePath(Optional<Path> one, Optional<Path> other) {
    try {
      return one.isPresent() && other.isPresent() && Files.isSameFile(one.get(), other.get());
    } catch (IOException e) {
      return false;
    }
  }
}

package org.blockwright.data;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds images that are in two datasets. Results on images that a model was trained on are too
 * optimistic. Files are compared by content; the same image in another format or size is not found.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * Returns a warning if two datasets are the same folder or have files with the same content.
   *
   * @param first the role of the first dataset, such as {@code training}
   * @param second the role of the dataset for evaluation, such as {@code test}
   * @return one line of text; empty if the datasets have no images in common
   */
  public static Optional<String> warning(
      String first, Dataset firstSet, String second, Dataset secondSet) {
    if (sameFolder(firstSet.root(), secondSet.root())) {
      return Optional.of(
          DataProblems.overlappingFolder(first, second, firstSet.root(), secondSet.root()));
    }
    Map<Long, List<Sample>> bySize =
        firstSet.samples().stream().collect(Collectors.groupingBy(s -> size(s.path())));
    List<Sample> candidates =
        secondSet.samples().stream().filter(s -> bySize.containsKey(size(s.path()))).toList();
    Set<Long> sizes = new HashSet<>();
    candidates.forEach(s -> sizes.add(size(s.path())));
    List<Sample> sameSize =
        bySize.entrySet().stream()
            .filter(e -> sizes.contains(e.getKey()))
            .flatMap(e -> e.getValue().stream())
            .toList();
    Map<String, Sample> firstByHash = new HashMap<>();
    hashes(sameSize).forEach((sample, hash) -> firstByHash.putIfAbsent(hash, sample));
    Map<Sample, String> candidateHashes = hashes(candidates);
    List<Sample> equal =
        candidates.stream().filter(s -> firstByHash.containsKey(candidateHashes.get(s))).toList();
    if (equal.isEmpty()) {
      return Optional.empty();
    }
    Sample example = equal.get(0);
    return Optional.of(
        DataProblems.overlappingFiles(
            first,
            second,
            equal.size(),
            secondSet.size(),
            example.path(),
            firstByHash.get(candidateHashes.get(example)).path()));
  }

  private static boolean sameFolder(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** The size in bytes; -1 if the file cannot be read. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  private static Map<Sample, String> hashes(List<Sample> samples) {
    List<String> hashes = samples.parallelStream().map(s -> hash(s.path())).toList();
    Map<Sample, String> all = new LinkedHashMap<>();
    for (int i = 0; i < hashes.size(); i++) {
      all.put(samples.get(i), hashes.get(i));
    }
    return all;
  }

  private static String hash(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      return "unreadable " + file;
    }
  }
}

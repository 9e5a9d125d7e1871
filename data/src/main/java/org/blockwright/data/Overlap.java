package org.blockwright.data;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Images that two sets have in common. A model that was trained on an image knows it, so that what
 * is measured on such an image is too good. Files are compared by their bytes; the same image in
 * another format or size is not found.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * A warning if two sets are the same folder or have files of the same content.
   *
   * @param first the name of the set that is used first, such as training
   * @param second the name of the set that is measured on
   * @return a line for people; empty if they have nothing in common
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
    List<Sample> hashed =
        bySize.entrySet().stream()
            .filter(e -> sizes.contains(e.getKey()))
            .flatMap(e -> e.getValue().stream())
            .toList();
    Map<String, Sample> known = new HashMap<>();
    hashes(hashed).forEach((sample, hash) -> known.putIfAbsent(hash, sample));
    Map<Sample, String> theirs = hashes(candidates);
    List<Sample> equal = candidates.stream().filter(s -> known.containsKey(theirs.get(s))).toList();
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
            known.get(theirs.get(example)).path()));
  }

  private static boolean sameFolder(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** In bytes; negative for a file that cannot be read, which has nothing in common. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  private static Map<Sample, String> hashes(List<Sample> samples) {
    List<String> hashes = samples.parallelStream().map(s -> hash(s.path())).toList();
    Map<Sample, String> all = new java.util.LinkedHashMap<>();
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

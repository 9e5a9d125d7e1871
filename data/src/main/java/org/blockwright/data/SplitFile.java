package org.blockwright.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;

/**
 * The content of {@code split.csv}: one row for each image, after comment lines with the parameters
 * that assign new groups.
 *
 * <pre>
 * # seed,42
 * # ratios,0.8,0.1,0.1
 * # thresholds,covid-19,0.7736872,0.8772951
 * path,class,group,subset
 * covid-19/a.jpg,covid-19,covid-19/a.jpg,train
 * </pre>
 *
 * <p>Other targets than one class have other columns between path and group, see {@link
 * Targets#columns}; reading ignores them.
 *
 * @param subsets the subset of each group
 * @param groups the group of each image, by its path
 */
record SplitFile(
    long seed,
    Ratios ratios,
    Map<String, HashThresholds> thresholds,
    Map<String, Subset> subsets,
    Map<String, String> groups) {
  private static final String PATH = "path";
  private static final List<String> GROUP_AND_SUBSET = List.of("group", "subset");
  private static final List<String> HEADER = List.of(PATH, "class", "group", "subset");

  static String text(Split split) {
    StringBuilder out = new StringBuilder();
    Ratios r = split.ratios();
    out.append("# ").append(Csv.line("seed", split.seed()));
    out.append("# ").append(Csv.line("ratios", r.train(), r.validation(), r.test()));
    split
        .thresholds()
        .forEach(
            (stratum, t) ->
                out.append("# ")
                    .append(Csv.line("thresholds", stratum, t.train(), t.validation())));
    out.append(Csv.line(header(split.data().targets())));
    for (Sample sample : split.data().samples()) {
      List<String> cells = new ArrayList<>(List.of(sample.key()));
      cells.addAll(split.data().cells(sample));
      cells.add(sample.group());
      cells.add(split.subsets().get(sample.group()).id());
      out.append(Csv.line(cells));
    }
    return out.toString();
  }

  private static List<String> header(List<Targets> targets) {
    List<String> header = new ArrayList<>(List.of(PATH));
    targets.forEach(output -> header.addAll(output.columns()));
    header.addAll(GROUP_AND_SUBSET);
    return header;
  }

  private static boolean isHeader(List<String> cells) {
    return cells.size() > 3
        && cells.get(0).equals(PATH)
        && cells.subList(cells.size() - 2, cells.size()).equals(GROUP_AND_SUBSET);
  }

  static SplitFile read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    long seed = Split.DEFAULT_SEED;
    Ratios ratios = Ratios.DEFAULT;
    Map<String, HashThresholds> thresholds = new TreeMap<>();
    Map<String, Subset> subsets = new TreeMap<>();
    Map<String, String> groups = new TreeMap<>();
    int columns = 0;
    for (Csv.Row row : Csv.parse(file.toString(), text)) {
      List<String> cells = row.cells();
      try {
        if (columns > 0) {
          putGroup(subsets, cells, columns, file, row.line());
          groups.put(cells.get(0), cells.get(columns - 2));
        } else if (isHeader(cells)) {
          columns = cells.size();
        } else if (cells.get(0).equals("# seed")) {
          seed = Long.parseLong(cells.get(1));
        } else if (cells.get(0).equals("# ratios")) {
          ratios = new Ratios(number(cells, 1), number(cells, 2), number(cells, 3));
        } else if (cells.get(0).equals("# thresholds")) {
          thresholds.put(cells.get(1), new HashThresholds(number(cells, 2), number(cells, 3)));
        } else {
          throw DataProblems.badSplitHeader(file, row.line(), HEADER);
        }
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw DataProblems.badSplitLine(file, row.line());
      }
    }
    if (subsets.isEmpty()) {
      throw DataProblems.emptySplitFile(file);
    }
    return new SplitFile(seed, ratios, thresholds, subsets, groups);
  }

  private static void putGroup(
      Map<String, Subset> subsets, List<String> cells, int columns, Path file, int line) {
    String group = cells.get(columns - 2);
    String id = cells.get(columns - 1);
    Subset subset = Subset.of(id).orElseThrow(() -> DataProblems.unknownSubset(file, line, id));
    Subset previous = subsets.put(group, subset);
    if (previous != null && previous != subset) {
      throw DataProblems.groupInTwoSubsets(file, line, group, previous, subset);
    }
  }

  private static double number(List<String> cells, int index) {
    return Double.parseDouble(cells.get(index));
  }

  /**
   * Checks that the file belongs to a dataset.
   *
   * @throws org.blockwright.base.DataException if it has no image of the dataset, or images are in
   *     other groups
   */
  void requireFits(Path file, Dataset data) {
    if (data.samples().stream()
        .noneMatch(s -> groups.containsKey(s.key()) || subsets.containsKey(s.group()))) {
      throw DataProblems.splitOfOtherImages(
          file, data.name(), groups.keySet().iterator().next(), data.samples().get(0).key());
    }
    List<Sample> regrouped =
        data.samples().stream()
            .filter(s -> !groups.getOrDefault(s.key(), s.group()).equals(s.group()))
            .toList();
    if (!regrouped.isEmpty()) {
      Sample example = regrouped.get(0);
      throw DataProblems.otherGroups(
          file, regrouped.size(), example.key(), groups.get(example.key()), example.group());
    }
  }

  /** Returns how a dataset differs from the file, as warnings. */
  List<String> differences(Path file, Dataset data, Map<String, Subset> assigned) {
    List<String> warnings = new ArrayList<>();
    Set<String> keys = data.samples().stream().map(Sample::key).collect(Collectors.toSet());
    List<String> missing = groups.keySet().stream().filter(key -> !keys.contains(key)).toList();
    if (!missing.isEmpty()) {
      warnings.add(
          DataProblems.missingOfSplit(file, missing.size(), groups.size(), missing.get(0)));
    }
    List<Sample> added = data.samples().stream().filter(s -> !groups.containsKey(s.key())).toList();
    if (!added.isEmpty()) {
      Map<Subset, Long> counts =
          added.stream()
              .collect(
                  Collectors.groupingBy(
                      s -> assigned.get(s.group()), TreeMap::new, Collectors.counting()));
      warnings.add(DataProblems.addedToSplit(file, added.size(), counts));
    }
    Map<String, Sample> byContent = new HashMap<>();
    for (Sample sample : data.samples()) {
      Sample first = byContent.putIfAbsent(sample.sha256(), sample);
      if (first != null
          && !sample.sha256().isEmpty()
          && assigned.get(first.group()) != assigned.get(sample.group())) {
        warnings.add(DataProblems.sameContentInSplit(file, first.key(), sample.key()));
        break;
      }
    }
    return warnings;
  }
}

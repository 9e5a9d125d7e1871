package org.blockwright.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.base.AtomicFiles;

/**
 * {@code split.csv}: one row a picture, and above them, in lines that begin with {@code #}, what
 * places groups that come later.
 *
 * <pre>
 * # seed,42
 * # ratios,0.8,0.1,0.1
 * # cuts,covid-19,0.7736872,0.8772951
 * path,class,group,side
 * covid-19/a.jpg,covid-19,covid-19/a.jpg,train
 * </pre>
 */
record SplitFile(
    long seed, Ratios ratios, Map<String, HashThresholds> thresholds, Map<String, Subset> subsets) {
  private static final List<String> HEADER = List.of("path", "class", "group", "side");

  static void write(Split split, Path file) {
    StringBuilder out = new StringBuilder();
    Ratios r = split.ratios();
    out.append("# ").append(Csv.line("seed", split.seed()));
    out.append("# ").append(Csv.line("ratios", r.train(), r.validation(), r.test()));
    split
        .thresholds()
        .forEach(
            (stratum, cuts) ->
                out.append("# ")
                    .append(Csv.line("cuts", stratum, cuts.train(), cuts.validation())));
    out.append(Csv.line(HEADER.toArray()));
    for (Sample sample : split.data().samples()) {
      out.append(
          Csv.line(
              sample.key(),
              split.data().className(sample),
              sample.group(),
              split.subsets().get(sample.group())));
    }
    AtomicFiles.write(file, out.toString());
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
    Map<String, HashThresholds> cuts = new TreeMap<>();
    Map<String, Subset> sides = new TreeMap<>();
    boolean body = false;
    for (Csv.Row row : Csv.rows(text)) {
      List<String> cells = row.cells();
      try {
        if (body) {
          Subset side = Subset.valueOf(cells.get(3).toUpperCase(Locale.ROOT));
          Subset before = sides.put(cells.get(2), side);
          if (before != null && before != side) {
            throw DataProblems.badSplitFile(
                file,
                row.line(),
                "group \"%s\" is in %s and in %s".formatted(cells.get(2), before, side));
          }
        } else if (cells.equals(HEADER)) {
          body = true;
        } else if (cells.get(0).equals("# seed")) {
          seed = Long.parseLong(cells.get(1));
        } else if (cells.get(0).equals("# ratios")) {
          ratios = new Ratios(number(cells, 1), number(cells, 2), number(cells, 3));
        } else if (cells.get(0).equals("# cuts")) {
          cuts.put(cells.get(1), new HashThresholds(number(cells, 2), number(cells, 3)));
        } else {
          throw DataProblems.badSplitFile(file, row.line(), "this is no line of a split file");
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw DataProblems.badSplitFile(file, row.line(), "this is no line of a split file");
      }
    }
    if (sides.isEmpty()) {
      throw DataProblems.badSplitFile(file, 1, "no pictures are listed");
    }
    return new SplitFile(seed, ratios, cuts, sides);
  }

  private static double number(List<String> cells, int index) {
    return Double.parseDouble(cells.get(index));
  }
}

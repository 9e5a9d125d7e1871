package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.base.Csv;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Splits the chest x-ray dataset by patient; compared with a reference implementation in Python.
 */
class XraySplitTest {
  private static Dataset xray;
  private static Split split;

  @BeforeAll
  static void readDataset() {
    xray =
        ImageFolder.read(
            SharedData.path("data/xray"),
            ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^(\\d{8})_")));
    split = Split.of(xray, Ratios.DEFAULT, 42);
  }

  @Test
  void readsAllImagesAndCountsFilesWithoutPatient() {
    assertThat(xray.classes()).containsExactly("covid-19", "normal", "pneumonia");
    assertThat(List.of(xray.count(0), xray.count(1), xray.count(2))).containsExactly(105, 425, 425);
    assertThat(xray.skipped()).isEmpty();
    assertThat(xray.warnings())
        .containsExactly(
            "105 of 955 images do not match the group pattern; each of them is its own group.");
  }

  @Test
  void assignsEveryGroupAsReferenceImplementation() throws IOException {
    Map<String, Subset> expected = new TreeMap<>();
    Path file = SharedData.path("data/odd-expected/split-xray-seed42.csv");
    for (Csv.Row row : Csv.parse(file.toString(), Files.readString(file))) {
      if (row.line() > 1) {
        List<String> cells = row.cells();
        expected.put(cells.get(0), Subset.of(cells.get(4)).orElseThrow());
        assertThat(Split.hash(42, cells.get(0)))
            .isCloseTo(Double.parseDouble(cells.get(3)), within(1e-6));
      }
    }

    assertThat(expected).hasSize(683);
    assertThat(split.subsets()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void subsetsHaveExpectedClassCounts() {
    assertThat(counts(split.train())).containsExactly(84, 340, 339);
    assertThat(counts(split.validation())).containsExactly(10, 41, 42);
    assertThat(counts(split.test())).containsExactly(11, 44, 44);
    assertThat(split.warnings()).isEmpty();
  }

  @Test
  void thresholdsMatchReferenceImplementation() {
    assertThat(split.thresholds().keySet())
        .containsExactly("covid-19", "normal", "normal+pneumonia", "pneumonia");
    check("covid-19", 0.773687, 0.877295);
    check("normal", 0.777956, 0.882585);
    check("normal+pneumonia", 0.711417, 0.758115);
    check("pneumonia", 0.770513, 0.895108);
  }

  private static void check(String stratum, double train, double validation) {
    assertThat(split.thresholds().get(stratum).train()).isCloseTo(train, within(1e-6));
    assertThat(split.thresholds().get(stratum).validation()).isCloseTo(validation, within(1e-6));
  }

  @Test
  void groupsKeepTheirSubsetWhenFilesAreAdded(@TempDir Path folder) {
    Dataset fewer = xray.filter(s -> Split.hash(7, s.group()) > 0.1);
    Split before = Split.of(fewer, Ratios.DEFAULT, 42);
    before.write(folder.resolve("split.csv"));

    Split extended = Split.read(xray, folder.resolve("split.csv"));

    assertThat(fewer.size()).isLessThan(xray.size() - 50);
    assertThat(extended.subsets()).containsAllEntriesOf(before.subsets());
    assertThat(extended.subsets().keySet()).isEqualTo(split.subsets().keySet());
    Stratum.of(xray, 42)
        .forEach(
            stratum ->
                stratum.groups().stream()
                    .filter(g -> !before.subsets().containsKey(g.key()))
                    .forEach(
                        g ->
                            assertThat(extended.subsets().get(g.key()))
                                .isEqualTo(
                                    before.thresholds().get(stratum.name()).subset(g.hash()))));
  }

  @Test
  void writtenFileReadsBackAsSameSplit(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    split.write(file);

    assertThat(Split.read(xray, file)).isEqualTo(split);
    assertThat(Files.readAllLines(file))
        .contains(
            "# seed,42",
            "path,class,group,subset",
            "normal/00002658_001.jpg,normal,00002658,train");
  }

  @Test
  void classFractionsAreCloseToRatiosForEverySeed() {
    // 1.53 percentage points is the maximum over these seeds in the reference implementation.
    for (int seed = 0; seed < 50; seed++) {
      Split split = Split.of(xray, Ratios.DEFAULT, seed);
      for (Subset subset : Subset.values()) {
        for (int label = 0; label < 3; label++) {
          double fraction = split.subset(subset).count(label) / (double) xray.count(label);
          assertThat(fraction).isCloseTo(Ratios.DEFAULT.of(subset), within(0.0153));
        }
      }
    }
  }

  private static List<Integer> counts(Dataset subset) {
    return List.of(subset.count(0), subset.count(1), subset.count(2));
  }
}

package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chest films split by patient, against figures of a second implementation in Python. */
class XraySplitTest {
  private static Dataset xray;
  private static Split split;

  @BeforeAll
  static void read() {
    xray =
        ImageFolder.read(
            SharedData.path("data/xray"),
            ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^(\\d{8})_")));
    split = Split.of(xray, Ratios.DEFAULT, 42);
  }

  @Test
  void all_pictures_are_read_and_files_without_a_patient_are_counted() {
    assertThat(xray.classes()).containsExactly("covid-19", "normal", "pneumonia");
    assertThat(List.of(xray.count(0), xray.count(1), xray.count(2))).containsExactly(105, 425, 425);
    assertThat(xray.skipped()).isEmpty();
    assertThat(xray.warnings())
        .containsExactly(
            "105 of 955 pictures do not match the group pattern; each is a group of its own.");
  }

  @Test
  void every_group_is_in_the_part_that_the_second_implementation_gave() throws IOException {
    Map<String, Subset> expected = new TreeMap<>();
    Path file = SharedData.path("data/odd-expected/split-xray-seed42.csv");
    for (Csv.Row row : Csv.rows(Files.readString(file))) {
      if (row.line() > 1) {
        List<String> cells = row.cells();
        expected.put(cells.get(0), Subset.valueOf(cells.get(4).toUpperCase(java.util.Locale.ROOT)));
        assertThat(Split.hash(42, cells.get(0)))
            .isCloseTo(Double.parseDouble(cells.get(3)), within(1e-6));
      }
    }

    assertThat(expected).hasSize(683);
    assertThat(split.subsets()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void the_parts_have_the_expected_counts_of_each_class() {
    assertThat(counts(split.train())).containsExactly(84, 340, 339);
    assertThat(counts(split.validation())).containsExactly(10, 41, 42);
    assertThat(counts(split.test())).containsExactly(11, 44, 44);
    assertThat(split.warnings()).isEmpty();
  }

  @Test
  void the_cuts_are_the_expected_ones() {
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
  void nothing_moves_when_a_tenth_of_the_groups_went_away_and_came_back(@TempDir Path folder) {
    Dataset fewer = xray.filter(s -> Split.hash(7, s.group()) > 0.1);
    Split before = Split.of(fewer, Ratios.DEFAULT, 42);
    before.write(folder.resolve("split.csv"));

    Split again = Split.read(xray, folder.resolve("split.csv"));

    assertThat(fewer.size()).isLessThan(xray.size() - 50);
    assertThat(again.subsets()).containsAllEntriesOf(before.subsets());
    assertThat(again.subsets().keySet()).isEqualTo(split.subsets().keySet());
    Stratum.of(xray, 42)
        .forEach(
            stratum ->
                stratum.groups().stream()
                    .filter(g -> !before.subsets().containsKey(g.key()))
                    .forEach(
                        g ->
                            assertThat(again.subsets().get(g.key()))
                                .isEqualTo(
                                    before.thresholds().get(stratum.name()).subset(g.hash()))));
  }

  @Test
  void the_written_file_gives_the_same_split_again(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    split.write(file);

    assertThat(Split.read(xray, file)).isEqualTo(split);
    assertThat(Files.readAllLines(file))
        .contains(
            "# seed,42", "path,class,group,side", "normal/00002658_001.jpg,normal,00002658,train");
  }

  @Test
  void no_seed_takes_a_class_far_off_its_share() {
    // A second implementation in Python gave 1.53 points as the worst of these seeds.
    for (int seed = 0; seed < 50; seed++) {
      Split other = Split.of(xray, Ratios.DEFAULT, seed);
      for (Subset side : Subset.values()) {
        for (int label = 0; label < 3; label++) {
          double share = other.subset(side).count(label) / (double) xray.count(label);
          assertThat(share).isCloseTo(Ratios.DEFAULT.of(side), within(0.0153));
        }
      }
    }
  }

  private static List<Integer> counts(Dataset part) {
    return List.of(part.count(0), part.count(1), part.count(2));
  }
}

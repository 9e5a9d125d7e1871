package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.blockwright.data.covidx.DropReason.DUPLICATE;
import static org.blockwright.data.covidx.DropReason.EMPTY_FINDING;
import static org.blockwright.data.covidx.DropReason.FINDING_NOT_MAPPED;
import static org.blockwright.data.covidx.DropReason.MISSING_IMAGE;
import static org.blockwright.data.covidx.DropReason.VIEW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockwright.base.Csv;
import org.blockwright.base.Progress;
import org.blockwright.base.SharedData;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageData;
import org.blockwright.data.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds from the original metadata of figure1 and actualmed. The counts were made by a separate
 * program in Python.
 */
class RealSourcesTest {
  @TempDir private Path folder;

  private static CovidX.Builder actualmed() {
    return CovidX.builder()
        .source(Source.ACTUALMED, SharedData.path("data/covidx-sources/actualmed"))
        .withoutAudit();
  }

  private static CovidX.Builder figure1() {
    return CovidX.builder()
        .source(Source.FIGURE1, SharedData.path("data/covidx-sources/figure1"))
        .withoutAudit();
  }

  private CovidXResult write(CovidX.Builder builder) {
    return builder.build().write(folder.resolve("covidx"), Progress.silent());
  }

  private static void assertCounts(
      CovidXResult result,
      int rows,
      List<Integer> covidNormalPneumonia,
      Map<DropReason, Integer> dropped,
      int patients) {
    SourceSummary source = result.sources().get(0);
    assertThat(source.rows()).isEqualTo(rows);
    assertThat(List.copyOf(source.classes().values())).isEqualTo(covidNormalPneumonia);
    assertThat(source.dropped()).containsExactlyInAnyOrderEntriesOf(dropped);
    assertThat(result.patients()).isEqualTo(patients);
    assertThat(source.kept() + result.dropped().size()).isEqualTo(rows);
  }

  @Test
  void actualmedWithFiveViews() {
    assertCounts(
        write(actualmed()),
        238,
        List.of(26, 18, 0),
        Map.of(EMPTY_FINDING, 53, MISSING_IMAGE, 141),
        39);
  }

  @Test
  void actualmedWithOneView() {
    assertCounts(
        write(actualmed().views("PA")),
        238,
        List.of(5, 14, 0),
        Map.of(VIEW, 39, EMPTY_FINDING, 44, MISSING_IMAGE, 136),
        18);
  }

  @Test
  void actualmedAsInCovidNet() {
    assertCounts(
        write(actualmed().profile(Profile.COVIDNET)),
        238,
        List.of(26, 0, 0),
        Map.of(EMPTY_FINDING, 53, FINDING_NOT_MAPPED, 127, MISSING_IMAGE, 32),
        21);
  }

  @Test
  void figure1WithoutTheImageThatOccursTwice() {
    CovidXResult result = write(figure1());

    assertCounts(result, 55, List.of(34, 3, 2), Map.of(EMPTY_FINDING, 15, DUPLICATE, 1), 35);
    assertThat(result.dropped())
        .filteredOn(row -> row.reason() == DUPLICATE)
        .extracting(DroppedRow::file, DroppedRow::detail)
        .containsExactly(tuple("images/COVID-00037.jpg", "figure1:images/COVID-00033.jpg"));
  }

  @Test
  void equalPixelsOnlyKeepsIt() {
    assertCounts(
        write(figure1().duplicates(DuplicateRule.EXACT)),
        55,
        List.of(35, 3, 2),
        Map.of(EMPTY_FINDING, 15),
        36);
  }

  @Test
  void figure1WithOneView() {
    assertCounts(
        write(figure1().views("pa").duplicates(DuplicateRule.EXACT)),
        55,
        List.of(29, 3, 2),
        Map.of(VIEW, 15, EMPTY_FINDING, 6),
        32);
  }

  @Test
  void figure1AsInCovidNet() {
    assertCounts(
        write(figure1().profile(Profile.COVIDNET).duplicates(DuplicateRule.EXACT)),
        55,
        List.of(35, 0, 0),
        Map.of(EMPTY_FINDING, 15, FINDING_NOT_MAPPED, 5),
        31);
  }

  @Test
  void bothSourcesAreADatasetWithPatientsInOneSubset() throws IOException {
    CovidXResult result =
        write(figure1().source(Source.ACTUALMED, SharedData.path("data/covidx-sources/actualmed")));

    assertThat(List.copyOf(result.classes().values())).isEqualTo(List.of(60, 21, 2));
    assertThat(result.patients()).isEqualTo(74);
    Path root = folder.resolve("covidx");
    List<Csv.Row> manifest = Csv.parse("manifest", Files.readString(root.resolve("manifest.csv")));
    assertThat(manifest).hasSize(84);
    assertThat(manifest.subList(1, 84))
        .allSatisfy(row -> assertThat(root.resolve(row.cells().get(0))).isRegularFile());
    assertThat(manifest.subList(1, 84).stream().map(r -> r.cells().get(3) + r.cells().get(4)))
        .doesNotContain("");
    Dataset data =
        ImageData.read(
            root.resolve("manifest.csv"),
            ImageData.Options.defaults().withColumns(List.of("class")));
    assertThat(data.size()).isEqualTo(83);
    assertThat(data.samples().stream().map(Sample::group).distinct()).hasSize(74);
    assertThat(subsetsOfGroups(data)).hasSize(74);
    assertThat(result.subsets()).containsOnlyKeys("train", "validation", "test");
    assertThat(result.notes())
        .contains("PNEUMONIA has 2 images, fewer than the 3 subsets: all are in train.");
  }

  /** One entry for each pair of group and subset. */
  private static Set<String> subsetsOfGroups(Dataset data) {
    Set<String> pairs = new TreeSet<>();
    data.samples().forEach(s -> pairs.add(s.group() + " " + s.key().split("/")[0]));
    return pairs;
  }

  @Test
  void labelDefectsOfTheSourcesAreNoted() {
    CovidXResult result =
        write(figure1().source(Source.ACTUALMED, SharedData.path("data/covidx-sources/actualmed")));

    assertThat(result.notes())
        .contains(
            "figure1: metadata.csv is not UTF-8; it was read as Windows-1252.",
            "ieee8023: not given, so it is not in the dataset.")
        .anyMatch(note -> note.contains("COVID-00044") && note.contains("\"tuberculosis\""))
        .anyMatch(note -> note.contains("COVID-00033") && note.contains("COVID-00037"))
        .anyMatch(note -> note.startsWith("actualmed: of 18 NORMAL images the notes say"));
    assertThat(result.notes().stream().filter(n -> n.contains("the notes name"))).hasSize(1);
    assertThat(
            result.notes().stream()
                .filter(note -> note.startsWith("patient actualmed:"))
                .map(note -> note.substring(18).split(" ")[0]))
        .containsExactlyInAnyOrder(
            "ANON58", "ANON60", "ANON96", "ANON191", "ANON196", "ANON49", "ANON59", "ANON86");
  }

  @Test
  void sourcesAreNotChanged() throws IOException {
    Path copy = folder.resolve("figure1");
    copyTree(SharedData.path("data/covidx-sources/figure1"), copy);
    List<String> before = listing(copy);

    CovidX.builder()
        .source(Source.FIGURE1, copy)
        .build()
        .write(folder.resolve("covidx"), Progress.silent());

    assertThat(listing(copy)).isEqualTo(before);
  }

  private static List<String> listing(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.sorted().map(file -> file + " " + file.toFile().lastModified()).toList();
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}

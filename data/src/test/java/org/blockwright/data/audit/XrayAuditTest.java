package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.Csv;
import org.blockwright.base.Progress;
import org.blockwright.base.SharedData;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.audit.DuplicatePair.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Audits chest x-rays with known defects; figures of a reference implementation in Python. */
class XrayAuditTest {
  private static Dataset xray;
  private static Audit audit;

  @BeforeAll
  static void auditDataset() {
    xray =
        ImageFolder.read(
            SharedData.path("data/xray"),
            ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^(\\d{8})_")));
    audit = Audit.of(xray, Progress.silent());
  }

  @Test
  void cuesAreThoseOfTheReference() throws IOException {
    Map<String, double[]> cues = new HashMap<>();
    ImageScan.of("", xray, Progress.silent())
        .images()
        .forEach(image -> cues.put(image.sample().key(), image.cues()));
    Path file = SharedData.path("data/odd-expected/cues-xray.csv");
    List<Csv.Row> rows = Csv.parse(file.toString(), Files.readString(file));

    assertThat(rows).hasSize(956);
    for (Csv.Row row : rows.subList(1, rows.size())) {
      double[] actual = cues.get(row.cells().get(0));
      for (Cue cue : Cue.values()) {
        double expected = Double.parseDouble(row.cells().get(cue.ordinal() + 1));
        // JPEG decoders differ in single pixels.
        assertThat(actual[cue.ordinal()])
            .as("%s of %s", cue, row.cells().get(0))
            .isCloseTo(expected, within(cue.group() == Cue.Group.TONE ? 0.3 : 0.05));
      }
    }
  }

  @Test
  void findsThePairsOfDuplicatesAndNoOthers() {
    assertThat(audit.duplicates())
        .extracting(pair -> pair.first().key(), pair -> pair.second().key(), DuplicatePair::kind)
        .containsExactlyInAnyOrder(
            tuple("normal/00002658_001.jpg", "normal/00002658_002.jpg", Kind.BYTES),
            tuple(
                "covid-19/E63574A7-4188-4C8D-8D17-9D67A18A1AFA.jpg",
                "covid-19/F4341CE7-73C9-45C6-99C8-8567A5484B63.jpg",
                Kind.NEAR));
    DuplicatePair near =
        audit.duplicates().stream().filter(p -> p.kind() == Kind.NEAR).findFirst().orElseThrow();
    assertThat(near.distance()).isEqualTo(2);
    assertThat(near.correlation()).isCloseTo(0.922, within(0.01));
  }

  @Test
  void findsPatientsWithImagesOfBothClasses() {
    assertThat(audit.groupsInSeveralClasses())
        .extracting(GroupConflict::group)
        .containsExactly(
            "00001504",
            "00001629",
            "00001734",
            "00001992",
            "00002094",
            "00002288",
            "00002451",
            "00002474",
            "00002572",
            "00002673",
            "00002846",
            "00003053",
            "00003211",
            "00003248",
            "00003369",
            "00003392",
            "00003426");
    assertThat(audit.groupsInSeveralClasses())
        .allSatisfy(
            conflict -> assertThat(conflict.places()).containsExactly("normal", "pneumonia"));
  }

  @Test
  void countsWhatIsStoredForEachClass() {
    assertThat(audit.classes())
        .extracting(
            ClassSummary::name,
            ClassSummary::images,
            ClassSummary::groups,
            ClassSummary::color,
            ClassSummary::square)
        .containsExactly(
            tuple("covid-19", 105, 105, 99, 2),
            tuple("normal", 425, 273, 0, 425),
            tuple("pneumonia", 425, 322, 4, 425));
    assertThat(audit.classes())
        .extracting(ClassSummary::bitsPerPixel)
        .usingElementComparator((a, b) -> Math.abs(a - b) < 0.005 ? 0 : 1)
        .containsExactly(1.47, 1.17, 1.34);
  }

  @Test
  void findsTheLeak() {
    LeakCheck leak = audit.leak().orElseThrow();

    assertThat(leak.verdict()).isEqualTo(LeakCheck.Verdict.LEAK);
    assertScore(leak.all(), 0.836, 0.812, 0.859);
    assertScore(leak.form(), 0.776, 0.746, 0.805);
    assertScore(leak.tone(), 0.646, 0.608, 0.680);
    assertThat(leak.recalls().get("covid-19")).isCloseTo(0.971, within(0.005));
    assertThat(leak.recalls().get("normal")).isCloseTo(0.791, within(0.005));
    assertThat(leak.recalls().get("pneumonia")).isCloseTo(0.746, within(0.005));
    assertThat(leak.all().skill(3)).isCloseTo(0.72, within(0.01));
  }

  private static void assertScore(LeakScore score, double accuracy, double low, double high) {
    assertThat(score.balancedAccuracy()).isCloseTo(accuracy, within(0.003));
    assertThat(score.low()).isCloseTo(low, within(0.006));
    assertThat(score.high()).isCloseTo(high, within(0.006));
  }

  @Test
  void scoresSingleCues() {
    LeakCheck leak = audit.leak().orElseThrow();

    assertThat(leak.best(3)).containsExactlyInAnyOrder(Cue.ASPECT, Cue.CHANNELS, Cue.BYTES);
    // Normal and pneumonia are all square: which of the two is predicted is decided by rounding.
    assertThat(leak.single().get(Cue.ASPECT)).isCloseTo(0.653, within(0.02));
    assertThat(leak.single().get(Cue.CHANNELS)).isCloseTo(0.648, within(0.01));
    assertThat(leak.single().get(Cue.BYTES)).isCloseTo(0.634, within(0.01));
    assertThat(leak.single().get(Cue.BITS_PER_PIXEL)).isCloseTo(0.561, within(0.01));
    assertThat(leak.single().get(Cue.BORDER_STD)).isCloseTo(0.511, within(0.01));
    assertThat(leak.single().get(Cue.MEAN)).isCloseTo(0.451, within(0.01));
  }

  @Test
  void namesTheMostSevereFindingsFirst() {
    assertThat(audit.hasErrors()).isTrue();
    assertThat(audit.findings())
        .extracting(Finding::toString)
        .satisfiesExactly(
            leak ->
                assertThat(leak)
                    .startsWith("error: Size, color and brightness alone tell the 3 classes apart")
                    .contains("Best cues: channels 0.648, aspect 0.6"),
            duplicates ->
                assertThat(duplicates).startsWith("warning: 2 pairs of duplicates, for example"),
            imbalance ->
                assertThat(imbalance)
                    .startsWith(
                        "warning: Class \"normal\" has 425 images, 4.0 times as many as \"covid-19\""
                            + " with 105."),
            channels ->
                assertThat(channels)
                    .startsWith(
                        "warning: 99 of 105 images of \"covid-19\" are stored in color, but 0 of 425"
                            + " of \"normal\""),
            patients -> assertThat(patients).startsWith("note: 17 groups are in several classes"));
  }
}

package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.base.Csv;
import org.blockwright.base.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees with the layout of ieee8023 and radiography, of which there are no copies at hand. */
class MadeUpSourcesTest {
  @TempDir private Path folder;
  private Path ieee;
  private Path radiography;

  @BeforeEach
  void folders() {
    ieee = folder.resolve("ieee8023");
    radiography = folder.resolve("radiography");
  }

  private CovidXResult write(CovidX.Builder builder) {
    return builder.withoutAudit().build().write(folder.resolve("covidx"), Progress.silent());
  }

  private CovidX.Builder ofIeee() {
    return CovidX.builder().source(Source.IEEE8023, ieee);
  }

  private CovidX.Builder ofRadiography() {
    return CovidX.builder().source(Source.RADIOGRAPHY, radiography);
  }

  private void writeLateIeee() {
    MadeUpSources.text(
        ieee.resolve("metadata.csv"),
        (MadeUpSources.LATE_HEADER
                + "\n"
                + late("2", "Pneumonia/Viral/COVID-19", "PA", "X-ray", "a.png", "u1")
                + late("2", "Pneumonia/Viral/COVID-19", "L", "X-ray", "b.png", "u1")
                + late("4", "COVID-19, ARDS", "AP Supine", "X-ray", "c.png", "u2")
                + late("5", "Pneumonia/Viral/Herpes ", "APS", "X-ray", "d.png", "u3")
                + late("6", "Pneumonia/Viral/COVID-19", "Axial", "CT", "e.nii.gz", "u4")
                + late("7", "No Finding", "PA", "X-ray", "f.png", "https://www.sirm.org/7")
                + late("8", "todo", "PA", "X-ray", "g.png", "u6")
                + late("2", "Pneumonia/Viral/COVID-19", "PA", "X-ray", "gone.png", "u7"))
            .replace("\n", "\r\n"));
    String[] names = {"a", "b", "c", "d", "f", "g"};
    for (int i = 0; i < names.length; i++) {
      MadeUpSources.image(ieee.resolve("images/" + names[i] + ".png"), i + 1, 48);
    }
  }

  private static String late(
      String patient, String finding, String view, String modality, String file, String url) {
    return MadeUpSources.lateRow(
        Map.of(
            "patientid", patient,
            "finding", finding,
            "view", view,
            "modality", modality,
            "filename", file,
            "folder", "images",
            "url", url,
            "clinical_notes", "cough, fever\nand a \"line break\""));
  }

  @Test
  void lateFormOfIeee8023() {
    writeLateIeee();

    CovidXResult result = write(ofIeee().withoutSplit());

    assertThat(result.dropped())
        .extracting(DroppedRow::row, DroppedRow::reason, DroppedRow::detail)
        .containsExactly(
            tuple(2, DropReason.VIEW, "L"),
            tuple(5, DropReason.MODALITY, "CT"),
            tuple(7, DropReason.FINDING_NOT_MAPPED, "todo"),
            tuple(8, DropReason.MISSING_IMAGE, ""));
    assertThat(result.classes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(ImageClass.COVID_19, 2, ImageClass.NORMAL, 1, ImageClass.PNEUMONIA, 1));
    // Row 8 starts in line 9 + 7: the notes of each row before it have a line break.
    assertThat(result.dropped().get(3).line()).isEqualTo(16);
  }

  @Test
  void firstFormOfIeee8023HasNoModalityAndOtherNames() {
    MadeUpSources.text(
        ieee.resolve("metadata.csv"),
        MadeUpSources.FIRST_HEADER
            + "\n"
            + "2,0,M,65,COVID-19,Y,PA,2020,Cho Ray,a.jpg,,https://x,,notes\n"
            + "3,0,M,65,COVID-19,Y,CT,2020,Cho Ray,b.jpg,,https://x,,notes\n");
    MadeUpSources.image(ieee.resolve("images/A.JPG"), 1, 48);

    CovidXResult result = write(ofIeee().withoutSplit());

    assertThat(result.size()).isEqualTo(1);
    assertThat(result.dropped())
        .extracting(DroppedRow::reason, DroppedRow::detail)
        .containsExactly(tuple(DropReason.VIEW, "CT"));
    assertThat(folder.resolve("covidx/COVID-19/ieee8023-A.JPG")).isRegularFile();
  }

  @Test
  void namesInMetadataAreNoPaths() {
    MadeUpSources.image(folder.resolve("secret.png"), 9, 48);
    MadeUpSources.image(ieee.resolve("images/a.png"), 1, 48);
    MadeUpSources.text(
        ieee.resolve("metadata.csv"),
        MadeUpSources.LATE_HEADER
            + "\n"
            + late("1", "COVID-19", "PA", "X-ray", "a.png", "")
            + late("2", "COVID-19", "PA", "X-ray", "../../secret.png", "")
            + late("3", "COVID-19", "PA", "X-ray", folder.resolve("secret.png").toString(), ""));

    CovidXResult result = write(ofIeee().withoutSplit());

    assertThat(result.size()).isEqualTo(1);
    assertThat(result.dropped())
        .extracting(DroppedRow::reason)
        .containsOnly(DropReason.MISSING_IMAGE);
  }

  @Test
  void covidNetTakesTheLastElementAndSkipsTheCollectionsOfRadiography() {
    MadeUpSources.text(
        ieee.resolve("metadata.csv"),
        MadeUpSources.LATE_HEADER
            + "\n"
            + late("1", "Pneumonia/Viral/SARS", "PA", "X-ray", "a.png", "u")
            + late("2", "Pneumonia/Viral/COVID-19", "PA", "X-ray", "b.png", "https://sirm.org/1")
            + late("3", "Pneumonia/Viral/COVID-19", "PA", "X-ray", "c.png", "u")
            + late("4", "Pneumonia/Viral/MERS-CoV", "PA", "X-ray", "d.png", "u"));
    for (int i = 0; i < 4; i++) {
      MadeUpSources.image(ieee.resolve("images/" + (char) ('a' + i) + ".png"), i, 48);
    }

    CovidXResult result = write(ofIeee().profile(Profile.COVIDNET).withoutSplit());

    assertThat(result.dropped())
        .extracting(DroppedRow::row, DroppedRow::reason)
        .containsExactly(
            tuple(2, DropReason.OTHER_SOURCE), tuple(4, DropReason.FINDING_NOT_MAPPED));
    assertThat(result.classes().get(ImageClass.PNEUMONIA)).isEqualTo(1);
  }

  @Test
  void firstReleaseOfRadiographyHasFoldersOfImages() {
    MadeUpSources.image(radiography.resolve("COVID-19/COVID-19 (1).png"), 1, 40);
    MadeUpSources.image(radiography.resolve("NORMAL/NORMAL (1).png"), 2, 40);
    MadeUpSources.image(radiography.resolve("Viral Pneumonia/Viral Pneumonia (1).png"), 3, 40);
    String[] header = {"FILE NAME", "FORMAT", "SIZE", "URL"};
    MadeUpSources.sheet(
        radiography.resolve("COVID-19.metadata.xlsx"),
        header,
        new String[] {"COVID-19 (1)", "PNG", "1024*1024", "https://a"});
    MadeUpSources.sheet(
        radiography.resolve("Viral Pneumonia.matadata.xlsx"),
        header,
        new String[] {"Viral Pneumonia (1)", "PNG", "1024*1024", "https://b"},
        new String[] {"Viral Pneumonia (2)", "PNG", "1024*1024", "https://b"});

    CovidXResult result = write(ofRadiography().withoutSplit());

    assertThat(List.copyOf(result.classes().values())).isEqualTo(List.of(1, 1, 1));
    assertThat(result.dropped())
        .extracting(DroppedRow::reason, DroppedRow::file)
        .containsExactly(tuple(DropReason.MISSING_IMAGE, "Viral Pneumonia (2)"));
    assertThat(result.notes())
        .contains(
            "radiography: NORMAL has no sheet of metadata; all its PNG files are used.",
            "3 of 3 images have no patient; each is a group of its own.");
  }

  @Test
  void middleReleaseNamesFilesWithoutParentheses() {
    MadeUpSources.image(radiography.resolve("COVID/COVID (1).png"), 1, 40);
    MadeUpSources.sheet(
        radiography.resolve("COVID.metadata.xlsx"),
        new String[] {"FILE NAME", "FORMAT", "SIZE", "URL"},
        new String[] {"COVID 1", "PNG", "256*256", "https://a"});

    assertThat(write(ofRadiography().withoutSplit()).size()).isEqualTo(1);
  }

  @Test
  void lastReleaseHasMasksWhichAreNotRead() {
    for (String name : List.of("COVID", "Normal", "Lung_Opacity")) {
      int seed = name.hashCode();
      MadeUpSources.image(radiography.resolve(name + "/images/" + name + "-1.png"), seed, 40);
      MadeUpSources.image(radiography.resolve(name + "/masks/" + name + "-1.png"), seed + 1, 40);
    }
    MadeUpSources.sheet(
        radiography.resolve("Normal.metadata.xlsx"),
        new String[] {"FILE NAME", "FORMAT", "SIZE", "URL"},
        new String[] {"NORMAL-1", "PNG", "256*256", "https://a"});

    CovidXResult result = write(ofRadiography().withoutSplit());

    assertThat(List.copyOf(result.classes().values())).isEqualTo(List.of(1, 1, 1));
    assertThat(folder.resolve("covidx/NORMAL/radiography-Normal-1.png")).isRegularFile();
  }

  @Test
  void copiesInASecondSourceAreDroppedByUrlOrContent() {
    writeLateIeee();
    // The image of patient 4 in another size; that of patient 2 by its URL only.
    MadeUpSources.image(radiography.resolve("COVID/COVID-1.png"), 3, 96);
    MadeUpSources.image(radiography.resolve("COVID/COVID-2.png"), 50, 48);
    MadeUpSources.image(radiography.resolve("COVID/COVID-3.png"), 51, 48);
    MadeUpSources.sheet(
        radiography.resolve("COVID.metadata.xlsx"),
        new String[] {"FILE NAME", "FORMAT", "SIZE", "URL"},
        new String[] {"COVID-1", "PNG", "256*256", "https://a"},
        new String[] {"COVID-2", "PNG", "256*256", "u1"},
        new String[] {"COVID-3", "PNG", "256*256", "https://b"});

    CovidXResult result = write(ofIeee().source(Source.RADIOGRAPHY, radiography).withoutSplit());

    assertThat(result.dropped())
        .filteredOn(row -> row.reason() == DropReason.DUPLICATE)
        .extracting(DroppedRow::source, DroppedRow::row, DroppedRow::detail)
        .containsExactly(
            tuple(Source.RADIOGRAPHY, 1, "ieee8023:images/c.png"),
            tuple(Source.RADIOGRAPHY, 2, "url u1"));
    for (SourceSummary source : result.sources()) {
      int dropped = source.dropped().values().stream().mapToInt(Integer::intValue).sum();
      assertThat(source.kept() + dropped).as(source.source().id()).isEqualTo(source.rows());
    }
  }

  @Test
  void copiesWithDifferentClassesAreAllDropped() {
    Path figure1 =
        MadeUpSources.figure1(
            folder.resolve("figure1"),
            "P1",
            "COVID-19",
            "P2",
            "No finding",
            "P3",
            "COVID-19",
            "P4",
            "Pneumonia");
    MadeUpSources.image(figure1.resolve("images/P2.png"), 1, 80);
    MadeUpSources.image(figure1.resolve("images/P3.png"), 1, 60);

    CovidXResult result = write(CovidX.builder().source(Source.FIGURE1, figure1).withoutSplit());

    assertThat(result.dropped())
        .extracting(DroppedRow::row, DroppedRow::detail)
        .containsExactly(
            tuple(1, "label-conflict figure1:images/P2.png"),
            tuple(2, "label-conflict figure1:images/P1.png"),
            tuple(3, "label-conflict figure1:images/P1.png"));
    assertThat(result.size()).isEqualTo(1);
  }

  @Test
  void patientsWithACommonImageAreOneGroup() throws Exception {
    Path figure1 =
        MadeUpSources.figure1(
            folder.resolve("figure1"),
            "P1a",
            "COVID-19",
            "P1b",
            "COVID-19",
            "P2a",
            "COVID-19",
            "P2b",
            "COVID-19",
            "P3",
            "COVID-19");
    MadeUpSources.image(figure1.resolve("images/P2a.png"), 1, 80);

    write(CovidX.builder().source(Source.FIGURE1, figure1).withoutSplit());

    String manifest = Files.readString(folder.resolve("covidx/manifest.csv"));
    assertThat(Csv.parse("manifest", manifest).stream().skip(1).map(r -> r.cells().subList(2, 4)))
        .containsExactly(
            List.of("figure1:P1", "figure1:P1"),
            List.of("figure1:P1", "figure1:P1"),
            List.of("figure1:P2", "figure1:P1"),
            List.of("figure1:P3", "figure1:P3"));
  }
}

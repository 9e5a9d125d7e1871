package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.audit.ImageFingerprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that no other test covers, and Cramér's V. */
class CovidXProblemsTest {
  @TempDir private Path folder;

  private static void assertReadFails(Source source, Path root, String message, Object... values) {
    assertThatThrownBy(() -> SourceReader.read(source, root))
        .isInstanceOf(DataException.class)
        .hasMessage(message, values);
  }

  @Test
  void incompleteSources() throws IOException {
    Path none = folder.resolve("none");
    assertReadFails(
        Source.FIGURE1,
        none,
        "figure1: %s is not a folder. Give the folder of a local copy, or omit this source.",
        none);
    Path root = Files.createDirectories(folder.resolve("figure1"));
    assertReadFails(
        Source.FIGURE1,
        root,
        "figure1: the folder of images %s does not exist. Copy the images there.",
        root.resolve("images"));
    assertReadFails(
        Source.RADIOGRAPHY,
        root,
        "radiography: %s has no images in any of the folders COVID-19, COVID, NORMAL, Normal, Viral Pneumonia, Lung_Opacity. Give the folder that contains them.",
        root);
    Files.createDirectories(root.resolve("images"));
    Path metadata = root.resolve("metadata.csv");
    assertReadFails(
        Source.FIGURE1,
        root,
        "figure1: %s does not exist. Give the folder that contains it.",
        metadata);
    Files.writeString(metadata, "patientid,finding,\nP1,COVID-19\n");
    assertReadFails(
        Source.FIGURE1, root, "%s has no column \"view\". It has: patientid, finding.", metadata);
  }

  @Test
  void settings() {
    assertThatThrownBy(() -> CovidX.builder().build())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "No source is given. Give the folder of at least one of ieee8023, figure1, actualmed and radiography.");
    assertThatThrownBy(() -> CovidX.builder().source(Source.FIGURE1, folder).views().build())
        .isInstanceOf(UsageException.class)
        .hasMessage("The list of views is empty; give at least one, such as PA.");
  }

  @Test
  void notes() {
    assertThat(CovidXProblems.sheetWithoutFolder(Source.RADIOGRAPHY, Path.of("a/b.xlsx")))
        .isEqualTo("radiography: b.xlsx has no folder of images and is ignored.");
    assertThat(CovidXProblems.unlistedFiles(Source.FIGURE1, 1))
        .isEqualTo("figure1: 1 file in the folder of images has no row of metadata.");
    assertThat(CovidXProblems.unlistedFiles(Source.FIGURE1, 2))
        .isEqualTo("figure1: 2 files in the folder of images have no row of metadata.");
    assertThat(CovidXProblems.emptyClass(ImageClass.NORMAL)).isEqualTo("NORMAL has no image.");
    assertThat(CovidXProblems.vanished()).isEqualTo("vanished while it was read");
    assertThat(CovidXProblems.readError(new AccessDeniedException("a")))
        .isEqualTo("permission denied");
    assertThat(CovidXProblems.readError(new IOException("it is on fire")))
        .isEqualTo("read error: it is on fire");
  }

  private static OutputImage image(ImageClass imageClass, String name) {
    MetadataRow row =
        new MetadataRow(
            Source.FIGURE1, Path.of("m"), 1, 1, "f", Optional.empty(), "", "", "", "", "", "");
    ScannedImage scanned = new ScannedImage("", 1, 1, new ImageFingerprint("", 0));
    return new OutputImage(
        new ScannedCandidate(row, imageClass, scanned), name, "", Optional.empty());
  }

  /** For a table of two rows and columns, V is the phi coefficient |ad - bc| / sqrt(abcd sums). */
  @Test
  void cramersVOfFourCells() {
    List<OutputImage> images = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      images.add(image(ImageClass.COVID_19, i < 26 ? "a" : "b"));
    }
    for (int i = 0; i < 21; i++) {
      images.add(image(ImageClass.NORMAL, i < 18 ? "a" : "b"));
    }
    double phi = Math.abs(26 * 3 - 34 * 18) / Math.sqrt(60.0 * 21 * 44 * 37);

    assertThat(CrossTable.of(images, OutputImage::name).cramersV()).isCloseTo(phi, within(1e-12));
    assertThat(CrossTable.of(images, i -> "one").cramersV()).isNaN();
    assertThat(CrossTable.of(images, i -> i.image().imageClass().toString()).cramersV())
        .isCloseTo(1, within(1e-12));
  }
}

package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subcommands of {@code data} that write datasets and images. */
class DataBuildersTest {
  @TempDir private Path folder;

  private CommandResult covidx(Object... more) {
    Path figure1 = SharedData.path("data/covidx-sources/figure1");
    Object[] arguments = new Object[more.length + 6];
    System.arraycopy(
        new Object[] {"data", "covidx", "--figure1", figure1, "-o", folder.resolve("covidx")},
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return CommandResult.run(arguments);
  }

  @Test
  void covidxPrintsStatisticsAndTheAudit() {
    CommandResult ran = covidx();

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("Rows of the sources", "Images by class and view", "Cramér's V")
        .contains("verdict: undecided", "covidx: 39 images");
    assertThat(covidx("--no-audit").out()).contains("39 images, complete; nothing was changed");
  }

  @Test
  void covidxPrintsJson() throws IOException {
    JsonNode json = covidx("--json", "--no-audit", "--split", "none", "--views", "PA").json();

    assertThat(json.at("/sources/0/dropped/view").asInt()).isEqualTo(15);
    assertThat(json.at("/classes/COVID-19").asInt()).isEqualTo(28);
    assertThat(json.at("/unchanged").asBoolean()).isFalse();
  }

  @Test
  void covidxReportsWrongOptionsInOneLine() {
    CommandResult profile = covidx("--profile", "other");
    CommandResult none = CommandResult.run("data", "covidx", "-o", folder.resolve("x"));

    assertThat(profile.code()).isEqualTo(2);
    assertThat(profile.err()).contains("\"other\" is not one of standard, covidnet");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("No source is given");
    assertThat(covidx("--require-images", "--views", "PA").code()).isZero();
  }

  @Test
  void augmentWritesCopiesOnce() throws IOException {
    Path images = ImagesOnDisk.writeTwoClasses(folder.resolve("images"), 2);
    Path out = folder.resolve("out");

    CommandResult ran =
        CommandResult.run(
            "data", "augment", images, "-o", out, "--augment", "flip,rotate=10", "--copies", 3);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("out: 4 images, 12 copies, 0 validation and test images");
    assertThat(out.resolve("red/01_3.png")).isRegularFile();
    CommandResult inside = CommandResult.run("data", "augment", images, "-o", images);
    assertThat(inside.code()).isEqualTo(2);
    assertThat(inside.err().lines()).hasSize(1);
    Files.writeString(images.resolve("red/no.png"), "no image");
    assertThat(CommandResult.run("data", "augment", images, "-o", folder.resolve("o2")).err())
        .contains("no.png");
  }

  @Test
  void previewWritesASheet() throws IOException {
    Path images = ImagesOnDisk.writeTwoClasses(folder.resolve("images"), 2);
    Path sheet = folder.resolve("sheet.png");

    CommandResult ran = CommandResult.run("data", "preview", images, "-o", sheet, "--rows", 3);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("sheet.png: 3 images with 4 copies each");
    assertThat(sheet).isRegularFile();
    assertThat(CommandResult.run("data", "preview", images, "-o", sheet).code()).isEqualTo(2);
    assertThat(CommandResult.run("data", "preview", images, "-o", "a.jpg").err())
        .contains("\"a.jpg\" does not end in .png");
  }
}

package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a study: {@code tune report}. */
class TuneReportCommandTest {
  @TempDir Path folder;

  @Test
  void reportLinksTrialsToTheirCurves() throws Exception {
    Path out = folder.resolve("study");
    Path space =
        Files.writeString(
            folder.resolve("space.yaml"), "batch-size: {integer: [2, 9]}\ndata.gray: bool\n");
    CommandResult searched =
        CommandResult.run(
            "tune",
            "--space",
            space,
            "--trials",
            3,
            "--model",
            TinyNetwork.write(folder),
            "--data",
            ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20),
            "--epochs",
            2,
            "--quiet",
            "--out",
            out);
    assertThat(searched.code()).as(searched.err()).isZero();
    Path page = folder.resolve("my reports/study.html");
    Files.createDirectories(page.getParent());

    CommandResult ran = CommandResult.run("tune", "report", out, "--out", page);

    assertThat(ran.code()).as(ran.err()).isZero();
    String html = Files.readString(page);
    assertThat(html)
        .contains("<h2>History", "<h2>Slices", "<h2>Parallel", "<h2>Importance", "<h2>Timeline")
        .contains("<th>batch-size</th>", "<th>data.gray</th>");
    for (int trial = 0; trial < 3; trial++) {
      assertThat(html)
          .contains("<a href=\"#trial-" + trial + "\"", "id=\"trial-" + trial + "\"")
          .contains("trial " + trial + ", done: ");
    }
    // The run of the best trial is the only one that is kept.
    String link = html.split("<small><a href=\"")[1].split("\"")[0];
    assertThat(html.split("<small><a href")).hasSize(2);
    assertThat(page.getParent().resolve(link).normalize())
        .isEqualTo(out.resolve("best/report.html"));
    assertThat(page.getParent().resolve(link)).isRegularFile();
  }
}

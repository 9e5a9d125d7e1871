package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits images of random pixels; those of one class are wider, if they have a leak. */
class JobAuditTest {
  @TempDir private Path folder;

  private Job job(boolean leak) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      write("a/%d.png".formatted(i), random, 12);
      write("b/%d.png".formatted(i), random, leak ? 20 : 12);
    }
    Path network =
        Files.writeString(
            folder.resolve("net.yaml"),
            """
            name: net
            input: 12x12x3
            preprocessing: tf
            blocks: [{name: block1, seq: [{conv: {kernel: 1, filters: 4, activation: relu}}]}]
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    return Job.defaults()
        .with("model", network)
        .with("data.train", folder.resolve("images"))
        .with("epochs", 1);
  }

  private void write(String file, Random random, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, 12, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 12 * width; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    Path path = folder.resolve("images").resolve(file);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
  }

  @Test
  void runWarnsAboutALeakAndRecordsIt() throws IOException {
    try (JobResult result = new JobRunner(Progress.silent()).run(job(true))) {
      Audit audit = result.audit().orElseThrow();
      assertThat(audit.images().keySet()).containsExactly("training", "validation", "test");
      assertThat(result.notices())
          .anyMatch(
              line ->
                  line.startsWith(
                      "audit: Size, color and brightness alone tell the 2 classes apart"));
      assertThat(result.metadata().get("audit"))
          .startsWith("leak: ")
          .endsWith("; 0 pairs of duplicates; 80 of 80 images examined");

      Path run = result.save(folder.resolve("run"));
      assertThat(run.resolve("audit.json")).content().contains("\"verdict\" : \"leak\"");
      assertThat(run.resolve("report.html")).content().contains("audit: Size, color");
    }
  }

  @Test
  void strictRunStopsBeforeTraining() throws IOException {
    Job strict = job(true).with("strict", true);

    assertThatThrownBy(() -> new JobRunner(Progress.silent()).run(strict))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The audit found an error, and --strict is set:\nSize, color")
        .hasMessageEndingWith("\nCorrect the images, or train without --strict.");
  }

  @Test
  void strictRunTrainsOnImagesWithoutErrors() throws IOException {
    Job strict = job(false).with("strict", true);

    try (JobResult result = new JobRunner(Progress.silent()).run(strict)) {
      assertThat(result.notices()).noneMatch(line -> line.startsWith("audit: "));
    }
  }

  @Test
  void auditCanBeOff() throws IOException {
    Job off = job(true).with("audit", "off");

    try (JobResult result = new JobRunner(Progress.silent()).run(off)) {
      assertThat(result.audit()).isEmpty();
      assertThat(result.notices()).noneMatch(line -> line.startsWith("audit: "));
      assertThat(result.save(folder.resolve("run")).resolve("audit.json")).doesNotExist();
    }
    assertThatThrownBy(() -> new JobRunner(Progress.silent()).run(off.with("strict", true)))
        .isInstanceOf(UsageException.class)
        .hasMessage(JobProblems.strictWithoutAudit());
  }

  /** Deletes the training and validation images as soon as they are audited. */
  private final class DeletingProgress implements Progress {
    private final List<String> notes = new ArrayList<>();

    @Override
    public Task start(String name, long total) {
      return new Task() {
        @Override
        public void advance(long units, String detail) {}

        @Override
        public void close() {
          if (name.equals("auditing validation images")) {
            AtomicDirectories.deleteTree(folder.resolve("images"));
          }
        }
      };
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }
  }

  @Test
  void imagesAreDecodedOnceForTheAuditAndTheFirstEpoch() throws IOException {
    DeletingProgress progress = new DeletingProgress();
    Job job = job(false).with("data.split", "8:2");

    try (JobResult result = new JobRunner(progress).run(job)) {
      assertThat(folder.resolve("images")).doesNotExist();
      assertThat(result.skipped()).isEmpty();
      assertThat(result.training().history().epochs()).hasSize(1);
      assertThat(result.measurements().get("validation").samples()).isEqualTo(16);
    }
  }

  @Test
  void modesHaveNames() {
    assertThat(AuditMode.ids()).containsExactlyElementsOf(List.of("auto", "full", "off"));
  }
}

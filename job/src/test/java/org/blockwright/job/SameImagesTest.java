package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in more than one folder cause a warning on stderr, in run.yaml and in the report. */
class SameImagesTest {
  @TempDir private Path folder;
  private Path train;
  private Path test;
  private final List<String> messages = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    train = images("train", 0);
    test = images("test", 100);
  }

  private Path images(String name, int shade) throws IOException {
    for (String label : List.of("a", "b")) {
      Path directory = Files.createDirectories(folder.resolve(name).resolve(label));
      for (int i = 0; i < 6; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int k = 0; k < 64; k++) {
          image.setRGB(k % 8, k / 8, shade + i * 5 + (label.equals("a") ? 0xff0000 : 0x00ff00) + k);
        }
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve(name);
  }

  private Job job() {
    return Job.defaults().with("data.train", train).with("batch-size", 4).with("epochs", 1);
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        return Progress.silent().start(name, total);
      }

      @Override
      public void note(String line) {
        messages.add(line);
      }
    };
  }

  @Test
  void differentImagesGiveNoWarning() {
    assertThat(ImageSplits.of(job().with("data.test", test)).warnings()).isEmpty();
  }

  @Test
  void comparesEachPairOfFolders() throws IOException {
    Path validation = images("validation", 50);
    Files.copy(train.resolve("a/0.png"), validation.resolve("a/copy.png"));
    Files.copy(validation.resolve("b/1.png"), test.resolve("b/copy.png"));

    List<String> warnings =
        ImageSplits.of(job().with("data.validation", validation).with("data.test", test))
            .warnings();

    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .startsWith("1 of 13 validation images is also among the training images, for example ");
    assertThat(warnings.get(1))
        .startsWith("1 of 13 test images is also among the validation images, for example ");
  }

  @Test
  void runRecordsWarning() throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            input: 8x8x3
            blocks:
              - {name: block1, seq: [{conv: {kernel: 3, filters: 2}}]}
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    Path out = folder.resolve("run");
    RunDirectory run = RunDirectory.prepare(out, false);
    try (JobResult result =
        new JobRunner(progress())
            .run(job().with("model", network).with("data.test", train.resolve("../train")))) {
      result.write(run, List.of("blockwright", "train"));
    }

    String warning = "The training and the test images are the same folder (";
    assertThat(messages).anyMatch(line -> line.startsWith(warning));
    assertThat(out.resolve("run.yaml")).content().contains(warning);
    assertThat(out.resolve("report.html")).content().contains(warning);
  }
}

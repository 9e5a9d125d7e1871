package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The split of a run is compared with that of the run that it repeats. */
class RepeatedSplitTest {
  private static final String OTHER_SPLIT =
      "The split of the images is not that of the run that is repeated: its SHA-256 was ";

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void trainOnce() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 144; pixel++) {
        image.setRGB(pixel % 12, pixel / 12, random.nextInt(1 << 24));
      }
      Path path = folder.resolve("images/%s/%s.png".formatted(i % 2 == 0 ? "a" : "b", i));
      Files.createDirectories(path.getParent());
      ImageIO.write(image, "png", path.toFile());
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
    Job job =
        Job.defaults()
            .with("model", network)
            .with("data.train", folder.resolve("images"))
            .with("epochs", 1);
    try (JobResult result = run(job)) {
      run = result.save(folder.resolve("run")).resolve("run.yaml");
    }
  }

  private static JobResult run(Job job) {
    return new JobRunner(Progress.silent()).run(job);
  }

  private static boolean isOtherSplit(String notice) {
    return notice.startsWith(OTHER_SPLIT);
  }

  @Test
  void sameImagesHaveTheSameSplit() {
    try (JobResult repeated = run(Job.read(run).with("strict", true))) {
      assertThat(repeated.notices()).noneMatch(RepeatedSplitTest::isOtherSplit);
    }
  }

  @Test
  void missingImageIsReported() throws IOException {
    Files.delete(folder.resolve("images/a/4.png"));

    try (JobResult repeated = run(Job.read(run))) {
      assertThat(repeated.notices()).anyMatch(RepeatedSplitTest::isOtherSplit);
    }
    assertThatThrownBy(() -> run(Job.read(run).with("strict", true)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(OTHER_SPLIT);
  }

  @Test
  void splitThatIsSetAnewIsNotCompared() {
    try (JobResult other = run(Job.read(run).with("seed", 7).with("strict", true))) {
      assertThat(other.notices()).noneMatch(RepeatedSplitTest::isOtherSplit);
    }
  }
}

package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OverlapTest {
  @TempDir private Path folder;
  private Path train;
  private Path test;

  @BeforeEach
  void writeImages() throws IOException {
    train = folder.resolve("train");
    test = folder.resolve("test");
    GeneratedImages.write(train.resolve("cats"), 4, 1);
    GeneratedImages.write(train.resolve("dogs"), 4, 2);
    GeneratedImages.write(test.resolve("cats"), 3, 3);
    GeneratedImages.write(test.resolve("dogs"), 3, 4);
  }

  private static Dataset read(Path root) {
    return ImageFolder.read(root, ImageFolder.Options.defaults());
  }

  @Test
  void differentImagesDoNotOverlap() {
    assertThat(Overlap.warning("training", read(train), "test", read(test))).isEmpty();
  }

  @Test
  void countsEqualFilesRegardlessOfNameAndClass() throws IOException {
    Files.copy(train.resolve("cats/1.png"), test.resolve("cats/copy.png"));
    Files.copy(train.resolve("dogs/2.png"), test.resolve("cats/z.png"));

    assertThat(Overlap.warning("training", read(train), "test", read(test)))
        .hasValue(
            "2 of 8 test images are also among the training images, for example %s (the same content as %s): the test results are too optimistic."
                .formatted(test.resolve("cats/copy.png"), train.resolve("cats/1.png")));
  }

  @Test
  void reportsOneEqualFile() throws IOException {
    Files.copy(train.resolve("cats/1.png"), test.resolve("dogs/9.png"));

    assertThat(Overlap.warning("validation", read(train), "test", read(test)).orElseThrow())
        .startsWith("1 of 7 test images is also among the validation images, for example ");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void recognizesSameFolderByAnyPath() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), train);

    for (Path other : new Path[] {train, link, train.resolve("../train")}) {
      assertThat(Overlap.warning("training", read(train), "test", read(other)))
          .hasValue(
              "The training and the test images are the same folder (%s, %s): the test results do not apply to new images."
                  .formatted(train, other));
    }
  }
}

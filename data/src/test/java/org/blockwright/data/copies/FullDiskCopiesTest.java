package org.blockwright.data.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Augmented copies on a disk that is full or read-only: a file system in memory, which only the
 * administrator can mount.
 */
class FullDiskCopiesTest {
  @TempDir private Path folder;
  private Path images;
  private Path disk;

  @BeforeEach
  void writeImages() throws IOException {
    images = folder.resolve("images");
    disk = Files.createDirectory(folder.resolve("disk"));
    Random random = new Random(3);
    for (int i = 0; i < 8; i++) {
      BufferedImage image = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 3600; pixel++) {
        image.setRGB(pixel % 60, pixel / 60, random.nextInt(1 << 24));
      }
      Path file = images.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void mount(String options) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()), "cannot mount");
  }

  private CopiesResult write(Path out) {
    return AugmentedCopies.of(Recipe.parse("article", 4)).write(images, out, Progress.silent());
  }

  @Test
  void fullDiskIsOneLineAndTheCopiesAreContinuedWhenThereIsRoom() throws Exception {
    mount("size=200k");
    Path out = disk.resolve("copies");

    assertThatThrownBy(() -> write(out))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("Cannot write ")
        .hasMessageContaining("No space left on device. Free disk space")
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
    assertThat(out).doesNotExist();

    assertThat(run("mount", "-o", "remount,size=10m", disk.toString())).isTrue();
    write(out);
    Path expected = folder.resolve("expected");
    write(expected);
    assertThat(out.resolve("manifest.csv"))
        .hasSameTextualContentAs(expected.resolve("manifest.csv"));
    assertThat(out.resolve("a/0_rotate.png"))
        .hasSameBinaryContentAs(expected.resolve("a/0_rotate.png"));
  }

  @Test
  void readOnlyDiskIsOneLine() throws Exception {
    mount("size=1m");
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

    assertThatThrownBy(() -> write(disk.resolve("copies")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Read-only file system")
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
  }
}

package org.blockwright.data.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.MemoryDisk;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Augmented copies on a disk that is full or read-only. */
class FullDiskCopiesTest {
  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void writeImages() throws IOException {
    images = folder.resolve("images");
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

  private CopiesResult write(Path out) {
    return AugmentedCopies.of(Recipe.parse("article", 4)).write(images, out, Progress.silent());
  }

  @Test
  void fullDiskIsOneLineAndTheCopiesAreContinuedWhenThereIsRoom() throws Exception {
    Path expected = folder.resolve("expected");
    write(expected);
    try (MemoryDisk disk = MemoryDisk.mount(folder.resolve("disk"), "size=200k")) {
      Path out = folder.resolve("disk/copies");

      assertThatThrownBy(() -> write(out))
          .isInstanceOf(StorageException.class)
          .hasMessageStartingWith("Cannot write ")
          .hasMessageContaining("No space left on device. Free disk space")
          .message()
          .satisfies(message -> assertThat(message.lines()).hasSize(1));
      assertThat(out).doesNotExist();

      disk.remount("size=10m");
      write(out);
      assertThat(out.resolve("manifest.csv"))
          .hasSameTextualContentAs(expected.resolve("manifest.csv"));
      assertThat(out.resolve("a/0_rotate.png"))
          .hasSameBinaryContentAs(expected.resolve("a/0_rotate.png"));
    }
  }

  @Test
  void readOnlyDiskIsOneLine() throws Exception {
    try (MemoryDisk disk = MemoryDisk.mount(folder.resolve("disk"), "size=1m")) {
      disk.remount("ro");

      assertThatThrownBy(() -> write(folder.resolve("disk/copies")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Read-only file system")
          .message()
          .satisfies(message -> assertThat(message.lines()).hasSize(1));
    }
  }
}

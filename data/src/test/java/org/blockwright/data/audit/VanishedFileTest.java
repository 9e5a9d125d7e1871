package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageData;
import org.blockwright.data.SkippedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VanishedFileTest {
  @TempDir private Path folder;

  private void write(String path, Random random) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** Deletes a file when the first task starts, after the dataset was read. */
  private static Progress deleting(Path file) {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return Progress.silent().start(name, total);
      }

      @Override
      public void note(String line) {}
    };
  }

  @Test
  void aFileThatVanishesDuringTheAuditIsCountedWithTheReason() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      write("a/" + i + ".png", random);
      write("b/" + i + ".png", random);
    }
    Dataset data = ImageData.read(folder, ImageData.Options.defaults());

    Audit audit = Audit.of(data, deleting(folder.resolve("b/2.png")));

    assertThat(audit.examined()).isEqualTo(7);
    assertThat(audit.unreadable()).extracting(SkippedFile::key).containsExactly("b/2.png");
    assertThat(audit.findings()).anyMatch(finding -> finding.kind() == Finding.Kind.UNREADABLE);
  }
}

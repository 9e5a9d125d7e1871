package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.audit.Audit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPageTest {
  @TempDir private Path root;

  private String page() {
    Dataset data = ImageFolder.read(root, ImageFolder.Options.defaults());
    ImmutableMap<String, Dataset> subsets = ImmutableMap.of("", data);
    return AuditPage.html("Audit of <animals>", Audit.of(subsets, Progress.silent()), subsets);
  }

  private void write(String file, int width, int height, int seed) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(Math.floorMod(seed * 7919, 1 << 24)));
    graphics.fillRect(seed % 5, seed % 3, 4, 6);
    graphics.dispose();
    Files.createDirectories(root.resolve(file).getParent());
    ImageIO.write(image, "png", root.resolve(file).toFile());
  }

  @Test
  void showsFindingsFiguresAndImages() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("cat/%d.png".formatted(i), 12, 12, i + 1);
      write("dog/%d.png".formatted(i), 16, 12, i + 40);
    }
    Files.copy(root.resolve("cat/3.png"), root.resolve("dog/a&b.png"));

    String page = page();

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<title>Audit of &lt;animals&gt;</title>")
        .contains("<div class=\"tile-value\">leak</div>")
        .contains("<li>error: 1 pair of duplicates has different classes")
        .contains("Given away by the cues: cat", "Given away by the cues: dog")
        .contains("same bytes, different classes")
        .contains("alt=\"dog/a&amp;b.png\" src=\"data:image/jpeg;base64,")
        .doesNotContain("<script", "http://", "https://", "src=\"cat");
  }

  @Test
  void needsNeitherLeakCheckNorDuplicates() throws IOException {
    write("cat/a.png", 12, 12, 1);
    write("dog/b.png", 12, 12, 77);
    Files.writeString(root.resolve("dog/text.png"), "no image");

    assertThat(page()).contains("undecided", "Files that cannot be used", "dog/text.png");
  }
}

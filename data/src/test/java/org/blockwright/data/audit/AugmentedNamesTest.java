package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageData;
import org.blockwright.data.copies.AugmentedCopies;
import org.blockwright.data.copies.Recipe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedNamesTest {
  @TempDir private Path folder;
  private Path copies;

  @BeforeEach
  void writeCopies() throws IOException {
    Random random = new Random(5);
    Path images = folder.resolve("images");
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(80, 70, BufferedImage.TYPE_INT_RGB);
      for (int spot = 0; spot < 60; spot++) {
        int x = random.nextInt(72);
        int y = random.nextInt(62);
        int color = random.nextInt(1 << 24);
        for (int k = 0; k < 64; k++) {
          image.setRGB(x + k % 8, y + k / 8, color);
        }
      }
      Path file = images.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    copies = folder.resolve("copies");
    AugmentedCopies.of(Recipe.parse("article", 4)).write(images, copies, Progress.silent());
  }

  private static Dataset read(Path path) {
    return ImageData.read(path, ImageData.Options.defaults().withColumns(List.of()));
  }

  private Dataset manifest() {
    return ImageData.read(
        copies.resolve("manifest.csv"), ImageData.Options.defaults().withColumns(List.of("class")));
  }

  private static List<String> pairs(Audit audit) {
    return audit.duplicates().stream()
        .map(pair -> pair.kind() + " " + pair.first() + " " + pair.second())
        .toList();
  }

  @Test
  void copiesInTheSameSubsetAreNoDuplicates() {
    assertThat(pairs(Audit.of(read(copies), Progress.silent()))).isEmpty();
    assertThat(pairs(Audit.of(manifest(), Progress.silent()))).isEmpty();
  }

  @Test
  void copiesInSeveralSubsetsAreALeakWhateverTheyLookLike() {
    for (Dataset data : List.of(read(copies), manifest())) {
      Audit audit =
          Audit.of(
              ImmutableMap.of(
                  "training",
                  data.filter(sample -> !sample.key().contains("_rotate")),
                  "test",
                  data.filter(sample -> sample.key().contains("_rotate"))),
              Progress.silent());

      assertThat(pairs(audit)).hasSize(6);
      assertThat(audit.duplicates())
          .allSatisfy(
              pair -> {
                assertThat(pair.kind()).isEqualTo(DuplicatePair.Kind.COPY);
                assertThat(pair.crossesSubsets()).isTrue();
                assertThat(pair.second().key()).endsWith("_rotate.png");
              });
      assertThat(audit.hasErrors()).isTrue();
    }
  }

  @Test
  void namesWithoutAnOriginalAreNoCopies() throws IOException {
    Files.delete(copies.resolve("a/0.png"));
    Dataset data = read(copies);

    Audit audit =
        Audit.of(
            ImmutableMap.of(
                "training",
                    data.filter(
                        sample ->
                            sample.key().equals("a/0_crop.png") || sample.key().startsWith("b/")),
                "test", data.filter(sample -> sample.key().equals("a/0_rotate.png"))),
            Progress.silent());

    assertThat(audit.duplicates()).noneMatch(pair -> pair.kind() == DuplicatePair.Kind.COPY);
  }
}

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

  /** Writes an image of random spots. */
  private void write(String path, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(80, 70, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 80 * 70; i++) {
      image.setRGB(i % 80, i / 80, random.nextInt(1 << 24));
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, path.substring(path.length() - 3), file.toFile());
  }

  private List<String> pairsOfTrainAndTest() {
    return pairs(
        Audit.of(
            ImmutableMap.of(
                "training", read(folder.resolve("train")), "test", read(folder.resolve("test"))),
            Progress.silent()));
  }

  @Test
  void equalNamesInOtherFoldersOfAClassAreOtherImages() throws IOException {
    write("train/a/patient1/1.png", 1);
    write("train/a/patient1/1_rotate.png", 2);
    write("train/b/patient1/1.png", 3);
    write("test/a/patient2/1.png", 4);
    write("test/b/patient2/1_rotate.png", 5);

    assertThat(pairsOfTrainAndTest()).isEmpty();
  }

  @Test
  void anImageWithTheNameOfAnImageWithCopiesIsNoCopyInAnotherSubset() throws IOException {
    write("train/a/1.png", 1);
    write("train/a/1_rotate.png", 2);
    write("train/b/1.png", 3);
    write("test/a/1.png", 4);
    write("test/a/1_crop.png", 5);
    write("test/b/1.png", 6);

    assertThat(pairsOfTrainAndTest()).isEmpty();
  }

  @Test
  void aDuplicateInAnotherFolderIsFoundThoughItsNameIsThatOfACopy() throws IOException {
    write("train/a/p1/1.png", 1);
    write("train/a/p2/1_rotate.bmp", 1);
    write("train/b/1.png", 3);
    write("test/a/9.png", 4);
    write("test/b/8.png", 5);

    assertThat(pairsOfTrainAndTest())
        .containsExactly("same pixels training: a/p1/1.png training: a/p2/1_rotate.bmp");
  }

  @Test
  void aCopyIsFoundIfTheFoldersOfTheSubsetsAreInThePaths() throws IOException {
    write("all/train/a/1.png", 1);
    write("all/train/b/2.png", 2);
    write("all/test/a/1_rotate.png", 3);
    write("all/test/b/3.png", 4);
    Files.writeString(
        folder.resolve("all/manifest.csv"),
        "path,class,subset\ntrain/a/1.png,a,train\ntrain/b/2.png,b,train\n"
            + "test/a/1_rotate.png,a,test\ntest/b/3.png,b,test\n");
    Dataset data =
        ImageData.read(
            folder.resolve("all/manifest.csv"),
            ImageData.Options.defaults().withColumns(List.of("class")));

    Audit audit =
        Audit.of(
            ImmutableMap.of(
                "train", data.filter(sample -> sample.key().startsWith("train/")),
                "test", data.filter(sample -> sample.key().startsWith("test/"))),
            Progress.silent());

    assertThat(pairs(audit))
        .containsExactly("augmented train: train/a/1.png test: test/a/1_rotate.png");
  }
}

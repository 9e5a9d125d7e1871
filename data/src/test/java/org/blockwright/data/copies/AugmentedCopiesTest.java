package org.blockwright.data.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageData;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedCopiesTest {
  @TempDir private Path folder;
  private Path source;
  private Path out;

  @BeforeEach
  void writeImages() throws IOException {
    source = folder.resolve("images");
    out = folder.resolve("augmented");
    image("cat/p1_a.png", 1, "png");
    image("cat/p1_b.jpg", 2, "jpg");
    image("dog/p2_a.png", 3, "png");
  }

  private void image(String path, int seed, String format) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24 * 16; i++) {
      image.setRGB(i % 24, i / 24, (i * 77 + seed * 4099) & 0xffffff);
    }
    ImageIO.write(image, format, file.toFile());
  }

  private CopiesResult write(AugmentedCopies copies) {
    return copies.write(source, out, Progress.silent());
  }

  private static AugmentedCopies article() {
    return AugmentedCopies.of(Recipe.parse("article", 1));
  }

  private static List<String> paths(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(path -> !path.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String path : paths(root)) {
      contents.put(path, Files.readAllBytes(root.resolve(path)));
    }
    return contents;
  }

  @Test
  void articleMakesFiveFilesOfEachImage() throws IOException {
    CopiesResult result = write(article().withGrouping(Grouping.byFileName("^(p\\d)_")));

    assertThat(result.originals()).isEqualTo(3);
    assertThat(result.copies()).isEqualTo(12);
    assertThat(paths(out))
        .hasSize(16)
        .contains(
            "manifest.csv",
            "cat/p1_b.png",
            "cat/p1_b_blur.png",
            "cat/p1_b_crop.png",
            "cat/p1_b_reflect.png",
            "cat/p1_b_rotate.png");
    assertThat(Decoder.decode(out.resolve("dog/p2_a.png")).samples())
        .isEqualTo(Decoder.decode(source.resolve("dog/p2_a.png")).samples());
    Dataset data =
        ImageData.read(
            out.resolve("manifest.csv"),
            ImageData.Options.defaults().withColumns(List.of("class")));
    assertThat(data.size()).isEqualTo(15);
    assertThat(data.samples())
        .allSatisfy(
            sample ->
                assertThat(sample.group()).isEqualTo(sample.key().contains("p1") ? "p1" : "p2"));
  }

  @Test
  void onlyTrainingImagesOfASplitDatasetGetCopies() throws IOException {
    image("train/cat/x.png", 5, "png");
    image("test/cat/y.jpg", 6, "jpg");
    Files.writeString(
        source.resolve("manifest.csv"),
        "path,class,group,subset,more\ntrain/cat/x.png,cat,p7,train,\ntest/cat/y.jpg,cat,p8,test,\n");

    CopiesResult result = write(AugmentedCopies.of(Recipe.parse("flip,rotate=10", 2)));

    assertThat(paths(out))
        .containsExactly(
            "manifest.csv",
            "test/cat/y.jpg",
            "train/cat/x.png",
            "train/cat/x_1.png",
            "train/cat/x_2.png");
    assertThat(Files.readAllBytes(out.resolve("test/cat/y.jpg")))
        .isEqualTo(Files.readAllBytes(source.resolve("test/cat/y.jpg")));
    assertThat(result.others()).isEqualTo(1);
    List<Csv.Row> rows = Csv.parse("manifest", Files.readString(out.resolve("manifest.csv")));
    assertThat(rows.stream().skip(1).map(row -> row.cells().subList(1, 6)))
        .containsExactly(
            List.of("cat", "p8", "test", "test/cat/y.jpg", "unchanged"),
            List.of("cat", "p7", "train", "train/cat/x.png", "origin"),
            List.of("cat", "p7", "train", "train/cat/x.png", "1"),
            List.of("cat", "p7", "train", "train/cat/x.png", "2"));
  }

  @Test
  void copiesAreThoseOfTheAugmentationWhileTraining() {
    write(AugmentedCopies.of(Recipe.parse("flip,noise=9@1", 2)).withSeed(7));

    Image original = Decoder.decode(source.resolve("dog/p2_a.png"));
    Image expected = Augmentation.parse("flip,noise=9@1").apply(original, 7, 2, "dog/p2_a.png");
    assertThat(Decoder.decode(out.resolve("dog/p2_a_2.png")).toBytes())
        .isEqualTo(expected.toBytes());
  }

  @Test
  void namesNeverCollide() throws IOException {
    image("cat/p1_a.jpg", 8, "jpg");
    image("dog/p2_a_blur.png", 9, "png");

    write(article());

    assertThat(paths(out))
        .hasSize(26)
        .contains(
            "cat/p1_a-jpg.png",
            "cat/p1_a-png_rotate.png",
            "dog/p2_a_blur.png",
            "dog/p2_a_blur-2_blur.png");
  }

  @Test
  void killedRunIsContinuedAndWritesTheSame() throws IOException {
    write(article());
    Map<String, byte[]> expected = contents(out);
    Path hidden = folder.resolve(".augmented.partial");
    Files.move(out, hidden);
    Files.delete(hidden.resolve("manifest.csv"));
    Files.delete(hidden.resolve("cat/p1_a_crop.png"));
    Files.writeString(hidden.resolve("cat/p1_a_blur.png"), "half");
    Path kept = hidden.resolve("dog/p2_a_rotate.png");
    assertThat(kept.toFile().setLastModified(1_600_000_000_000L)).isTrue();

    write(article());

    Map<String, byte[]> continued = contents(out);
    assertThat(continued.keySet()).isEqualTo(expected.keySet());
    continued.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(expected.get(path)));
    assertThat(out.resolve("dog/p2_a_rotate.png").toFile().lastModified())
        .isEqualTo(1_600_000_000_000L);
    assertThat(write(article()).unchanged()).isTrue();
  }

  @Test
  void damagedImagesAreListedAndDoNotHinderARepetition() throws IOException {
    Files.writeString(source.resolve("dog/broken.png"), "no image");

    assertThat(write(article()).skipped()).hasSize(1);
    assertThat(write(article()).unchanged()).isTrue();
  }

  @Test
  void otherSettingsReplaceADatasetOnlyIfAsked() {
    write(article());

    assertThatThrownBy(() -> write(article().withSeed(1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("replace it with --overwrite");
    assertThat(write(article().withSeed(1).withOverwrite()).unchanged()).isFalse();
  }

  @Test
  void outputInTheSourceIsRejected() {
    for (Path inside : List.of(source, source.resolve("more"))) {
      assertThatThrownBy(() -> article().write(source, inside, Progress.silent()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("lies in the source");
    }
  }

  @Test
  void foldersOfSubsetsNeedAManifest() throws IOException {
    Path split = Files.createDirectories(folder.resolve("split"));
    Files.createDirectories(split.resolve("train"));
    Files.createDirectories(split.resolve("test"));

    assertThatThrownBy(() -> article().write(split, out, Progress.silent()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s has the subfolders train, validation or test, and no manifest.csv. Augment %s only: copies of other images make their results wrong.",
            split, split.resolve("train"));
  }

  @Test
  void invalidManifestsAreOneLine() throws IOException {
    Path manifest = source.resolve("manifest.csv");
    Files.writeString(manifest, "path,class\n");
    assertThatThrownBy(() -> write(article()))
        .isInstanceOf(DataException.class)
        .hasMessage("%s has no column \"group\". It has: path, class.", manifest);
    Files.writeString(manifest, "path,class,group\n../a.png,cat,1\n");
    assertThatThrownBy(() -> write(article()))
        .isInstanceOf(DataException.class)
        .hasMessage("%s line 2: \"../a.png\" is not a path within the folder.", manifest);
    Files.writeString(manifest, "path,class,group\ncat/none.png,cat,1\n");
    assertThatThrownBy(() -> write(article())).hasMessageContaining("none.png: no such file");
    Files.writeString(manifest, "path,class,group\n");
    assertThatThrownBy(() -> write(article()))
        .hasMessage("%s has no training image that can be decoded.", source);
  }

  @Test
  void recipesAreChecked() {
    assertThatThrownBy(() -> Recipe.parse("flip", 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("The number of copies must be at least 1, got 0.");
    assertThatThrownBy(() -> new StepsRecipe(Augmentation.none(), 1))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("The augmentation has no steps");
    assertThatThrownBy(
            () -> ContactSheet.write(List.of(), Recipe.parse("flip", 1), 1, 8, Path.of("a.png")))
        .isInstanceOf(UsageException.class)
        .hasMessage("No image is given.");
    assertThat(Recipe.parse("article=left-right", 1)).hasToString("article=left-right");
  }

  @Test
  void contactSheetHasARowForEachImage() {
    Path sheet = folder.resolve("sheet.png");
    Path image = source.resolve("cat/p1_a.png");

    ContactSheet.write(List.of(image, image), Recipe.parse("flip=1:0", 2), 42, 24, sheet);

    Image shown = Decoder.decode(sheet);
    assertThat(List.of(shown.width(), shown.height())).containsExactly(88, 60);
    Image original = Decoder.decode(image);
    // The image is 24x16 in a cell of 24x24, after a gap of 4; its copy is mirrored.
    assertThat(shown.sample(8, 4, 0)).isEqualTo(original.sample(0, 0, 0));
    assertThat(shown.sample(8, 32 + 23, 0)).isEqualTo(original.sample(0, 0, 0));
    assertThat(shown.sample(4, 4, 0)).isEqualTo(128);
  }
}

package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits generated images of random pixels, which have no duplicates by themselves. */
class AuditTest {
  @TempDir private Path root;
  private int images;

  @BeforeEach
  void writeTwoImagesOfEachClass() throws IOException {
    for (String path : new String[] {"cat/a1.png", "cat/b1.png", "dog/c1.png", "dog/d1.png"}) {
      write("train/" + path, random(40, 30), "png");
    }
  }

  private BufferedImage random(int width, int height) {
    Random random = new Random(images++);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private void write(String path, BufferedImage image, String format) throws IOException {
    File file = root.resolve(path).toFile();
    file.getParentFile().mkdirs();
    ImageIO.write(image, format, file);
  }

  private Dataset read(String subset) {
    return ImageFolder.read(
        root.resolve(subset),
        ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^([a-z]+)\\d")));
  }

  private Audit audit() {
    return Audit.of(read("train"), Progress.silent());
  }

  @Test
  void reportsNothingForDifferentImages() {
    Audit audit = audit();

    assertThat(audit.duplicates()).isEmpty();
    assertThat(audit.groupsInSeveralSubsets()).isEmpty();
    assertThat(audit.hasErrors()).isFalse();
    assertThat(audit.leak().orElseThrow().verdict()).isEqualTo(LeakCheck.Verdict.UNDECIDED);
  }

  @Test
  void equalFilesOfTwoClassesAreAnError() throws IOException {
    Files.copy(root.resolve("train/cat/a1.png"), root.resolve("train/dog/e1.png"));

    assertThat(audit().duplicates())
        .extracting(DuplicatePair::kind, DuplicatePair::crossesClasses)
        .containsExactly(tuple(DuplicatePair.Kind.BYTES, true));
    assertThat(audit().findings())
        .extracting(Finding::toString)
        .contains(
            "error: 1 pair of duplicates has different classes, for example cat/a1.png (cat) and"
                + " dog/e1.png (dog). Correct the class of one of them, or remove both.");
  }

  @Test
  void samePixelsInAnotherFormatAreADuplicate() throws IOException {
    write("train/cat/a2.bmp", ImageIO.read(root.resolve("train/cat/a1.png").toFile()), "bmp");

    assertThat(audit().duplicates())
        .extracting(DuplicatePair::kind)
        .containsExactly(DuplicatePair.Kind.PIXELS);
    assertThat(audit().hasErrors()).isFalse();
  }

  @Test
  void enlargedCopyIsANearDuplicate() throws IOException {
    BufferedImage large = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
    BufferedImage small = ImageIO.read(root.resolve("train/cat/a1.png").toFile());
    large.createGraphics().drawImage(small, 0, 0, 80, 60, null);
    write("train/cat/a2.png", large, "png");

    assertThat(audit().duplicates())
        .extracting(DuplicatePair::kind, p -> p.first().key(), p -> p.second().key())
        .containsExactly(tuple(DuplicatePair.Kind.NEAR, "cat/a1.png", "cat/a2.png"));
  }

  @Test
  void subsetsMustShareNeitherImagesNorGroups() throws IOException {
    write("test/cat/f1.png", random(40, 30), "png");
    write("test/dog/d2.png", random(40, 30), "png");
    Files.copy(root.resolve("train/cat/b1.png"), root.resolve("test/cat/g1.png"));

    Audit audit =
        Audit.of(
            ImmutableMap.of("training", read("train"), "test", read("test")), Progress.silent());

    assertThat(audit.images()).containsExactly(Map.entry("training", 4), Map.entry("test", 3));
    assertThat(audit.groupsInSeveralSubsets())
        .extracting(GroupConflict::group, GroupConflict::places)
        .containsExactly(tuple("d", ImmutableList.of("test", "training")));
    assertThat(audit.findings())
        .extracting(Finding::toString)
        .contains(
            "error: 1 group is in several subsets, for example d (test, training). Split by group,"
                + " so that the results hold for new groups.",
            "error: 1 pair of duplicates is in different subsets, for example training:"
                + " cat/b1.png and test: cat/g1.png. Remove one of each, so that no model is"
                + " evaluated on images that it was trained on.");
  }

  @Test
  void imagesOfOneColorAreOnlyDuplicatesIfTheyAreEqual() throws IOException {
    write("train/cat/h1.png", new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png");
    write("train/cat/i1.png", new BufferedImage(50, 30, BufferedImage.TYPE_INT_RGB), "png");
    write("train/cat/j1.png", new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png");

    assertThat(audit().duplicates())
        .extracting(p -> p.first().key(), p -> p.second().key())
        .containsExactly(tuple("cat/h1.png", "cat/j1.png"));
  }

  @Test
  void damagedFilesAreCountedWithTheirReason() throws IOException {
    Files.writeString(root.resolve("train/cat/text.jpg"), "no image");

    assertThat(audit().unreadable()).extracting(file -> file.key()).containsExactly("cat/text.jpg");
    assertThat(audit().findings())
        .extracting(Finding::toString)
        .anyMatch(
            text -> text.startsWith("warning: 1 file cannot be used, for example cat/text.jpg ("));
  }

  @Test
  void damagedFilesOfASplitAreCountedOnce() throws IOException {
    Files.writeString(root.resolve("train/cat/text.jpg"), "no image");
    Dataset data = read("train");
    Dataset cats = data.filter(sample -> sample.label() == 0);
    Dataset dogs = data.filter(sample -> sample.label() == 1);

    Audit audit = Audit.of(ImmutableMap.of("a", cats, "b", dogs), Progress.silent());

    assertThat(audit.unreadable()).hasSize(1);
  }

  @Test
  void cuesThatSeparateTheClassesAreALeak() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("sizes/cat/x%d.png".formatted(i), random(12, 12), "png");
      write("sizes/dog/y%d.png".formatted(i), random(16, 12), "png");
    }
    Dataset data = ImageFolder.read(root.resolve("sizes"), ImageFolder.Options.defaults());
    Audit audit = Audit.of(data, Progress.silent());

    LeakCheck leak = audit.leak().orElseThrow();
    assertThat(leak.verdict()).isEqualTo(LeakCheck.Verdict.LEAK);
    assertThat(leak.all().balancedAccuracy()).isEqualTo(1);
    assertThat(leak.single().get(Cue.WIDTH)).isEqualTo(1);
    assertThat(leak.single().get(Cue.HEIGHT)).isEqualTo(0.5);
    assertThat(AuditText.of(audit)).contains("verdict: leak").contains("Best cues: ");
  }

  @Test
  void needsAnImage() {
    Dataset empty = read("train").filter(sample -> false);

    assertThatThrownBy(() -> Audit.of(empty, Progress.silent()))
        .isInstanceOf(DataException.class)
        .hasMessage(root.resolve("train") + " has no image that can be decoded.");
  }

  @Test
  void pixelsOfALargeDatasetAreThoseOfASample() throws IOException {
    Files.copy(root.resolve("train/cat/a1.png"), root.resolve("train/dog/e1.png"));

    Audit audit = Audit.of(ImmutableMap.of("", read("train")), 4, 2, Progress.silent());

    assertThat(audit.examined()).isEqualTo(4);
    assertThat(audit.images()).containsExactly(Map.entry("", 5));
    assertThat(audit.classes()).extracting(ClassSummary::images).containsExactly(2, 3);
    assertThat(audit.classes()).extracting(ClassSummary::examined).containsExactly(2, 2);
    assertThat(audit.duplicates()).extracting(DuplicatePair::crossesClasses).containsExactly(true);
    assertThat(audit.omissions()).containsExactly(AuditProblems.sampled(4, 5));
    assertThat(audit.findings()).contains(AuditProblems.omission(AuditProblems.sampled(4, 5)));
  }

  @Test
  void manyClassesHaveNoLeakCheck() {
    Audit audit = Audit.of(ImmutableMap.of("", read("train")), 9, 1, Progress.silent());

    assertThat(audit.leak()).isEmpty();
    assertThat(audit.omissions()).containsExactly(AuditProblems.manyClasses(2, 1));
  }

  @Test
  void brightnessOfSmallImagesIsALeakOnlyIfItIsPerfect() throws IOException {
    Random noise = new Random(1);
    for (int i = 0; i < 60; i++) {
      // Overlapping brightness: the better threshold is right for about four of five images.
      write("mixed/a/x%d.png".formatted(i), gray(90 + noise.nextInt(60)), "png");
      write("mixed/b/y%d.png".formatted(i), gray(125 + noise.nextInt(60)), "png");
      write("bright/a/x%d.png".formatted(i), gray(90 + noise.nextInt(30)), "png");
      write("bright/b/y%d.png".formatted(i), gray(150 + noise.nextInt(30)), "png");
    }

    LeakCheck mixed = leak("mixed");
    assertThat(mixed.all().skill(2)).isBetween(LeakCheck.MAX_SKILL, LeakCheck.MAX_SMALL_SKILL);
    assertThat(mixed.verdict()).isEqualTo(LeakCheck.Verdict.NO_LEAK);
    assertThat(leak("bright").verdict()).isEqualTo(LeakCheck.Verdict.LEAK);
  }

  private BufferedImage gray(int value) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, value + (i * 7 + images) % 5);
    }
    images++;
    return image;
  }

  private LeakCheck leak(String folder) {
    Dataset data = ImageFolder.read(root.resolve(folder), ImageFolder.Options.defaults());
    return Audit.of(data, Progress.silent()).leak().orElseThrow();
  }

  @Test
  void examplesAreTheImagesThatTheCuesGiveAwayMostClearly() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("sizes/cat/x%d.png".formatted(i), random(12, 12), "png");
      write("sizes/dog/y%d.png".formatted(i), random(16 + i, 12), "png");
    }

    LeakCheck leak = leak("sizes");

    assertThat(leak.examples().get("dog")).hasSize(LeakCheck.MAX_EXAMPLES);
    LeakExample first = leak.examples().get("dog").get(0);
    assertThat(first.image().className()).isEqualTo("dog");
    assertThat(first.probability()).isBetween(0.9, 1.0);
    assertThat(first.cues().get(Cue.WIDTH)).isGreaterThan(30);
  }
}

package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import org.blockwright.base.DataException;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final ImageFolder.Options DEFAULTS = ImageFolder.Options.defaults();

  @TempDir Path root;

  private Path file(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, GeneratedImages.png());
  }

  @Test
  void sortsClassesByNameAndSamplesByKey() throws IOException {
    file("dogs/b.png");
    file("dogs/a.png");
    file("cats/c.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/c.png", "dogs/a.png", "dogs/b.png");
    assertThat(data.samples()).extracting(Sample::label).containsExactly(0, 1, 1);
    Sample first = data.samples().get(0);
    assertThat(first.file().orElseThrow()).isEqualTo(root.resolve("cats/c.png"));
    assertThat(first.group()).isEqualTo("cats/c.png");
    assertThat(first.sha256())
        .isEqualTo(
            Hashing.sha256().hashBytes(Files.readAllBytes(first.file().orElseThrow())).toString());
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void ignoresHiddenFilesAndReadsNestedFolders() throws IOException {
    file("cats/c.png");
    file("cats/.DS_Store");
    file("cats/.thumbs/t.png");
    file(".git/x.png");
    file("dogs/2020/may/d.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/c.png", "dogs/2020/may/d.png");
  }

  @Test
  void recognizesImagesByContentAndSkipsOtherFiles() throws IOException {
    file("cats/c.txt");
    file("dogs/d");
    Files.writeString(root.resolve("dogs/notes.png"), "not an image");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.samples()).extracting(Sample::key).containsExactly("cats/c.txt", "dogs/d");
    assertThat(data.skipped())
        .containsExactly(
            new SkippedFile("dogs/notes.png", "it is not a JPEG, PNG, GIF or BMP file"));
    assertThat(data.warnings())
        .containsExactly(
            "1 file is skipped, for example dogs/notes.png: it is not a JPEG, PNG, GIF or BMP"
                + " file.");
  }

  @Test
  void keysAreInNormalizationFormC() throws IOException {
    file("cats/" + Normalizer.normalize("Röntgen.png", Normalizer.Form.NFD));
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.samples().get(0).key()).isEqualTo("cats/R\u00f6ntgen.png");
    assertThat(Files.exists(data.samples().get(0).file().orElseThrow())).isTrue();
  }

  @Test
  void readsUnusualFilesExceptThree() throws IOException {
    Files.createDirectories(root.resolve("odd"));
    try (var files = Files.list(SharedData.path("data/odd"))) {
      for (Path path : files.toList()) {
        Files.copy(path, root.resolve("odd").resolve(path.getFileName().toString()));
      }
    }
    file("other/o.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.count(0)).isEqualTo(13);
    assertThat(data.skipped())
        .extracting(SkippedFile::key)
        .containsExactly("odd/empty.png", "odd/text.jpg", "odd/truncated.jpg");
  }

  @Test
  void groupsByPatternAndKeepsOthersUngrouped() throws IOException {
    file("cats/p1_a.png");
    file("dogs/p1_b.png");
    file("dogs/other.png");

    Dataset data = ImageFolder.read(root, DEFAULTS.withGrouping(Grouping.byFileName("^(p\\d)_")));

    assertThat(data.samples())
        .extracting(Sample::group)
        .containsExactly("p1", "dogs/other.png", "p1");
    assertThat(data.warnings())
        .containsExactly(
            "1 of 3 images do not match the group pattern; each of them is its own group.");
  }

  @Test
  void usesLabelsOfModelAndAllowsMissingClass() throws IOException {
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, DEFAULTS.withClasses(List.of("dogs", "cats")));

    assertThat(data.samples().get(0).label()).isZero();
    assertThat(data.warnings()).containsExactly("Class \"cats\" has no images in " + root + ".");
  }

  @Test
  void rejectsClassThatModelDoesNotHave() throws IOException {
    file("dog/d.png");

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS.withClasses(List.of("cats", "dogs"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            root
                + " has a class \"dog\" that the model does not have. Did you mean \"dogs\"?"
                + " The model's classes: cats, dogs.");
  }

  @Test
  void hashDependsOnKeyClassAndContent() throws IOException {
    Path changed = file("cats/c.png");
    file("dogs/d.png");
    String first = ImageFolder.read(root, DEFAULTS).hash();

    assertThat(ImageFolder.read(root, DEFAULTS).hash()).isEqualTo(first).hasSize(64);
    Files.write(changed, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
    String second = ImageFolder.read(root, DEFAULTS).hash();
    Files.move(changed, root.resolve("cats/b.png"));
    String third = ImageFolder.read(root, DEFAULTS).hash();
    Files.move(root.resolve("cats"), root.resolve("lions"));
    String fourth = ImageFolder.read(root, DEFAULTS).hash();

    assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
  }

  @Test
  void hashNeedsNoFileAfterReading() throws IOException {
    Path image = file("cats/c.png");
    file("dogs/d.png");
    Dataset data = ImageFolder.read(root, DEFAULTS);
    String hash = data.hash();
    Files.delete(image);

    assertThat(data.hash()).isEqualTo(hash);
  }

  @Test
  void hashIsThatOfKeysClassesAndContents() throws IOException {
    file("cats/c.png");
    file("dogs/d.png");
    String content = Hashing.sha256().hashBytes(GeneratedImages.png()).toString();
    String text = "cats/c.png\ncats\n%s\ndogs/d.png\ndogs\n%s\n".formatted(content, content);

    assertThat(ImageFolder.read(root, DEFAULTS).hash())
        .isEqualTo(Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString());
  }

  @Test
  void rejectsMissingFolder() {
    Path missing = root.resolve("nowhere");

    assertThatThrownBy(() -> ImageFolder.read(missing, DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Folder "
                + missing
                + " does not exist. Give a folder with one subfolder of images per class.");
  }

  @Test
  void rejectsFile() throws IOException {
    Path file = file("a.png");

    assertThatThrownBy(() -> ImageFolder.read(file, DEFAULTS))
        .hasMessage(
            file
                + " is a file, not a folder. Give a folder with one subfolder of images per class.");
  }

  @Test
  void rejectsFolderWithoutClasses() throws IOException {
    file("a.png");

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .hasMessage(
            root
                + " has no subfolders, so it has no classes."
                + " Give a folder with one subfolder of images per class.");
  }

  @Test
  void rejectsSingleClass() throws IOException {
    file("cats/a.png");

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .hasMessage(
            root
                + " has only one class, \"cats\"; classification needs at least two."
                + " Give a folder with one subfolder of images per class.");
  }

  @Test
  void rejectsEmptyClass() throws IOException {
    file("cats/a.png");
    Files.createDirectories(root.resolve("dogs"));

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .hasMessage(
            "Class \"dogs\" of " + root + " has no images. Add images, or remove the folder.");
  }

  @Test
  void rejectsClassWithoutDecodableImageWithReason() throws IOException {
    file("cats/a.png");
    Files.createDirectories(root.resolve("dogs"));
    Files.createFile(root.resolve("dogs/d.png"));

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .hasMessage(
            "Class \"dogs\" of "
                + root
                + " has no images: 1 file is skipped, for example dogs/d.png (the file is empty)."
                + " Add images, or remove the folder.");
  }

  private static final String LOOP = "it is a link to one of its parent folders";
  private static final String BROKEN = "it is a broken link";

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void skipsBrokenLinksLoopsAndPipes() throws Exception {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("cats/broken.png"), root.resolve("nowhere.png"));
    Files.createSymbolicLink(root.resolve("cats/self.png"), root.resolve("cats/self.png"));
    Files.createSymbolicLink(root.resolve("cats/up"), root.resolve("cats"));
    Files.createSymbolicLink(root.resolve("cats/root"), root);
    Files.createSymbolicLink(root.resolve("cats/real.png"), root.resolve("cats/a.png"));
    Process pipe = new ProcessBuilder("mkfifo", root.resolve("dogs/pipe.png").toString()).start();
    assertThat(pipe.waitFor()).isZero();

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.skipped())
        .containsExactly(
            new SkippedFile("cats/broken.png", BROKEN),
            new SkippedFile("cats/root", LOOP),
            new SkippedFile("cats/self.png", BROKEN),
            new SkippedFile("cats/up", LOOP),
            new SkippedFile("dogs/pipe.png", "it is a pipe, socket or device, not a regular file"));
    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/a.png", "cats/real.png", "dogs/d.png");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void skipsClassFoldersThatAreBrokenOrCyclicLinks() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("all"), root);
    Files.createSymbolicLink(root.resolve("birds"), root.resolve("nowhere"));

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.skipped())
        .containsExactly(new SkippedFile("all", LOOP), new SkippedFile("birds", BROKEN));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void skipsUnreadableFilesAndFolders() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Path secret = file("dogs/secret.png");
    Path folder = file("cats/closed/b.png").getParent();
    Files.setPosixFilePermissions(secret, Set.of());
    Files.setPosixFilePermissions(folder, Set.of());
    // The superuser can read every file.
    assumeFalse(Files.isReadable(secret));
    try {
      assertThat(ImageFolder.read(root, DEFAULTS).skipped())
          .containsExactly(
              new SkippedFile("cats/closed", "permission denied"),
              new SkippedFile("dogs/secret.png", "permission denied"));
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void rejectsClassNamesThatDifferOnlyInNormalization() throws IOException {
    file("caf\u00e9/a.png");
    file("cafe\u0301/b.png");
    file("tea/c.png");

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s has two class folders whose names differ only in Unicode normalization:"
                + " \"cafe\\u0301\" and \"caf\\u00e9\". Rename one, or merge the two folders.",
            root)
        .satisfies(e -> assertThat(e.getMessage()).isASCII());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void skipsFileWhoseNameDiffersOnlyInNormalization() throws IOException {
    file("cats/\u00e9.png");
    file("cats/e\u0301.png");
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/\u00e9.png", "dogs/d.png");
    assertThat(data.skipped())
        .containsExactly(
            new SkippedFile(
                "cats/\u00e9.png",
                "its name differs from \"e\\u0301.png\" only in Unicode normalization"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void warnsAboutClassesThatDifferInCase() throws IOException {
    file("Cat/a.png");
    file("cat/b.png");

    Dataset data = ImageFolder.read(root, DEFAULTS);

    assertThat(data.classes()).containsExactly("Cat", "cat");
    assertThat(data.warnings())
        .containsExactly(
            "The classes \"Cat\" and \"cat\" of "
                + root
                + " differ only in upper and lower case; they are treated as two classes.");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void rejectsSameFolderUnderTwoNames() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("kittens"), root.resolve("cats"));

    assertThatThrownBy(() -> ImageFolder.read(root, DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The classes \"cats\" and \"kittens\" of "
                + root
                + " are the same folder under two names. Remove one of the links.");
  }
}

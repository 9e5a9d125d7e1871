package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
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
  private static final ImageFolder.Options PLAIN = ImageFolder.Options.defaults();

  @TempDir Path root;

  private Path file(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, GeneratedImages.png());
  }

  @Test
  void classes_are_the_sub_folders_sorted_and_samples_are_sorted_by_key() throws IOException {
    file("dogs/b.png");
    file("dogs/a.png");
    file("cats/c.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.samples())
        .containsExactly(
            new Sample(root.resolve("cats/c.png"), "cats/c.png", 0, "cats/c.png"),
            new Sample(root.resolve("dogs/a.png"), "dogs/a.png", 1, "dogs/a.png"),
            new Sample(root.resolve("dogs/b.png"), "dogs/b.png", 1, "dogs/b.png"));
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void hidden_files_and_folders_are_ignored_and_deeper_folders_are_read() throws IOException {
    file("cats/c.png");
    file("cats/.DS_Store");
    file("cats/.thumbs/t.png");
    file(".git/x.png");
    file("dogs/2020/may/d.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/c.png", "dogs/2020/may/d.png");
  }

  @Test
  void endings_decide_nothing_and_what_is_no_picture_is_listed_with_the_reason()
      throws IOException {
    file("cats/c.txt");
    file("dogs/d");
    Files.writeString(root.resolve("dogs/notes.png"), "no picture at all");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.samples()).extracting(Sample::key).containsExactly("cats/c.txt", "dogs/d");
    assertThat(data.skipped())
        .containsExactly(
            new SkippedFile(
                "dogs/notes.png", "its first bytes are not those of a JPEG, PNG, GIF or BMP"));
    assertThat(data.warnings())
        .containsExactly(
            "1 file is left out as no pictures, for instance dogs/notes.png: its first bytes are"
                + " not those of a JPEG, PNG, GIF or BMP.");
  }

  @Test
  void keys_are_composed_however_the_disk_spells_them() throws IOException {
    file("cats/" + Normalizer.normalize("Röntgen.png", Normalizer.Form.NFD));
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.samples().get(0).key()).isEqualTo("cats/R\u00f6ntgen.png");
    assertThat(Files.exists(data.samples().get(0).path())).isTrue();
  }

  @Test
  void the_odd_files_are_read_but_for_three() throws IOException {
    Files.createDirectories(root.resolve("odd"));
    try (var files = Files.list(SharedData.path("data/odd"))) {
      for (Path path : files.toList()) {
        Files.copy(path, root.resolve("odd").resolve(path.getFileName().toString()));
      }
    }
    file("other/o.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.count(0)).isEqualTo(13);
    assertThat(data.skipped())
        .extracting(SkippedFile::key)
        .containsExactly("odd/empty.png", "odd/text.jpg", "odd/truncated.jpg");
  }

  @Test
  void a_pattern_groups_by_file_name_and_others_are_groups_of_their_own() throws IOException {
    file("cats/p1_a.png");
    file("dogs/p1_b.png");
    file("dogs/other.png");

    Dataset data = ImageFolder.read(root, PLAIN.withGrouping(Grouping.byFileName("^(p\\d)_")));

    assertThat(data.samples())
        .extracting(Sample::group)
        .containsExactly("p1", "dogs/other.png", "p1");
    assertThat(data.warnings())
        .containsExactly(
            "1 of 3 pictures do not match the group pattern; each is a group of its own.");
  }

  @Test
  void with_the_classes_of_a_model_labels_are_its_and_one_class_may_be_missing()
      throws IOException {
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, PLAIN.withClasses(List.of("dogs", "cats")));

    assertThat(data.samples().get(0).label()).isZero();
    assertThat(data.warnings()).containsExactly("Class \"cats\" has no pictures in " + root + ".");
  }

  @Test
  void a_class_that_the_model_does_not_know_is_refused() throws IOException {
    file("dog/d.png");

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN.withClasses(List.of("cats", "dogs"))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            root
                + " has a class \"dog\" that the model does not know. Did you mean \"dogs\"?"
                + " The model's classes: cats, dogs.");
  }

  @Test
  void the_hash_of_a_set_changes_with_a_name_a_class_or_a_byte() throws IOException {
    Path picture = file("cats/c.png");
    file("dogs/d.png");
    String first = ImageFolder.read(root, PLAIN).hash();

    assertThat(ImageFolder.read(root, PLAIN).hash()).isEqualTo(first).hasSize(64);
    Files.write(picture, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
    String second = ImageFolder.read(root, PLAIN).hash();
    Files.move(picture, root.resolve("cats/b.png"));
    String third = ImageFolder.read(root, PLAIN).hash();
    Files.move(root.resolve("cats"), root.resolve("lions"));
    String fourth = ImageFolder.read(root, PLAIN).hash();

    assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
  }

  @Test
  void a_missing_folder_is_refused() {
    Path missing = root.resolve("nowhere");

    assertThatThrownBy(() -> ImageFolder.read(missing, PLAIN))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "There is no folder "
                + missing
                + ". Give a folder with one sub-folder of pictures a class.");
  }

  @Test
  void a_file_is_refused() throws IOException {
    Path file = file("a.png");

    assertThatThrownBy(() -> ImageFolder.read(file, PLAIN))
        .hasMessage(file + " is a file. Give a folder with one sub-folder of pictures a class.");
  }

  @Test
  void a_folder_without_classes_is_refused() throws IOException {
    file("a.png");

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .hasMessage(
            root
                + " has no sub-folders, hence no classes."
                + " Give a folder with one sub-folder of pictures a class.");
  }

  @Test
  void one_class_alone_is_refused() throws IOException {
    file("cats/a.png");

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .hasMessage(
            root
                + " has one class only, \"cats\"; telling classes apart needs at least two."
                + " Give a folder with one sub-folder of pictures a class.");
  }

  @Test
  void an_empty_class_is_named() throws IOException {
    file("cats/a.png");
    Files.createDirectories(root.resolve("dogs"));

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .hasMessage(
            "Class \"dogs\" of " + root + " has no pictures. Add some, or remove the folder.");
  }

  @Test
  void a_class_without_a_readable_picture_is_named_with_a_reason() throws IOException {
    file("cats/a.png");
    Files.createDirectories(root.resolve("dogs"));
    Files.createFile(root.resolve("dogs/d.png"));

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .hasMessage(
            "Class \"dogs\" of "
                + root
                + " has no pictures: 1 file is left out, for instance dogs/d.png (the file has no"
                + " bytes). Add some, or remove the folder.");
  }

  private static final String LOOP = "it is a link that leads back to a folder above it";
  private static final String BROKEN = "it is a link that leads nowhere";

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void brokenLinksLoopsAndPipesAreNamedAndTheRestIsRead() throws Exception {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("cats/broken.png"), root.resolve("nowhere.png"));
    Files.createSymbolicLink(root.resolve("cats/self.png"), root.resolve("cats/self.png"));
    Files.createSymbolicLink(root.resolve("cats/up"), root.resolve("cats"));
    Files.createSymbolicLink(root.resolve("cats/root"), root);
    Files.createSymbolicLink(root.resolve("cats/real.png"), root.resolve("cats/a.png"));
    Process pipe = new ProcessBuilder("mkfifo", root.resolve("dogs/pipe.png").toString()).start();
    assertThat(pipe.waitFor()).isZero();

    Dataset data = ImageFolder.read(root, PLAIN);

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
  void classesThatAreBrokenOrLeadBackAreNamed() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("all"), root);
    Files.createSymbolicLink(root.resolve("birds"), root.resolve("nowhere"));

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.classes()).containsExactly("cats", "dogs");
    assertThat(data.skipped())
        .containsExactly(new SkippedFile("all", LOOP), new SkippedFile("birds", BROKEN));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void unreadableFilesAndFoldersAreNamed() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Path secret = file("dogs/secret.png");
    Path folder = file("cats/closed/b.png").getParent();
    Files.setPosixFilePermissions(secret, Set.of());
    Files.setPosixFilePermissions(folder, Set.of());
    // The superuser may read everything.
    assumeFalse(Files.isReadable(secret));
    try {
      assertThat(ImageFolder.read(root, PLAIN).skipped())
          .containsExactly(
              new SkippedFile("cats/closed", "permission denied"),
              new SkippedFile("dogs/secret.png", "permission denied"));
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void twoClassesOfOneNameInTwoSpellingsAreRefused() throws IOException {
    file("caf\u00e9/a.png");
    file("cafe\u0301/b.png");
    file("tea/c.png");

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s has two class folders of the same name, in two Unicode spellings: \"cafe\\u0301\""
                + " and \"caf\\u00e9\". Rename one, or put their images into one folder.",
            root)
        .satisfies(e -> assertThat(e.getMessage()).isASCII());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void twoFilesOfOneNameInTwoSpellingsAreOneKeyAndOneIsNamed() throws IOException {
    file("cats/\u00e9.png");
    file("cats/e\u0301.png");
    file("dogs/d.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("cats/\u00e9.png", "dogs/d.png");
    assertThat(data.skipped())
        .containsExactly(
            new SkippedFile(
                "cats/\u00e9.png",
                "its name is that of \"e\\u0301.png\", in another Unicode spelling"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void classesThatDifferInCaseAreTwoWithAWarning() throws IOException {
    file("Cat/a.png");
    file("cat/b.png");

    Dataset data = ImageFolder.read(root, PLAIN);

    assertThat(data.classes()).containsExactly("Cat", "cat");
    assertThat(data.warnings())
        .containsExactly(
            "The classes \"Cat\" and \"cat\" of "
                + root
                + " differ only in upper and lower case; they are two classes.");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void oneFolderUnderTwoNamesIsRefused() throws IOException {
    file("cats/a.png");
    file("dogs/d.png");
    Files.createSymbolicLink(root.resolve("kittens"), root.resolve("cats"));

    assertThatThrownBy(() -> ImageFolder.read(root, PLAIN))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The classes \"cats\" and \"kittens\" of "
                + root
                + " are one folder under two names. Remove one of the links.");
  }
}

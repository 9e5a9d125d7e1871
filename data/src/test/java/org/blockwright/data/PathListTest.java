package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathListTest {
  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void writeImages() throws IOException {
    images = folder.resolve("images");
    GeneratedImages.write(images.resolve("cat"), 3, 1);
    GeneratedImages.write(images.resolve("dög"), 3, 2);
  }

  private Path list(Object... lines) throws IOException {
    return Files.write(
        folder.resolve("list.txt"), List.of(lines).stream().map(Object::toString).toList());
  }

  private static Dataset read(Path list) {
    return ImageData.read(list, ImageData.Options.defaults());
  }

  @Test
  void imagesHaveTheKeysAndClassesOfTheirFolder() throws IOException {
    Dataset expected = read(images).filter(sample -> !sample.key().endsWith("/1.png"));

    Dataset relative =
        read(
            list(
                "images/dög/2.png",
                "",
                "images/cat/0.png",
                images.resolve("dög/0.png"),
                " images/cat/../cat/2.png "));

    assertThat(relative.hash()).isEqualTo(expected.hash());
    assertThat(relative.task()).isEqualTo(Task.CLASSIFICATION);
  }

  /** Notepad and spreadsheets write a byte order mark. */
  @Test
  void byteOrderMarkIsNoPartOfThePath() throws IOException {
    Path list = list("\uFEFFimages/cat/0.png", "images/dög/0.png");

    assertThat(read(list).samples())
        .extracting(Sample::key)
        .containsExactly("cat/0.png", "dög/0.png");
  }

  /** As written by macOS; the folder has the same class in an image folder. */
  @Test
  void classesAreInNormalFormC() throws IOException {
    Path decomposed = images.resolve("do\u0308g2");
    GeneratedImages.write(decomposed, 1, 3);

    assertThat(read(list("images/cat/0.png", decomposed.resolve("0.png"))).classes())
        .containsExactly("cat", "d\u00f6g2")
        .isSubsetOf(read(images).classes());
  }

  @Test
  void rootOfTheFileSystemIsNoImage() throws IOException {
    Path list = list("images/cat/0.png", "/");

    assertThatThrownBy(() -> read(list))
        .isInstanceOf(DataException.class)
        .hasMessage(
            list + ", line 2: \"/\" is not a valid path. Write the path of one image per line.");
  }

  @Test
  void missingFileIsReportedWithItsLine() throws IOException {
    Path list = list("images/cat/0.png", "", "images/dög/9.png");

    assertThatThrownBy(() -> read(list))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(list + "")
        .hasMessageContaining("line 3")
        .hasMessageContaining("dög/9.png");
  }

  @Test
  void listWithoutLinesIsAnError() throws IOException {
    Path list = list("", " ");

    assertThatThrownBy(() -> read(list))
        .isInstanceOf(DataException.class)
        .hasMessage(
            list
                + " has no lines. Write the path of one image per line, in folders with the names"
                + " of the classes.");
  }

  @Test
  void listHasNoColumns() throws IOException {
    Path list = list("images/cat/0.png", "images/dög/0.png");

    assertThatThrownBy(
            () -> ImageData.read(list, ImageData.Options.defaults().withColumns(List.of("age"))))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(
            () -> ImageData.read(list, ImageData.Options.defaults().withTask(Task.REGRESSION)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("task regression needs a CSV file");
  }

  /** Paths of another file system have no common folder, as those of another drive of Windows. */
  @Test
  void filesOnSeveralDrivesAreRejected() throws IOException {
    Path archive = folder.resolve("drive.zip");
    try (FileSystem other = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path one = folder.toAbsolutePath();
      Path two = other.getPath("/images");

      assertThat(PathList.common(Path.of("list.txt"), one.resolve("a"), one.resolve("b")))
          .isEqualTo(one);
      assertThatThrownBy(() -> PathList.common(Path.of("list.txt"), one, two))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "list.txt lists files on several drives, which have no common folder: in "
                  + one
                  + " and "
                  + two
                  + ". List the files of one drive, or copy them to one.");
    }
  }
}

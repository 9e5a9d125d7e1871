package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir private Path folder;

  private Path image(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  @Test
  void findsImagesByContentSortedByPath() throws IOException {
    Path second = image("b.png");
    Path first = image("a");
    Path third = image("deep/er/c.txt");
    image(".hidden.png");
    image(".folder/d.png");
    Files.writeString(folder.resolve("notes.png"), "text");

    ImageFiles files = ImageFiles.in(folder);

    assertThat(files.images()).containsExactly(first, second, third);
    assertThat(files.skipped()).extracting(SkippedFile::key).containsExactly("notes.png");
  }

  @Test
  void skipsBrokenLinksAndLoops() throws IOException {
    Path image = image("a.png");
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    Files.createSymbolicLink(Files.createDirectory(folder.resolve("sub")).resolve("loop"), folder);

    ImageFiles files = ImageFiles.in(folder);

    assertThat(files.images()).containsExactly(image);
    assertThat(files.skipped())
        .containsExactly(
            new SkippedFile("dangling", DataProblems.brokenLink()),
            new SkippedFile("sub/loop", DataProblems.linkLoop()));
  }

  @Test
  void folderWithoutImagesIsEmpty() {
    assertThat(ImageFiles.in(folder)).isEqualTo(new ImageFiles(List.of(), List.of()));
  }

  @Test
  void rejectsMissingFolderAndFile() throws IOException {
    Path file = image("a.png");

    assertThatThrownBy(() -> ImageFiles.in(folder.resolve("none")))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> ImageFiles.in(file)).isInstanceOf(DataException.class);
  }
}

package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void replacesFileAndCreatesFolders() throws IOException {
    Path file = folder.resolve("new/a.txt");

    AtomicFiles.write(file, "one");
    AtomicFiles.write(file, "two");

    assertThat(file).hasContent("two");
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  @Test
  void failedWriteKeepsOldFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "one");

    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    temporary -> {
                      Files.writeString(temporary, "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "Cannot write "
                + file
                + ": No space left on device. Free disk space, or choose another path.");
    assertThat(file).hasContent("one");
    assertThat(Files.list(folder)).containsExactly(file);
  }

  @Test
  void doesNotTouchOtherHiddenFiles() throws IOException {
    Path other = Files.writeString(folder.resolve(".a.txt.tmp"), "other");

    AtomicFiles.write(folder.resolve("a.txt"), "one");

    assertThat(other).hasContent("other");
  }

  @Test
  void replacesFileThatLinkPointsTo() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);

    AtomicFiles.write(link, "two");

    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("two");
  }

  @Test
  void doesNotReplaceFolder() throws IOException {
    Path existing = Files.createDirectory(folder.resolve("a.txt"));

    assertThatThrownBy(() -> AtomicFiles.write(existing, "one"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("it exists and is not a regular file");
    assertThat(existing).isEmptyDirectory();
  }
}

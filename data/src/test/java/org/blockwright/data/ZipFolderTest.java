package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.audit.Audit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipFolderTest {
  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void writeImages() throws IOException {
    images = folder.resolve("images");
    GeneratedImages.write(images.resolve("cat"), 3, 1);
    GeneratedImages.write(images.resolve("dög"), 3, 2);
    Files.writeString(images.resolve("cat/text.png"), "no image");
  }

  private Path zip(String prefix, String... more) throws IOException {
    Path zip = folder.resolve("images.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        archive.putNextEntry(new ZipEntry(prefix + images.relativize(file)));
        archive.write(Files.readAllBytes(file));
      }
      for (String entry : more) {
        archive.putNextEntry(new ZipEntry(entry));
        archive.write(1);
      }
    }
    return zip;
  }

  private static Dataset read(Path path) {
    return ImageData.read(path, ImageData.Options.defaults());
  }

  @Test
  void archiveHasTheSameImagesAsItsFolder() throws IOException {
    Dataset expected = read(images);

    for (String prefix : List.of("", "top folder/")) {
      Path zip = zip(prefix, "__MACOSX/cat/._1.png", ".hidden/a.png");
      Dataset data = read(zip);

      assertThat(data.hash()).isEqualTo(expected.hash());
      assertThat(data.root()).contains(zip);
      assertThat(data.classes()).containsExactly("cat", "dög");
      assertThat(data.skipped()).isEqualTo(expected.skipped());
      assertThat(Audit.of(data, Progress.silent()).examined()).isEqualTo(6);
    }
  }

  @Test
  void archiveWithoutClassesIsAnErrorWithItsName() throws IOException {
    Path zip = folder.resolve("empty.zip");
    try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip))) {
      archive.putNextEntry(new ZipEntry("readme.txt"));
    }

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(zip + ": ");
  }

  @Test
  void damagedArchiveIsAnError() throws IOException {
    Path zip = Files.writeString(folder.resolve("text.zip"), "no archive");

    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(zip + " is not a zip archive that can be read (")
        .hasMessageEndingWith("Give a folder, a complete zip archive or a CSV file.");
  }
}

package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.decode.Decoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The archives in the resources were written by GNU tar 1.34 in its formats {@code gnu}, {@code
 * pax} and {@code ustar}, {@code outside} by Python's tarfile.
 */
class TarFolderTest {
  private static final String LONG = "dög/" + "n".repeat(60) + "/" + "m".repeat(70) + ".png";

  @TempDir private Path folder;

  private Path compressed(String name) throws IOException {
    Path tar = folder.resolve(name + ".tar.gz");
    try (InputStream in = TarFolderTest.class.getResourceAsStream("tar/" + name + ".tar.gz")) {
      Files.copy(in, tar);
    }
    return tar;
  }

  private Path plain(String name) throws IOException {
    Path tar = folder.resolve(name + ".tar");
    try (InputStream in =
        new GZIPInputStream(TarFolderTest.class.getResourceAsStream("tar/" + name + ".tar.gz"))) {
      Files.copy(in, tar);
    }
    return tar;
  }

  private static Dataset read(Path path) {
    return ImageData.read(path, ImageData.Options.defaults());
  }

  private static List<String> keys(Dataset data) {
    return data.samples().stream().map(Sample::key).toList();
  }

  private static List<Integer> widths(Dataset data) {
    return data.samples().stream()
        .map(sample -> Decoder.decode(sample.image(), image -> image).width())
        .toList();
  }

  /** The width of each image tells which one it is. */
  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax", "ustar"})
  void archiveOfEachFormatHasTheFilesOfItsFolder(String format) throws IOException {
    for (Path tar : List.of(plain(format), compressed(format))) {
      Dataset data = read(tar);

      assertThat(data.root()).contains(tar);
      assertThat(data.classes()).containsExactly("cat", "dög");
      assertThat(keys(data)).containsExactly("cat/1.png", "cat/2.png", "dög/a.png", LONG);
      assertThat(widths(data)).containsExactly(5, 6, 7, 8);
      assertThat(data.skipped())
          .extracting(SkippedFile::key)
          .contains("cat/link.png", "cat/text.png", "cat/zz-hard.png", "cat/hole.png");
      assertThat(Audit.of(data, Progress.silent()).examined()).isEqualTo(4);
    }
  }

  @Test
  void onlyFolderAtTheTopIsLeftOut() throws IOException {
    assertThat(keys(read(compressed("top-folder"))))
        .containsExactly("cat/1.png", "cat/2.png", "dög/a.png", LONG);
  }

  @Test
  void filesOutsideOfTheArchiveAreSkipped() throws IOException {
    Dataset data = read(plain("outside"));

    assertThat(keys(data)).containsExactly("cat/1.png", "dog/a.png");
    assertThat(data.skipped())
        .extracting(SkippedFile::key)
        .containsExactly("../../cat/out.png", "/etc/cat/abs.png", "cat/../dog/up.png");
    assertThat(data.skipped())
        .extracting(SkippedFile::reason)
        .containsOnly("its path leads out of the archive");
  }

  @Test
  void lastFileOfANameCounts() throws IOException {
    assertThat(widths(read(plain("outside")))).containsExactly(6, 7);
  }

  @Test
  void everyCutIsReportedWithTheFile() throws IOException {
    byte[] content = Files.readAllBytes(plain("top-folder"));
    Path cut = folder.resolve("cut.tar");
    // Without the blocks of zeros at the end, which programs may omit.
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    for (int length = 1; length < end / 512 * 512; length += 301) {
      Files.write(cut, Arrays.copyOf(content, length));
      assertThatThrownBy(() -> read(cut))
          .as("%s bytes", length)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(cut + "");
    }
  }

  @Test
  void damagedHeaderIsAnError() throws IOException {
    byte[] content = Files.readAllBytes(plain("top-folder"));
    content[3]++;
    Path tar = Files.write(folder.resolve("damaged.tar"), content);

    assertThatThrownBy(() -> read(tar))
        .isInstanceOf(DataException.class)
        .hasMessage(
            tar
                + " is not a tar archive that can be read: it has no header of an archive."
                + " Give a folder, a complete tar archive, a zip archive or a CSV file.");
  }

  /** A line of 4 bytes ends with the equals sign, without a value and a line feed. */
  @Test
  void damagedAttributesAreAnError() throws IOException {
    byte[] content = Files.readAllBytes(plain("pax"));
    int header = 0;
    while (content[header + 156] != 'x') {
      header += 512;
    }
    byte[] line = "4 a=".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(line, 0, content, header + 512, line.length);
    Path tar = Files.write(folder.resolve("attributes.tar"), content);

    assertThatThrownBy(() -> read(tar))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            tar + " is not a tar archive that can be read: a header in it is damaged.");
  }

  /** Each trial of a study reads its images again. */
  @Test
  void archiveIsDecompressedOnce() throws IOException {
    Path tar = compressed("gnu");

    Path first = TarFolder.decompressed(tar);

    assertThat(TarFolder.decompressed(tar)).isEqualTo(first);
    Files.copy(compressed("top-folder"), tar, StandardCopyOption.REPLACE_EXISTING);
    assertThat(TarFolder.decompressed(tar)).isNotEqualTo(first);
    assertThat(TarFolder.decompressed(tar)).hasSameBinaryContentAs(plain("top-folder"));
  }

  @Test
  void cutArchiveLeavesNoTemporaryFile() throws IOException {
    byte[] content = Files.readAllBytes(compressed("gnu"));
    Path cut = Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(content, content.length / 2));
    Path copy = Files.createFile(folder.resolve("copy.tar"));

    assertThatThrownBy(() -> TarFolder.decompress(cut, copy)).isInstanceOf(DataException.class);

    assertThat(copy).doesNotExist();
  }

  @Test
  void otherFilesAndCutCompressionAreErrors() throws IOException {
    Path text = Files.writeString(folder.resolve("text.tar"), "no archive");
    byte[] content = Files.readAllBytes(compressed("gnu"));
    Path cut = Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(content, content.length / 2));

    assertThatThrownBy(() -> read(text))
        .hasMessageStartingWith(text + " is not a tar archive that can be read: it has no header");
    assertThatThrownBy(() -> read(cut))
        .hasMessageStartingWith(cut + " is not a tar archive that can be read: it is cut off");
  }
}

package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedZipTest {
  /** Content with a known CRC-32 (ISO-HDLC): the check value in catalogs of checksums. */
  private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

  private static final String CHECK = "cbf43926";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry stored = new ZipEntry("stored");
      stored.setMethod(ZipEntry.STORED);
      stored.setSize(DIGITS.length);
      CRC32 crc = new CRC32();
      crc.update(DIGITS);
      stored.setCrc(crc.getValue());
      zip.putNextEntry(stored);
      zip.write(DIGITS);
      zip.putNextEntry(new ZipEntry("packed"));
      zip.write("word ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void readsIntactEntries() throws IOException {
    CheckedZip.verify(file);

    try (CheckedZip zip = CheckedZip.open(file)) {
      assertThat(zip.names()).containsExactly("stored", "packed");
      assertThat(zip.contains("stored")).isTrue();
      assertThat(zip.contains("other")).isFalse();
      assertThat(zip.size("packed")).isEqualTo(5000);
      assertThat(zip.crc("stored")).isEqualTo(Long.parseLong(CHECK, 16));
      assertThat(zip.text("stored")).isEqualTo("123456789");
      assertThat(zip.text("packed")).isEqualTo("word ".repeat(1000));
      zip.verify();
    }
  }

  @Test
  void detectsChangedByteOfStoredEntry() throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[indexOf(content, DIGITS)] = 'x';
    Files.write(file, content);

    assertThatThrownBy(() -> CheckedZip.verify(file))
        .isInstanceOf(ZipException.class)
        .hasMessageStartingWith("its entry \"stored\" is damaged: CRC-32 ")
        .hasMessageEndingWith(", expected " + CHECK);
  }

  @Test
  void detectsDamageAfterBytesRead() throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[indexOf(content, DIGITS) + 8] = 'x';
    Files.write(file, content);

    try (CheckedZip zip = CheckedZip.open(file)) {
      InputStream in = zip.open("stored");
      assertThat(in.read()).isEqualTo('1');
      assertThatThrownBy(in::close)
          .isInstanceOf(ZipException.class)
          .hasMessageContaining("\"stored\"");
    }
  }

  @Test
  void detectsEveryChangedByteOfCompressedEntry() throws IOException {
    byte[] intact = Files.readAllBytes(file);
    // The local header has 30 bytes and the name; the data descriptor follows the content.
    int start = indexOf(intact, "packed".getBytes(StandardCharsets.US_ASCII)) + 6;
    int end = indexOf(intact, new byte[] {'P', 'K', 7, 8});
    assertThat(end).isGreaterThan(start);
    for (int i = start; i < end; i++) {
      byte[] content = intact.clone();
      content[i] ^= 0x10;
      Files.write(file, content);

      // The changed bit of the last byte may be padding, which does not change the content.
      if (i < end - 1) {
        assertThatThrownBy(() -> CheckedZip.verify(file))
            .as("byte " + i)
            .isInstanceOf(ZipException.class)
            .hasMessageStartingWith("its entry \"packed\" is damaged: ");
      }
    }
  }

  @Test
  void detectsTruncatedFile() throws IOException {
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length / 2));

    assertThatThrownBy(() -> CheckedZip.open(file))
        .isInstanceOf(ZipException.class)
        .hasMessageStartingWith("it is not a valid zip file (");
  }

  @Test
  void detectsWrongSize() throws IOException {
    byte[] content = Files.readAllBytes(file);
    // Byte 24 of a directory entry is the uncompressed size.
    int directory = indexOf(content, new byte[] {'P', 'K', 1, 2});
    int second = directory + 46 + "stored".length();
    content[second + 24]++;
    Files.write(file, content);
    assertThatThrownBy(() -> CheckedZip.verify(file))
        .hasMessage("its entry \"packed\" is damaged: 5000 bytes, expected 5001");

    content[second + 24] -= 2;
    Files.write(file, content);
    assertThatThrownBy(() -> CheckedZip.verify(file))
        .hasMessage("its entry \"packed\" is damaged: it has more than the expected 4999 bytes");
  }

  @Test
  void rejectsDuplicateEntry() throws IOException {
    byte[] content = Files.readAllBytes(file);
    int directory = indexOf(content, new byte[] {'P', 'K', 1, 2});
    byte[] name = "stored".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, content, directory + 46 + 6 + 46, 6);
    Files.write(file, content);

    assertThatThrownBy(() -> CheckedZip.open(file)).hasMessage("it has two entries \"stored\"");
  }

  @Test
  void rejectsMissingEntryAndMissingFile() throws IOException {
    try (CheckedZip zip = CheckedZip.open(file)) {
      assertThatThrownBy(() -> zip.text("config.json"))
          .hasMessage("it has no entry \"config.json\"");
    }
    assertThatThrownBy(() -> CheckedZip.open(folder.resolve("none.zip")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void rejectsTextThatIsNotUtf8() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a"));
      zip.write(new byte[] {'c', 'a', (byte) 0xE9});
    }

    try (CheckedZip zip = CheckedZip.open(file)) {
      assertThatThrownBy(() -> zip.text("a")).hasMessage("its entry \"a\" is not valid UTF-8 text");
    }
  }

  @Test
  void textTooLargeMessage() {
    assertThat(ZipProblems.tooLarge("a", 5, 4))
        .isEqualTo("its entry \"a\" has 5 bytes; at most 4 bytes can be read as text");
  }

  private static int indexOf(byte[] content, byte[] part) {
    for (int i = 0; i + part.length <= content.length; i++) {
      if (Arrays.equals(content, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("bytes not found");
  }
}

package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.blockwright.base.DataException;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it decodes or is refused in one line. */
class DamagedFilesTest {
  @TempDir Path folder;

  private static byte[] readUnusualFile(String name) throws IOException {
    return Files.readAllBytes(SharedData.path("data/odd").resolve(name));
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("a"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UPPERCASE.JPG", "progressive.jpg", "cmyk.jpg", "png-inside.jpg", "bitmap.bmp"})
  void cut_off_anywhere_it_is_refused(String name) throws IOException {
    byte[] whole = readUnusualFile(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 100; i++) {
      Path file = write(Arrays.copyOf(whole, random.nextInt(whole.length)));

      assertThat(Decoder.findProblem(file)).isPresent();
      assertThatThrownBy(() -> Decoder.decode(file)).isInstanceOf(DataException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPPERCASE.JPG",
        "cmyk.jpg",
        "exif-rotated.jpg",
        "gray16.png",
        "palette-alpha.png",
        "bitmap.bmp",
        "animation.gif"
      })
  void with_bytes_changed_it_decodes_or_is_refused(String name) throws IOException {
    byte[] whole = readUnusualFile(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 150; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k < 3; k++) {
        // Half of the changes go into the header, where they do most harm.
        int place = random.nextBoolean() ? random.nextInt(200) : random.nextInt(whole.length);
        changed[place] = (byte) random.nextInt(256);
      }
      Decoder.Result outcome = Decoder.tryDecode(write(changed));

      assertThat(outcome).isInstanceOfAny(Decoder.Decoded.class, Decoder.Undecodable.class);
    }
  }

  @Test
  void a_wrong_checksum_is_refused() throws IOException {
    byte[] png = readUnusualFile("gray16.png");
    png[60_000] ^= 1;

    assertThat(Decoder.findProblem(write(png)).orElseThrow())
        .startsWith("the PNG is damaged: a checksum is wrong near byte ");
  }

  @Test
  void bytes_after_the_end_of_a_JPEG_do_no_harm() throws IOException {
    byte[] jpeg = readUnusualFile("UPPERCASE.JPG");

    assertThat(Decoder.findProblem(write(Arrays.copyOf(jpeg, jpeg.length + 1000)))).isEmpty();
  }

  @Test
  void a_picture_too_large_is_refused_by_its_header() throws IOException {
    byte[] many = new PngBuilder(20_000, 5_001, 8, PngFile.GRAY).rows(new int[] {1}).build();
    byte[] wide = new PngBuilder(65_501, 1, 8, PngFile.GRAY).rows(new int[] {1}).build();

    assertThat(Decoder.findProblem(write(many)))
        .hasValue(
            "it is 20000 wide and 5001 high; at most 100000000 pixels and sides of 65500 are read");
    assertThat(Decoder.findProblem(write(wide)).orElseThrow()).startsWith("it is 65501 wide");
  }

  @Test
  void other_kinds_of_file_are_named() throws IOException {
    byte[] dicom = new byte[200];
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, dicom, 128, 4);

    assertThat(Decoder.findProblem(write(dicom)))
        .hasValue("DICOM (DICM) is not read; convert it to PNG or JPEG");
    assertThat(Decoder.findProblem(write("RIFF1234WEBPVP8 ".getBytes("US-ASCII"))))
        .hasValue("WebP is not read; convert it to PNG or JPEG");
  }

  /** First bytes as the formats' own specifications have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "49492a0008000000 | TIFF",
        "4d4d002a00000008 | TIFF",
        "49492b0008000000 | BigTIFF",
        "00000020667479706176696600000000617669666d6966316d696166 | AVIF",
        "0000001c667479706d6966310000000061766966 | AVIF",
        "00000018667479706865696300000000686569636d696631 | HEIC",
        "00000018667479706d69663100000000686569636d696631 | HEIC",
        "0000000c6a5020200d0a870a00000014667479706a703220 | JPEG 2000",
        "ff4fff51002f0000 | JPEG 2000",
        "0000000c4a584c200d0a870a | JPEG XL",
        "ff0a7a3c | JPEG XL",
        "0000010001001010000001002000680400001600000000 | ICO",
        "00000200010020200000000000003010000016000000 | CUR",
        "38425053000100000000 | PSD",
        "255044462d312e37 | PDF",
        "3c3f786d6c2076657273696f6e3d22312e30223f3e3c737667 | SVG",
        "3c73766720786d6c6e73 | SVG",
        "762f310102000000 | OpenEXR",
        "716f6966000000 | QOI",
        "50360a3220320a323535 | PNM",
        "67696d7020786366 | XCF (GIMP)",
      })
  void formatsThatAreNotReadAreNamed(String hex, String name) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex);

    assertThat(Decoder.findProblem(write(Arrays.copyOf(head, head.length + 40))))
        .hasValue(name + " is not read; convert it to PNG or JPEG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "000000186674797069736f6d | it is an MP4 or QuickTime video, not an image",
        "524946460000000041564920 | it is an AVI video, not an image",
        "1a45dfa3 | it is a Matroska or WebM video, not an image",
        "504b0304 | it is a zip archive, not an image",
        "894844460d0a1a0a | it is an HDF5 file, not an image",
        "3c21444f43545950452068746d6c3e | it is an HTML page, not an image",
        "0000010000000000 | its first bytes are not those of a JPEG, PNG, GIF or BMP",
        "00000000000000000000 | its first bytes are not those of a JPEG, PNG, GIF or BMP",
      })
  void otherFilesAreNoImages(String hex, String reason) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex);

    assertThat(Decoder.findProblem(write(Arrays.copyOf(head, head.length + 40)))).hasValue(reason);
  }

  @Test
  void largeFilesAreNotReadIntoMemory() throws IOException {
    Path film = folder.resolve("film.mp4");
    try (RandomAccessFile file = new RandomAccessFile(film.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertThat(Decoder.findProblem(film))
        .hasValue("its first bytes are not those of a JPEG, PNG, GIF or BMP");
    Files.delete(film);

    Path jpeg = folder.resolve("large.jpg");
    try (RandomAccessFile file = new RandomAccessFile(jpeg.toFile(), "rw")) {
      file.write(readUnusualFile("UPPERCASE.JPG"));
      file.setLength(3L << 30);
    }
    assertThat(Decoder.findProblem(jpeg))
        .hasValue("it has 3221225472 bytes; at most 1073741824 bytes of an image are read");
    assertThat(Decoder.tryDecode(jpeg)).isInstanceOf(Decoder.Undecodable.class);
  }

  @Test
  void runningOutOfMemoryIsTheReasonOfOneFile() throws IOException {
    Path file = write(readUnusualFile("one-pixel.png"));

    Decoder.Result outcome =
        Decoder.tryDecode(
            file,
            picture -> {
              throw new OutOfMemoryError("Java heap space");
            });

    assertThat(outcome)
        .isEqualTo(
            new Decoder.Undecodable(
                "there is not enough memory to decode it; give more with --memory"));
    assertThatThrownBy(
            () ->
                Decoder.decode(
                    file,
                    picture -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + " cannot be read as a picture: there is not enough memory to decode it; give more"
                + " with --memory.");
  }

  @Test
  void memoryThatIsShortOnceIsTriedAgain() throws IOException {
    AtomicInteger calls = new AtomicInteger();

    Decoder.Result outcome =
        Decoder.tryDecode(
            write(readUnusualFile("one-pixel.png")),
            picture -> {
              if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("another thread's file was large");
              }
              return picture;
            });

    assertThat(outcome).isInstanceOf(Decoder.Decoded.class);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void pipesDevicesAndFoldersDoNotBlock() throws Exception {
    Path pipe = folder.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(Decoder.findProblem(pipe))
        .hasValue("it is a pipe, socket or device, not a regular file");
    assertThat(Decoder.findProblem(Path.of("/dev/zero")))
        .hasValue("it is a pipe, socket or device, not a regular file");
    assertThat(Decoder.findProblem(folder)).hasValue("it is a folder");
    Path loop = folder.resolve("loop.png");
    Files.createSymbolicLink(loop, loop);
    assertThat(Decoder.findProblem(loop)).hasValue("its links lead in a circle");
  }

  @Test
  void gifWithoutScreenSizeShowsItsFrame() throws IOException {
    byte[] gif = readUnusualFile("animation.gif");
    float[] expected = Decoder.decode(write(gif)).samples();
    Arrays.fill(gif, 6, 10, (byte) 0);

    Image picture = Decoder.decode(write(gif));

    assertThat(picture.width()).isEqualTo(160);
    assertThat(picture.height()).isEqualTo(120);
    assertThat(picture.samples()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"animation.gif", "gray16.png", "palette-alpha.png"})
  void zerosInPlaceOfTheEndAreFound(String name) throws IOException {
    byte[] sound = readUnusualFile(name);
    // Of the animation the first frame is read, which takes a third of the file.
    for (int from = 900; from < (name.endsWith("gif") ? 4000 : sound.length - 1); from += 397) {
      byte[] file = sound.clone();
      Arrays.fill(file, from, file.length, (byte) 0);

      assertThat(Decoder.tryDecode(write(file)))
          .as("%s from %s", name, from)
          .isInstanceOf(Decoder.Undecodable.class);
    }
  }

  @Test
  void wrongChecksumOfPixelsIsFound() throws IOException {
    byte[] png =
        new PngBuilder(3, 2, 8, PngFile.GRAY)
            .rows(new int[] {1, 2, 3}, new int[] {4, 5, 6})
            .build();
    // The last four bytes of IDAT are the Adler-32; its chunk's CRC is made right again.
    int end = png.length - 12 - 4;
    png[end - 1] ^= 1;
    int start = new String(png, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("IDAT");
    CRC32 sum = new CRC32();
    sum.update(png, start, end - start);
    for (int i = 0; i < 4; i++) {
      png[end + i] = (byte) (sum.getValue() >> 24 - 8 * i);
    }

    assertThat(Decoder.tryDecode(write(png)))
        .isEqualTo(new Decoder.Undecodable("the PNG is damaged: its pixels do not decode"));
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Path missing = folder.resolve("nothing.png");

    assertThatThrownBy(() -> Decoder.decode(missing))
        .isInstanceOf(DataException.class)
        .hasMessage(
            missing
                + " cannot be read as a picture: no such file."
                + " Copy it again from its source, or remove it.");
  }
}

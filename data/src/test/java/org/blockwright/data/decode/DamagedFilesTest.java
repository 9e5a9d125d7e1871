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

/** Every file is decoded or rejected with a reason, whatever it contains. */
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
  void rejectsTruncatedFiles(String name) throws IOException {
    byte[] complete = readUnusualFile(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 100; i++) {
      Path file = write(Arrays.copyOf(complete, random.nextInt(complete.length)));

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
  void decodesOrRejectsChangedFiles(String name) throws IOException {
    byte[] complete = readUnusualFile(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 150; i++) {
      byte[] changed = complete.clone();
      for (int k = 0; k < 3; k++) {
        // Half of the changes are in the header, where they have the largest effect.
        int offset = random.nextBoolean() ? random.nextInt(200) : random.nextInt(complete.length);
        changed[offset] = (byte) random.nextInt(256);
      }
      Decoder.Result result = Decoder.tryDecode(write(changed));

      assertThat(result).isInstanceOfAny(Decoder.Decoded.class, Decoder.Undecodable.class);
    }
  }

  @Test
  void rejectsWrongChecksum() throws IOException {
    byte[] png = readUnusualFile("gray16.png");
    png[60_000] ^= 1;

    assertThat(Decoder.findProblem(write(png)).orElseThrow())
        .startsWith("the PNG is damaged: a checksum is wrong near byte ");
  }

  @Test
  void ignoresBytesAfterEndOfJpeg() throws IOException {
    byte[] jpeg = readUnusualFile("UPPERCASE.JPG");

    assertThat(Decoder.findProblem(write(Arrays.copyOf(jpeg, jpeg.length + 1000)))).isEmpty();
  }

  @Test
  void rejectsTooLargeImageByHeader() throws IOException {
    byte[] manyPixels = new PngBuilder(20_000, 5_001, 8, PngFile.GRAY).rows(new int[] {1}).build();
    byte[] wide = new PngBuilder(65_501, 1, 8, PngFile.GRAY).rows(new int[] {1}).build();

    assertThat(Decoder.findProblem(write(manyPixels)))
        .hasValue("it has 20000 x 5001 pixels; the limit is 100000000 pixels and 65500 per side");
    assertThat(Decoder.findProblem(write(wide)).orElseThrow())
        .startsWith("it has 65501 x 1 pixels");
  }

  @Test
  void namesUnsupportedFormats() throws IOException {
    byte[] dicom = new byte[200];
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, dicom, 128, 4);

    assertThat(Decoder.findProblem(write(dicom)))
        .hasValue("DICOM (DICM) is not supported; convert it to PNG or JPEG");
    assertThat(Decoder.findProblem(write("RIFF1234WEBPVP8 ".getBytes("US-ASCII"))))
        .hasValue("WebP is not supported; convert it to PNG or JPEG");
  }

  /** The first bytes of files according to the specifications of the formats. */
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
  void namesUnsupportedImageFormats(String hex, String name) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex);

    assertThat(Decoder.findProblem(write(Arrays.copyOf(head, head.length + 40))))
        .hasValue(name + " is not supported; convert it to PNG or JPEG");
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
        "0000010000000000 | it is not a JPEG, PNG, GIF or BMP file",
        "00000000000000000000 | it is not a JPEG, PNG, GIF or BMP file",
      })
  void namesOtherFileTypes(String hex, String reason) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex);

    assertThat(Decoder.findProblem(write(Arrays.copyOf(head, head.length + 40)))).hasValue(reason);
  }

  @Test
  void doesNotReadLargeFilesIntoMemory() throws IOException {
    Path film = folder.resolve("film.mp4");
    try (RandomAccessFile file = new RandomAccessFile(film.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    assertThat(Decoder.findProblem(film)).hasValue("it is not a JPEG, PNG, GIF or BMP file");
    Files.delete(film);

    Path jpeg = folder.resolve("large.jpg");
    try (RandomAccessFile file = new RandomAccessFile(jpeg.toFile(), "rw")) {
      file.write(readUnusualFile("UPPERCASE.JPG"));
      file.setLength(3L << 30);
    }
    assertThat(Decoder.findProblem(jpeg))
        .hasValue("it has 3221225472 bytes; the limit is 1073741824 bytes");
    assertThat(Decoder.tryDecode(jpeg)).isInstanceOf(Decoder.Undecodable.class);
  }

  @Test
  void reportsOutOfMemoryForOneFile() throws IOException {
    Path file = write(readUnusualFile("one-pixel.png"));

    Decoder.Result result =
        Decoder.tryDecode(
            ImageSource.of(file),
            image -> {
              throw new OutOfMemoryError("Java heap space");
            });

    assertThat(result)
        .isEqualTo(
            new Decoder.Undecodable(
                "there is not enough memory to decode it; give more with --memory"));
    assertThatThrownBy(
            () ->
                Decoder.decode(
                    ImageSource.of(file),
                    image -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + " cannot be decoded: there is not enough memory to decode it; give more"
                + " with --memory.");
  }

  @Test
  void retriesOnceAfterOutOfMemory() throws IOException {
    AtomicInteger calls = new AtomicInteger();

    Decoder.Result result =
        Decoder.tryDecode(
            ImageSource.of(write(readUnusualFile("one-pixel.png"))),
            image -> {
              if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("another thread's file was large");
              }
              return image;
            });

    assertThat(result).isInstanceOf(Decoder.Decoded.class);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void rejectsPipesDevicesAndFoldersWithoutBlocking() throws Exception {
    Path pipe = folder.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(Decoder.findProblem(pipe))
        .hasValue("it is a pipe, socket or device, not a regular file");
    assertThat(Decoder.findProblem(Path.of("/dev/zero")))
        .hasValue("it is a pipe, socket or device, not a regular file");
    assertThat(Decoder.findProblem(folder)).hasValue("it is a folder");
    Path loop = folder.resolve("loop.png");
    Files.createSymbolicLink(loop, loop);
    assertThat(Decoder.findProblem(loop)).hasValue("its links form a loop");
  }

  @Test
  void gifWithoutScreenSizeHasSizeOfFrame() throws IOException {
    byte[] gif = readUnusualFile("animation.gif");
    float[] expected = Decoder.decode(write(gif)).samples();
    Arrays.fill(gif, 6, 10, (byte) 0);

    Image image = Decoder.decode(write(gif));

    assertThat(image.width()).isEqualTo(160);
    assertThat(image.height()).isEqualTo(120);
    assertThat(image.samples()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"animation.gif", "gray16.png", "palette-alpha.png"})
  void detectsZerosInPlaceOfEnd(String name) throws IOException {
    byte[] valid = readUnusualFile(name);
    // Only the first frame of the animation is decoded, a third of the file.
    for (int from = 900; from < (name.endsWith("gif") ? 4000 : valid.length - 1); from += 397) {
      byte[] file = valid.clone();
      Arrays.fill(file, from, file.length, (byte) 0);

      assertThat(Decoder.tryDecode(write(file)))
          .as("%s from %s", name, from)
          .isInstanceOf(Decoder.Undecodable.class);
    }
  }

  @Test
  void detectsWrongChecksumOfPixels() throws IOException {
    byte[] png =
        new PngBuilder(3, 2, 8, PngFile.GRAY)
            .rows(new int[] {1, 2, 3}, new int[] {4, 5, 6})
            .build();
    // The last four bytes of IDAT are the Adler-32; the CRC of the chunk is corrected.
    int end = png.length - 12 - 4;
    png[end - 1] ^= 1;
    int start = new String(png, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("IDAT");
    CRC32 sum = new CRC32();
    sum.update(png, start, end - start);
    for (int i = 0; i < 4; i++) {
      png[end + i] = (byte) (sum.getValue() >> 24 - 8 * i);
    }

    assertThat(Decoder.tryDecode(write(png)))
        .isEqualTo(new Decoder.Undecodable("the PNG is damaged: its pixels cannot be decoded"));
  }

  @Test
  void rejectsMissingFile() {
    Path missing = folder.resolve("nothing.png");

    assertThatThrownBy(() -> Decoder.decode(missing))
        .isInstanceOf(DataException.class)
        .hasMessage(
            missing
                + " cannot be decoded: no such file."
                + " Copy it again from its source, or remove it.");
  }
}

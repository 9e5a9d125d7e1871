package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.blockwright.base.DataException;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it decodes or is refused in one line. */
class DamagedFilesTest {
  @TempDir Path folder;

  private static byte[] odd(String name) throws IOException {
    return Files.readAllBytes(SharedData.path("data/odd").resolve(name));
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("a"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UPPERCASE.JPG", "progressive.jpg", "cmyk.jpg", "png-inside.jpg", "bitmap.bmp"})
  void cut_off_anywhere_it_is_refused(String name) throws IOException {
    byte[] whole = odd(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 100; i++) {
      Path file = write(Arrays.copyOf(whole, random.nextInt(whole.length)));

      assertThat(Decoder.problem(file)).isPresent();
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
    byte[] whole = odd(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 150; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k < 3; k++) {
        // Half of the changes go into the header, where they do most harm.
        int place = random.nextBoolean() ? random.nextInt(200) : random.nextInt(whole.length);
        changed[place] = (byte) random.nextInt(256);
      }
      Decoder.Outcome outcome = Decoder.attempt(write(changed));

      assertThat(outcome).isInstanceOfAny(Decoder.Decoded.class, Decoder.Undecodable.class);
    }
  }

  @Test
  void a_wrong_checksum_is_refused() throws IOException {
    byte[] png = odd("gray16.png");
    png[60_000] ^= 1;

    assertThat(Decoder.problem(write(png)).orElseThrow())
        .startsWith("the PNG is damaged: a checksum is wrong near byte ");
  }

  @Test
  void bytes_after_the_end_of_a_JPEG_do_no_harm() throws IOException {
    byte[] jpeg = odd("UPPERCASE.JPG");

    assertThat(Decoder.problem(write(Arrays.copyOf(jpeg, jpeg.length + 1000)))).isEmpty();
  }

  @Test
  void a_picture_too_large_is_refused_by_its_header() throws IOException {
    byte[] many = new MadePng(20_000, 5_001, 8, PngFile.GRAY).rows(new int[] {1}).bytes();
    byte[] wide = new MadePng(65_501, 1, 8, PngFile.GRAY).rows(new int[] {1}).bytes();

    assertThat(Decoder.problem(write(many)))
        .hasValue(
            "it is 20000 wide and 5001 high; at most 100000000 pixels and sides of 65500 are read");
    assertThat(Decoder.problem(write(wide)).orElseThrow()).startsWith("it is 65501 wide");
  }

  @Test
  void other_kinds_of_file_are_named() throws IOException {
    byte[] dicom = new byte[200];
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, dicom, 128, 4);

    assertThat(Decoder.problem(write(dicom)))
        .hasValue("it is a DICOM (DICM) file; JPEG, PNG, GIF and BMP are read");
    assertThat(Decoder.problem(write("RIFF1234WEBPVP8 ".getBytes("US-ASCII"))).orElseThrow())
        .startsWith("it is a WebP file");
    assertThat(Decoder.problem(write(new byte[] {'I', 'I', '*', 0, 8, 0, 0, 0})).orElseThrow())
        .startsWith("it is a TIFF file");
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

package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eight EXIF orientations, with expected values from the figure in CIPA DC-008. */
class OrientationTest {

  @ParameterizedTest
  @CsvSource({
    "1, 123/456", "2, 321/654", "3, 654/321", "4, 456/123",
    "5, 14/25/36", "6, 41/52/63", "7, 63/52/41", "8, 36/25/14"
  })
  void rotatesUpright(int code, String upright, @TempDir Path folder) throws IOException {
    for (boolean little : new boolean[] {true, false}) {
      Path file = folder.resolve("a.png");
      Files.write(
          file,
          new PngBuilder(3, 2, 8, PngFile.GRAY)
              .chunk("eXIf", exif(code, little))
              .rows(new int[] {1, 2, 3}, new int[] {4, 5, 6})
              .build());

      assertThat(text(Decoder.decode(file))).isEqualTo(upright);
    }
  }

  private static byte[] exif(int code, boolean little) {
    byte[] b = new byte[26];
    b[0] = b[1] = (byte) (little ? 'I' : 'M');
    b[little ? 2 : 3] = 42;
    b[little ? 4 : 7] = 8;
    b[little ? 8 : 9] = 1;
    b[little ? 10 : 11] = 0x12;
    b[little ? 11 : 10] = 0x01;
    b[little ? 12 : 13] = 3;
    b[little ? 14 : 17] = 1;
    b[little ? 18 : 19] = (byte) code;
    return b;
  }

  private static String text(Image image) {
    StringBuilder out = new StringBuilder();
    for (int y = 0; y < image.height(); y++) {
      out.append(y == 0 ? "" : "/");
      for (int x = 0; x < image.width(); x++) {
        out.append((int) image.sample(y, x, 0));
      }
    }
    return out.toString();
  }
}

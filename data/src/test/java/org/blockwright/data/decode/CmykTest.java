package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Adobe marker says about a JPEG of four inks. */
class CmykTest {
  @TempDir Path folder;

  private Image decode(byte[] file) throws IOException {
    return Decoder.decode(Files.write(folder.resolve("a.jpg"), file));
  }

  private static byte[] cmykFile() throws IOException {
    return Files.readAllBytes(SharedData.path("data/odd/cmyk.jpg"));
  }

  private static double mean(Image picture, int channel) {
    double sum = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        sum += picture.sample(y, x, channel);
      }
    }
    return sum / (picture.width() * picture.height());
  }

  @Test
  void transform_2_means_luminance_and_chroma() throws IOException {
    byte[] file = cmykFile();
    int at = 0;
    while (file[at] != 'A' || file[at + 1] != 'd') {
      at++;
    }
    file[at + 11] = 2;

    Image picture = decode(file);

    // Pillow 13.0 gave these means for the same bytes.
    assertThat(mean(picture, 0)).isCloseTo(72.214, within(1.5));
    assertThat(mean(picture, 1)).isCloseTo(111.679, within(1.5));
    assertThat(mean(picture, 2)).isCloseTo(55.023, within(1.5));
  }

  @Test
  void without_the_marker_the_stored_bytes_are_the_inks() throws IOException {
    byte[] file = cmykFile();
    ByteArrayOutputStream without = new ByteArrayOutputStream();
    without.write(file, 0, 2);
    without.write(file, 18, file.length - 18);

    Image picture = decode(without.toByteArray());

    // Its black is 255 everywhere when taken as ink.
    assertThat(mean(picture, 0) + mean(picture, 1) + mean(picture, 2)).isZero();
  }
}

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

/** Decodes CMYK JPEGs with and without the Adobe marker. */
class CmykTest {
  @TempDir Path folder;

  private Image decode(byte[] file) throws IOException {
    return Decoder.decode(Files.write(folder.resolve("a.jpg"), file));
  }

  private static byte[] cmykFile() throws IOException {
    return Files.readAllBytes(SharedData.path("data/odd/cmyk.jpg"));
  }

  private static double mean(Image image, int channel) {
    double sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        sum += image.sample(y, x, channel);
      }
    }
    return sum / (image.width() * image.height());
  }

  @Test
  void decodesYcckByAdobeTransform2() throws IOException {
    byte[] file = cmykFile();
    int at = 0;
    while (file[at] != 'A' || file[at + 1] != 'd') {
      at++;
    }
    file[at + 11] = 2;

    Image image = decode(file);

    // The means that Pillow 13.0 computes for the same bytes.
    assertThat(mean(image, 0)).isCloseTo(72.214, within(1.5));
    assertThat(mean(image, 1)).isCloseTo(111.679, within(1.5));
    assertThat(mean(image, 2)).isCloseTo(55.023, within(1.5));
  }

  @Test
  void storedBytesAreInkWithoutAdobeMarker() throws IOException {
    byte[] file = cmykFile();
    ByteArrayOutputStream without = new ByteArrayOutputStream();
    without.write(file, 0, 2);
    without.write(file, 18, file.length - 18);

    Image image = decode(without.toByteArray());

    // The K channel is 255 everywhere if it is not inverted.
    assertThat(mean(image, 0) + mean(image, 1) + mean(image, 2)).isZero();
  }
}

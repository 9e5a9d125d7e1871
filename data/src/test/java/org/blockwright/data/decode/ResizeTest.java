package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;

/** Compares bilinear resizing with the formula, evaluated for one sample at a time. */
class ResizeTest {

  private static Image noise(int height, int width, int channels, boolean floats) {
    Random random = new Random(height * 31L + width);
    byte[] bytes = new byte[height * width * channels];
    random.nextBytes(bytes);
    Image image = Image.of(height, width, channels, bytes);
    return floats ? Image.of(height, width, channels, image.samples()) : image;
  }

  /** The value at a position; pixel centers are at +0.5, edges are repeated. */
  private static double at(Image p, double y, double x, int k) {
    double row = y - 0.5;
    double column = x - 0.5;
    double sum = 0;
    for (int dy = 0; dy <= 1; dy++) {
      for (int dx = 0; dx <= 1; dx++) {
        int r = (int) Math.floor(row) + dy;
        int c = (int) Math.floor(column) + dx;
        double weight = (1 - Math.abs(row - r)) * (1 - Math.abs(column - c));
        int inR = Math.max(0, Math.min(p.height() - 1, r));
        int inC = Math.max(0, Math.min(p.width() - 1, c));
        sum += weight * p.sample(inR, inC, k);
      }
    }
    return sum;
  }

  @Property(tries = 200)
  void everySampleMatchesFormula(
      @ForAll @IntRange(min = 1, max = 20) int h,
      @ForAll @IntRange(min = 1, max = 20) int w,
      @ForAll @IntRange(min = 1, max = 25) int toH,
      @ForAll @IntRange(min = 1, max = 25) int toW,
      @ForAll boolean gray,
      @ForAll boolean floats) {
    Image from = noise(h, w, gray ? 1 : 3, floats);

    Image to = Resize.bilinear(from, toH, toW);

    for (int y = 0; y < toH; y++) {
      for (int x = 0; x < toW; x++) {
        for (int k = 0; k < to.channels(); k++) {
          double expected = at(from, (y + 0.5) * h / toH, (x + 0.5) * w / toW, k);
          assertThat(to.sample(y, x, k)).isCloseTo((float) expected, within(1e-3f));
        }
      }
    }
  }

  @Test
  void enlargesWithHalfPixelCenters() {
    Image two = Image.of(1, 2, 1, new float[] {0, 100});

    assertThat(Resize.bilinear(two, 1, 4).samples()).containsExactly(0, 25, 75, 100);
  }

  @Test
  void downsamplesWithoutAntialiasing() {
    Image six = Image.of(1, 6, 1, new float[] {0, 10, 20, 30, 40, 50});

    assertThat(Resize.bilinear(six, 1, 3).samples()).containsExactly(5, 25, 45);
    assertThat(Resize.bilinear(six, 1, 2).samples()).containsExactly(10, 40);
  }

  @Test
  void sameSizeReturnsSameImage() {
    Image image = noise(5, 7, 3, false);

    assertThat(Resize.bilinear(image, 5, 7)).isSameAs(image);
  }

  @Test
  void resizesImagesOfExtremeSize() {
    Image pixel = Decoder.decode(SharedData.path("data/odd/one-pixel.png"));
    Image wide = Decoder.decode(SharedData.path("data/odd/wide-4000x20.png"));

    assertThat(Resize.bilinear(pixel, 224, 224).sample(223, 100, 0)).isEqualTo(200);
    assertThat(Resize.bilinear(wide, 224, 224).width()).isEqualTo(224);
  }
}

package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ImageTest {
  private static final Image TWO = Image.of(1, 2, 3, new float[] {10, 20, 30, 77, 77, 77});

  @Test
  void grayWeightsChannelsAndKeepsEqualSamplesExactly() {
    assertThat(TWO.gray().samples()[0]).isCloseTo(2.99f + 11.74f + 3.42f, within(1e-4f));
    assertThat(TWO.gray().samples()[1]).isEqualTo(77);
  }

  @Test
  void copyRowReturnsOneChannel() {
    Image floats = Image.of(2, 2, 3, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    Image bytes = Image.of(2, 2, 1, new byte[] {1, 2, (byte) 200, 3});
    float[] row = new float[2];

    floats.copyRow(1, 2, row);
    assertThat(row).containsExactly(9, 12);
    bytes.copyRow(1, 0, row);
    assertThat(row).containsExactly(200, 3);
  }

  @Test
  void rgbRepeatsGray() {
    assertThat(Image.of(1, 2, 1, new byte[] {1, (byte) 200}).rgb().samples())
        .containsExactly(1, 1, 1, 200, 200, 200);
  }

  @Test
  void toBytesRoundsHalfUpAndClips() {
    Image image = Image.of(1, 5, 1, new float[] {-3, 0.5f, 1.49f, 254.5f, 300});

    assertThat(image.toBytes()).containsExactly(0, 1, 1, 255, 255);
  }

  @Test
  void cropReturnsRowsAndColumnsOfBox() {
    Image nine = Image.of(3, 3, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});

    assertThat(nine.crop(1, 0, 2, 2).samples()).containsExactly(4, 5, 7, 8);
  }

  @Test
  void samplesReturnsCopy() {
    TWO.samples()[0] = 99;

    assertThat(TWO.sample(0, 0, 0)).isEqualTo(10);
  }
}

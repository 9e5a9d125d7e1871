package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ImageTest {
  private static final Image TWO = Image.of(1, 2, 3, new float[] {10, 20, 30, 77, 77, 77});

  @Test
  void gray_weighs_red_green_and_blue_and_keeps_equal_ones_exactly() {
    assertThat(TWO.gray().samples()[0]).isCloseTo(2.99f + 11.74f + 3.42f, within(1e-4f));
    assertThat(TWO.gray().samples()[1]).isEqualTo(77);
  }

  @Test
  void colour_repeats_gray_three_times() {
    assertThat(Image.of(1, 2, 1, new byte[] {1, (byte) 200}).rgb().samples())
        .containsExactly(1, 1, 1, 200, 200, 200);
  }

  @Test
  void rounding_is_half_up_and_clips() {
    Image picture = Image.of(1, 5, 1, new float[] {-3, 0.5f, 1.49f, 254.5f, 300});

    assertThat(picture.toBytes()).containsExactly(0, 1, 1, 255, 255);
  }

  @Test
  void a_cut_holds_the_rows_and_columns_of_its_box() {
    Image nine = Image.of(3, 3, 1, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});

    assertThat(nine.crop(1, 0, 2, 2).samples()).containsExactly(4, 5, 7, 8);
  }

  @Test
  void changing_a_copy_leaves_the_picture() {
    TWO.samples()[0] = 99;

    assertThat(TWO.sample(0, 0, 0)).isEqualTo(10);
  }
}

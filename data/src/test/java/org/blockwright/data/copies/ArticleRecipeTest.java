package org.blockwright.data.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.blockwright.base.SharedData;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleRecipeTest {
  private static final Image IMAGE = image(6, 10, 3);

  private static Image image(int height, int width, int channels) {
    byte[] samples = new byte[height * width * channels];
    new Random(1).nextBytes(samples);
    return Image.of(height, width, channels, samples);
  }

  private static Image decoded(ImageCopy copy) {
    return Decoder.decode(ImageSource.of(PngBytes.of(copy)), image -> image);
  }

  @Test
  void pngKeepsEverySample() {
    for (int channels : new int[] {1, 3}) {
      Image image = image(5, 7, channels);

      Image back = decoded(ImageCopy.opaque(image));

      assertThat(back.channels()).isEqualTo(channels);
      assertThat(back.toBytes()).isEqualTo(image.toBytes());
    }
  }

  /** A quarter turn moves pixels without interpolation: the last column becomes the first row. */
  @Test
  void quarterTurnIsCounterclockwise() {
    ImageCopy copy = ArticleRecipe.rotated(IMAGE, Math.PI / 2);

    assertThat(copy.image().height()).isEqualTo(10);
    assertThat(copy.image().width()).isEqualTo(6);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(copy.image().sample(y, x, 1))
            .isCloseTo(IMAGE.sample(x, 9 - y, 1), within(1e-3f));
      }
    }
  }

  /** 45 degrees: (10 + 6) / sqrt(2) = 11.3, so 12 pixels; the corners are outside of the image. */
  @Test
  void canvasGrowsAndItsCornersAreTransparent() {
    Image light = Image.of(6, 10, 1, filled(60, (byte) 200));

    ImageCopy copy = ArticleRecipe.rotated(light, Math.PI / 4);

    assertThat(List.of(copy.image().height(), copy.image().width())).containsExactly(12, 12);
    Image alpha = copy.alpha().orElseThrow();
    assertThat(alpha.sample(0, 0, 0)).isZero();
    assertThat(alpha.sample(6, 6, 0)).isEqualTo(255);
    Image decoded = decoded(copy);
    assertThat(decoded.channels()).isEqualTo(1);
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 12; x++) {
        // Over black: the color is not darkened a second time at the edges.
        float expected = alpha.sample(y, x, 0) * 200 / 255;
        assertThat(decoded.sample(y, x, 0)).isCloseTo(expected, within(1.5f));
      }
    }
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }

  @Test
  void reflectionIsUpsideDownInTwoOfThreeCases() {
    ArticleRecipe recipe = new ArticleRecipe(false);
    byte[] upsideDown = ArticleRecipe.reflected(IMAGE, false).toBytes();

    long count =
        IntStream.range(0, 300)
            .filter(
                i ->
                    Arrays.equals(
                        recipe.copy(IMAGE, "reflect", 42, "k" + i).image().toBytes(), upsideDown))
            .count();

    // Four standard deviations of a binomial distribution.
    assertThat(count).isBetween(167L, 233L);
    assertThat(ArticleRecipe.reflected(IMAGE, false).sample(0, 3, 0))
        .isEqualTo(IMAGE.sample(5, 3, 0));
    assertThat(ArticleRecipe.reflected(IMAGE, true).sample(2, 0, 0))
        .isEqualTo(IMAGE.sample(2, 9, 0));
    assertThat(new ArticleRecipe(true).copy(IMAGE, "reflect", 42, "k0").image().sample(2, 0, 0))
        .isEqualTo(IMAGE.sample(2, 9, 0));
  }

  @Test
  void cropIsTheCenter() {
    Image crop = ArticleRecipe.cropped(IMAGE, 1.25, 1.5);

    assertThat(List.of(crop.height(), crop.width())).containsExactly(4, 8);
    assertThat(crop.sample(0, 0, 2)).isEqualTo(IMAGE.sample(1, 1, 2));
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      widths.add(new ArticleRecipe(false).copy(IMAGE, "crop", 42, "k" + i).image().width());
    }
    assertThat(widths).allMatch(width -> width >= 7 && width <= 10).contains(7, 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gray16.png", "gray-alpha.png", "palette-alpha.png", "cmyk.jpg", "animation.gif"})
  void unusualFilesHaveCopiesThatDecodeAsTheyWere(String file) {
    Image image = Decoder.decode(SharedData.path("data/odd").resolve(file));
    ArticleRecipe recipe = new ArticleRecipe(false);

    for (String name : recipe.names()) {
      ImageCopy copy = recipe.copy(image, name, 42, file);
      Image decoded = decoded(copy);
      float[] expected = copy.overBlack().samples();
      float[] got = decoded.samples();
      assertThat(decoded.channels()).as(name).isEqualTo(image.channels());
      double largest = 0;
      for (int i = 0; i < got.length; i++) {
        largest = Math.max(largest, Math.abs(got[i] - expected[i]));
      }
      // Opacity and color are rounded.
      assertThat(largest).as(name).isLessThan(1.5);
    }
  }

  @Test
  void copiesOfTinyImagesExist() {
    Image pixel = Image.of(1, 1, 1, new byte[] {9});
    ArticleRecipe recipe = new ArticleRecipe(false);

    for (String name : recipe.names()) {
      assertThat(decoded(recipe.copy(pixel, name, 42, "a")).height()).isPositive();
    }
  }
}

package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.blockwright.base.Seeds;
import org.blockwright.base.SharedData;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final String KEY = "normal/00002658_001.jpg";
  private static final String ALL =
      "flip=0.5:0.5,rotate=10,shear=10,scale=0.85:1.15,translate=0.1,crop=0.67:1,"
          + "brightness=0.9:1.1,contrast=0.9:1.1,color-jitter=0.2:0.2:0.2:0.05,blur=1,noise=5,"
          + "erase=0.02:0.33";

  private final Image colorImage = ReferenceImplementationTest.testImage(13, 17, 3);

  @Test
  void seedDependsOnStepName() {
    // Computed in Python: the first 8 bytes of the SHA-256 of "aug:42:0:KEY:flip", and SplitMix64.
    SplitMix64 random = Seeds.random("aug", 42, 0, KEY, "flip");

    assertThat(Seeds.derive("aug", 42, 0, KEY, "flip")).isEqualTo(0x16a4474f3ba82d81L);
    assertThat(random.nextDouble()).isCloseTo(0.387011, within(1e-6));
    assertThat(random.nextDouble()).isCloseTo(0.215047, within(1e-6));
  }

  @Test
  void flipDrawsForColumnsThenForRows() {
    // The draws are 0.387011 and 0.215047.
    assertThat(flipped(new Flip(0.39, 0.21))).isEqualTo("columns");
    assertThat(flipped(new Flip(0.38, 0.22))).isEqualTo("rows");
    assertThat(flipped(new Flip(0.38, 0.21))).isEqualTo("unchanged");
    assertThat(flipped(new Flip(0.39, 0.22))).isEqualTo("both");
  }

  private static String flipped(Flip flip) {
    Image four = Image.of(2, 2, 1, new float[] {1, 2, 3, 4});
    float first = Augmentation.of(flip).apply(four, 42, 0, KEY).samples()[0];
    return first == 2 ? "columns" : first == 3 ? "rows" : first == 1 ? "unchanged" : "both";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flip=0:0",
        "rotate=0@1",
        "rotate=10@0",
        "shear=0:0@1",
        "scale=1:1@1",
        "translate=0@1",
        "crop=1:1@1",
        "brightness=1:1@1",
        "contrast=1:1@1",
        "color-jitter=0:0:0:0@1",
        "noise=0@1",
        "blur=2@0",
        "erase=0.1:0.2@0",
        "flip=0,rotate=0@1,scale=1:1@1,translate=0@1,crop=1:1@1,brightness=1:1@1,noise=0@1",
        ""
      })
  void zeroStrengthKeepsImageBitForBit(String text) {
    Image image = Decoder.decode(SharedData.path("data/odd/gray16.png"));

    float[] after = Augmentation.parse(text).apply(image, 42, 0, "a").samples();

    assertThat(after).isEqualTo(image.samples());
  }

  @Test
  void resultDependsOnSeedEpochAndKey() {
    Augmentation all = Augmentation.parse(ALL);
    float[] first = all.apply(colorImage, 42, 0, "a").samples();

    assertThat(all.apply(colorImage, 42, 0, "a").samples()).containsExactly(first);
    assertThat(all.apply(colorImage, 43, 0, "a").samples()).isNotEqualTo(first);
    assertThat(all.apply(colorImage, 42, 1, "a").samples()).isNotEqualTo(first);
    assertThat(all.apply(colorImage, 42, 0, "b").samples()).isNotEqualTo(first);
  }

  @Test
  void removingStepKeepsDrawsOfOthers() {
    Augmentation both = Augmentation.parse("brightness=0.5:0.9@1,flip=1");
    Augmentation one = Augmentation.parse("brightness=0.5:0.9@1");

    Image flipped = Augmentation.parse("flip=1").apply(colorImage, 42, 0, "a");

    assertThat(both.apply(colorImage, 42, 0, "a").samples())
        .containsExactly(one.apply(flipped, 42, 0, "a").samples());
  }

  @Test
  void flippingTwiceRestoresImageBitForBit() {
    Augmentation flip = Augmentation.parse("flip=1:1");

    Image twice = flip.apply(flip.apply(colorImage, 1, 0, "a"), 1, 0, "a");

    assertThat(twice.samples()).containsExactly(colorImage.samples());
  }

  @Test
  void positiveAngleRotatesCounterclockwise() {
    // Rotating 1 2 / 3 4 by 90 degrees counterclockwise puts the right column on top: 2 4 / 1 3.
    Image four = Image.of(2, 2, 1, new float[] {1, 2, 3, 4});
    Affine rotation = new Rotate(90, 1).matrix(withSecondDraw(1.0), 2, 2);

    float[] rotated = rotation.warp(four, Fill.EDGE).samples();

    for (int i = 0; i < 4; i++) {
      assertThat(rotated[i]).isCloseTo(new float[] {2, 4, 1, 3}[i], within(1e-2f));
    }
  }

  /** A generator whose second draw is at least a value minus 1e-4. */
  private static SplitMix64 withSecondDraw(double value) {
    for (long seed = 0; ; seed++) {
      SplitMix64 random = new SplitMix64(seed);
      random.nextDouble();
      if (random.nextDouble() > value - 1e-4) {
        return new SplitMix64(seed);
      }
    }
  }

  @Test
  void grayImagesStayGray() {
    Augmentation all = Augmentation.parse(ALL);
    Image gray = ReferenceImplementationTest.testImage(13, 17, 1);

    for (int epoch = 0; epoch < 5; epoch++) {
      Image one = all.apply(gray, 42, epoch, "a");
      Image three = all.apply(gray.rgb(), 42, epoch, "a");

      assertThat(one.channels()).isEqualTo(1);
      assertThat(three.gray().samples()).containsExactly(one.samples());
    }
  }

  @Test
  void clipsSamplesTo0To255() {
    Augmentation strong = Augmentation.parse("brightness=1.5:3@1,noise=50@1,contrast=2:3@1");

    for (float sample : strong.apply(colorImage, 42, 0, "a").samples()) {
      assertThat(sample).isBetween(0f, 255f);
    }
  }

  @Test
  void handlesImagesOfExtremeSize() {
    Augmentation all =
        Augmentation.parse(
            ALL.replaceAll("([:=][0-9.]+)(,|$)", "$1@1$2").replace("flip=0.5:0.5@1", "flip=1:1"));
    for (String name : new String[] {"one-pixel.png", "wide-4000x20.png"}) {
      Image image = Decoder.decode(SharedData.path("data/odd").resolve(name));

      Image changed = all.withFill(Fill.REFLECT).apply(image, 42, 0, name);

      assertThat(changed.width()).isEqualTo(image.width());
    }
  }
}

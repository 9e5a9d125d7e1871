package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.InModelAugmentation;
import org.junit.jupiter.api.Test;

/** Properties of the augmentation steps of networks. */
class InModelAugmenterTest {
  /** In each channel a plane, 2 row + 3 column + channel, which bilinear interpolation keeps. */
  private static final Image PLANE = plane(0);

  private static Image plane(float offset) {
    float[] samples = new float[8 * 8 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 2 * (i / 24) + 3 * (i / 3 % 8) + i % 3 + offset;
    }
    return Image.of(8, 8, 3, samples);
  }

  private static Image augment(long seed, AugmentationLayer... steps) {
    return new InModelAugmenter(InModelAugmentation.of(steps), seed).apply(PLANE, 0, "a");
  }

  @Test
  void flipsWithItsProbabilities() {
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < 2000; seed++) {
      Image flipped = augment(seed, new AugmentationLayer.Flip(0.25, 0.5));
      // A mirrored row decreases from left to right.
      boolean mirrored = flipped.sample(3, 0, 1) > flipped.sample(3, 1, 1);
      boolean upsideDown = flipped.sample(0, 3, 1) > flipped.sample(1, 3, 1);
      counts.merge(mirrored + " " + upsideDown, 1, Integer::sum);
      assertThat(flipped.sample(2, 5, 1))
          .isEqualTo(2f * (upsideDown ? 5 : 2) + 3 * (mirrored ? 2 : 5) + 1);
    }
    // Four standard deviations of a binomial count.
    assertThat(counts.get("true true")).isCloseTo(250, within(60));
    assertThat(counts.get("true false")).isCloseTo(250, within(60));
    assertThat(counts.get("false true")).isCloseTo(750, within(80));
    assertThat(counts.get("false false")).isCloseTo(750, within(80));
  }

  @Test
  void cropsAtEveryPositionWithTheSameProbability() {
    Map<Float, Integer> corners = new HashMap<>();
    for (int seed = 0; seed < 600; seed++) {
      Image crop = augment(seed, new AugmentationLayer.RandomCrop(6, 7));
      float corner = crop.sample(0, 0, 0);
      corners.merge(corner, 1, Integer::sum);
      assertThat(crop).hasToString("image of 6x7x3");
      assertThat(crop.sample(5, 6, 2)).isEqualTo(corner + 2 * 5 + 3 * 6 + 2);
    }
    // The top left corner is in one of three rows and two columns.
    assertThat(corners.keySet()).containsExactlyInAnyOrder(0f, 2f, 4f, 3f, 5f, 7f);
    corners.values().forEach(count -> assertThat(count).isCloseTo(100, within(40)));
  }

  @Test
  void translatesAndRepeatsTheEdge() {
    for (int seed = 0; seed < 50; seed++) {
      Image moved = augment(seed, new AugmentationLayer.Translate(0.25, 0.25));
      // At most two pixels; the difference is the same for all pixels in the middle.
      float difference = moved.sample(4, 4, 1) - PLANE.sample(4, 4, 1);
      assertThat(Math.abs(difference)).isLessThanOrEqualTo(2 * 2 + 3 * 2);
      assertThat(moved.sample(3, 5, 1))
          .isCloseTo(PLANE.sample(3, 5, 1) + difference, within(1e-4f));
      assertThat(moved.sample(0, 0, 1)).isGreaterThanOrEqualTo(1);
      assertThat(moved.sample(7, 7, 1)).isLessThanOrEqualTo(PLANE.sample(7, 7, 1));
    }
  }

  @Test
  void rotatesAboutTheCenter() {
    for (int seed = 0; seed < 50; seed++) {
      Image rotated = augment(seed, new AugmentationLayer.Rotate(30));
      // The gradient (2, 3) keeps its length, and the mean of the four middle pixels its value.
      double down = rotated.sample(4, 4, 1) - rotated.sample(3, 4, 1);
      double right = rotated.sample(4, 4, 1) - rotated.sample(4, 3, 1);
      assertThat(Math.hypot(down, right)).isCloseTo(Math.sqrt(13), within(1e-4));
      double angle = Math.toDegrees(Math.atan2(right, down) - Math.atan2(3, 2));
      assertThat(Math.abs(angle)).isLessThanOrEqualTo(30.0001);
      double middle =
          (rotated.sample(3, 3, 1)
                  + rotated.sample(3, 4, 1)
                  + rotated.sample(4, 3, 1)
                  + rotated.sample(4, 4, 1))
              / 4;
      assertThat(middle).isCloseTo(2 * 3.5 + 3 * 3.5 + 1, within(1e-4));
    }
  }

  @Test
  void shearsByAtMostItsAngles() {
    for (int seed = 0; seed < 50; seed++) {
      Image sheared = augment(seed, new AugmentationLayer.Shear(20, 0));
      // A shear along the x axis keeps the gradient along x and changes that along y by its
      // tangent.
      double right = sheared.sample(4, 4, 1) - sheared.sample(4, 3, 1);
      double down = sheared.sample(4, 4, 1) - sheared.sample(3, 4, 1);
      assertThat(right).isCloseTo(3, within(1e-4));
      assertThat(Math.abs(down - 2) / 3).isLessThanOrEqualTo(Math.tan(Math.toRadians(20)) + 1e-4);
    }
  }

  @Test
  void addsIndependentNoiseToEveryChannelWithoutClipping() {
    double[] sums = new double[3];
    double[] squares = new double[3];
    double products = 0;
    int n = 0;
    for (int seed = 0; seed < 200; seed++) {
      Image noisy = augment(seed, new AugmentationLayer.Noise(10));
      for (int i = 0; i < 64; i++, n++) {
        double[] noise = new double[3];
        for (int k = 0; k < 3; k++) {
          noise[k] = noisy.sample(i / 8, i % 8, k) - PLANE.sample(i / 8, i % 8, k);
          sums[k] += noise[k];
          squares[k] += noise[k] * noise[k];
        }
        products += noise[0] * noise[1];
      }
    }
    for (int k = 0; k < 3; k++) {
      // Four standard errors; clipping at 0 would raise the mean.
      assertThat(sums[k] / n).isCloseTo(0, within(4 * 10 / Math.sqrt(n)));
      assertThat(Math.sqrt(squares[k] / n)).isCloseTo(10, within(0.3));
    }
    assertThat(products / n).isCloseTo(0, within(4 * 100 / Math.sqrt(n)));
  }

  @Test
  void resultDependsOnSeedEpochAndKey() {
    InModelAugmenter augmenter =
        new InModelAugmenter(InModelAugmentation.of(new AugmentationLayer.Noise(10)), 1);
    float[] first = augmenter.apply(PLANE, 0, "a").samples();

    assertThat(augmenter.apply(PLANE, 0, "a").samples()).containsExactly(first);
    assertThat(augmenter.apply(PLANE, 1, "a").samples()).isNotEqualTo(first);
    assertThat(augmenter.apply(PLANE, 0, "b").samples()).isNotEqualTo(first);
    assertThat(augment(2, new AugmentationLayer.Noise(10)).samples()).isNotEqualTo(first);
  }

  @Test
  void addingStepKeepsDrawsOfOthers() {
    Image one = augment(7, new AugmentationLayer.Noise(10));
    Image two =
        augment(7, new AugmentationLayer.ColorJitter(0, 0, 0, 0), new AugmentationLayer.Noise(10));

    assertThat(two.samples()).containsExactly(one.samples());
  }

  @Test
  void repeatedStepDrawsAnew() {
    Image once = augment(7, new AugmentationLayer.Noise(10));
    Image twice = augment(7, new AugmentationLayer.Noise(10), new AugmentationLayer.Noise(10));

    float first = once.sample(0, 0, 0) - PLANE.sample(0, 0, 0);
    float second = twice.sample(0, 0, 0) - once.sample(0, 0, 0);
    assertThat(second).isNotCloseTo(first, within(1e-3f));
  }
}

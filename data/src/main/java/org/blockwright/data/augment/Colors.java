package org.blockwright.data.augment;

import org.blockwright.data.decode.Image;

/**
 * Color operations on samples of 0-255, in place; channels are interleaved. The operations are
 * those of torchvision's {@code adjust_brightness}, {@code adjust_contrast}, {@code
 * adjust_saturation} and {@code adjust_hue}, without rounding. A factor of 1 and a hue shift of 0
 * change nothing.
 */
final class Colors {
  private Colors() {}

  /** Multiplies all samples by a factor. */
  static void adjustBrightness(float[] samples, double factor) {
    for (int i = 0; factor != 1 && i < samples.length; i++) {
      samples[i] = (float) (samples[i] * factor);
    }
  }

  /** Multiplies the differences from the mean gray of the image by a factor. */
  static void adjustContrast(float[] samples, int channels, double factor) {
    if (factor == 1) {
      return;
    }
    double mean = 0;
    for (int i = 0; i < samples.length; i += channels) {
      mean += gray(samples, i, channels);
    }
    mean /= samples.length / channels;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) ((samples[i] - mean) * factor + mean);
    }
  }

  /** Multiplies the differences of each pixel from its gray by a factor. */
  static void adjustSaturation(float[] samples, int channels, double factor) {
    for (int i = 0; channels == 3 && factor != 1 && i < samples.length; i += 3) {
      float gray = gray(samples, i, 3);
      for (int k = i; k < i + 3; k++) {
        samples[k] = (float) ((samples[k] - gray) * factor + gray);
      }
    }
  }

  private static float gray(float[] samples, int at, int channels) {
    return channels == 1
        ? samples[at]
        : Image.luminance(samples[at], samples[at + 1], samples[at + 2]);
  }

  /**
   * Rotates the hue in HSV space.
   *
   * @param shift a fraction of the color circle
   */
  static void shiftHue(float[] samples, int channels, double shift) {
    for (int i = 0; channels == 3 && shift != 0 && i < samples.length; i += 3) {
      float r = samples[i];
      float g = samples[i + 1];
      float b = samples[i + 2];
      float max = Math.max(r, Math.max(g, b));
      float min = Math.min(r, Math.min(g, b));
      double range = max - min;
      if (range == 0) {
        continue;
      }
      // The hue in sixths of the circle.
      double hue =
          r == max ? (g - b) / range : g == max ? 2 + (b - r) / range : 4 + (r - g) / range;
      double shifted = hue + 6 * shift;
      shifted -= 6 * Math.floor(shifted / 6);
      int sector = (int) shifted;
      double fraction = shifted - sector;
      float falling = (float) (max - range * fraction);
      float rising = (float) (min + range * fraction);
      // Rounding can give sector 6, which equals sector 0.
      switch (sector % 6) {
        case 0 -> set(samples, i, max, rising, min);
        case 1 -> set(samples, i, falling, max, min);
        case 2 -> set(samples, i, min, max, rising);
        case 3 -> set(samples, i, min, falling, max);
        case 4 -> set(samples, i, rising, min, max);
        default -> set(samples, i, max, min, falling);
      }
    }
  }

  private static void set(float[] samples, int at, float red, float green, float blue) {
    samples[at] = red;
    samples[at + 1] = green;
    samples[at + 2] = blue;
  }

  /** Limits all samples to 0-255. */
  static void clip(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.max(0, Math.min(255, samples[i]));
    }
  }
}

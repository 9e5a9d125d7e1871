package org.blockwright.data.audit;

import java.util.Arrays;
import org.blockwright.data.decode.Image;

/**
 * A hash of 64 bits that hardly changes if an image is resized or compressed again: which of the 64
 * lowest frequencies of its 32x32 average are above their median (Zauner, "Implementation and
 * Benchmarking of Perceptual Image Hash Functions", 2010). Crops, rotations and mirror images have
 * other hashes.
 */
final class PerceptualHash {
  private static final int SIZE = 32;
  private static final int FREQUENCIES = 8;
  private static final double[][] COSINES = new double[FREQUENCIES][SIZE];

  static {
    for (int f = 0; f < FREQUENCIES; f++) {
      for (int i = 0; i < SIZE; i++) {
        COSINES[f][i] = Math.cos(Math.PI * f * (2 * i + 1) / (2 * SIZE));
      }
    }
  }

  private PerceptualHash() {}

  /** Returns the hash; its highest bit is the lowest frequency. */
  static long of(Image image) {
    double[] coefficients = transform(AreaAverage.of(image, SIZE));
    double[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long hash = 0;
    for (double coefficient : coefficients) {
      hash = hash << 1 | (coefficient > median ? 1 : 0);
    }
    return hash;
  }

  /** Returns the number of bits in which two hashes differ. */
  static int distance(long one, long other) {
    return Long.bitCount(one ^ other);
  }

  /** The lowest frequencies of the discrete cosine transform (type II), row by row. */
  private static double[] transform(double[][] gray) {
    double[][] alongRows = new double[SIZE][FREQUENCIES];
    for (int y = 0; y < SIZE; y++) {
      for (int f = 0; f < FREQUENCIES; f++) {
        for (int x = 0; x < SIZE; x++) {
          alongRows[y][f] += COSINES[f][x] * gray[y][x];
        }
      }
    }
    double[] out = new double[FREQUENCIES * FREQUENCIES];
    for (int g = 0; g < FREQUENCIES; g++) {
      for (int f = 0; f < FREQUENCIES; f++) {
        for (int y = 0; y < SIZE; y++) {
          out[g * FREQUENCIES + f] += COSINES[g][y] * alongRows[y][f];
        }
      }
    }
    return out;
  }
}

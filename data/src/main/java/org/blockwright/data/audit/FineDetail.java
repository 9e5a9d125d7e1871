package org.blockwright.data.audit;

import org.blockwright.data.decode.Image;

/**
 * The fine structure of an image: its 64x64 average without the blurred image. Images that merely
 * look alike, such as two chest x-rays, have a similar outline but not the same details.
 */
final class FineDetail {
  private static final int SIZE = 64;
  private static final double SIGMA = 3;
  private static final int RADIUS = 12;
  private static final int BORDER = 2;
  private static final double[] KERNEL = kernel();

  /** Standardized: the mean is 0, the sum of squares 1; all 0 for an image of one color. */
  private final float[] values;

  private FineDetail(float[] values) {
    this.values = values;
  }

  static FineDetail of(Image image) {
    double[][] gray = AreaAverage.of(image, SIZE);
    double[][] blurred = transpose(blurRows(transpose(blurRows(gray))));
    int inner = SIZE - 2 * BORDER;
    double[] detail = new double[inner * inner];
    double mean = 0;
    for (int i = 0; i < detail.length; i++) {
      int y = i / inner + BORDER;
      int x = i % inner + BORDER;
      detail[i] = gray[y][x] - blurred[y][x];
      mean += detail[i] / detail.length;
    }
    double squares = 0;
    for (int i = 0; i < detail.length; i++) {
      detail[i] -= mean;
      squares += detail[i] * detail[i];
    }
    float[] values = new float[detail.length];
    // Rounding errors of an image of one color are no structure.
    double scale = squares > 1e-9 ? 1 / Math.sqrt(squares) : 0;
    for (int i = 0; i < detail.length; i++) {
      values[i] = (float) (detail[i] * scale);
    }
    return new FineDetail(values);
  }

  /** Returns the correlation with another image, from -1 to 1. */
  double correlation(FineDetail other) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * other.values[i];
    }
    return sum;
  }

  private static double[][] blurRows(double[][] rows) {
    double[][] out = new double[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        for (int k = -RADIUS; k <= RADIUS; k++) {
          out[y][x] += KERNEL[k + RADIUS] * rows[y][mirror(x + k)];
        }
      }
    }
    return out;
  }

  /** Mirrors at the border pixel, which is not repeated. */
  private static int mirror(int index) {
    int positive = Math.abs(index);
    return positive < SIZE ? positive : 2 * (SIZE - 1) - positive;
  }

  private static double[][] transpose(double[][] rows) {
    double[][] out = new double[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        out[x][y] = rows[y][x];
      }
    }
    return out;
  }

  private static double[] kernel() {
    double[] kernel = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] = Math.exp(-0.5 * Math.pow((k - RADIUS) / SIGMA, 2));
      sum += kernel[k];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }
}

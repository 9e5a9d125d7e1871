package org.blockwright.tuning.importance;

import org.hipparchus.special.Erf;

/** A kernel for each cell of a grid that has values, and a prior: the probability of each cell. */
interface CellKernels {
  /** Returns the probability of a cell under a kernel. */
  double mass(int kernel, int cell);

  /** Returns the probability of a cell under the prior. */
  double prior(int cell);

  /** Returns kernels of options without order: a kernel is its option, mixed with the prior. */
  static CellKernels categorical(int[] cells, int size) {
    double kernels = cells.length + 1;
    return new CellKernels() {
      @Override
      public double mass(int kernel, int cell) {
        double others = 1 / kernels;
        return (others + (cells[kernel] == cell ? 1 : 0)) / (size * others + 1);
      }

      @Override
      public double prior(int cell) {
        return 1.0 / size;
      }
    };
  }

  /** Returns normal distributions around the cells, truncated to the grid. */
  static CellKernels normal(int[] cells, int[] weights, int size) {
    return new NormalCells(cells, width(cells, weights), size);
  }

  /**
   * Returns the standard deviation by the rule of Scott (Multivariate Density Estimation, 1992), at
   * least so that 90 % of a kernel are in its cell.
   */
  private static double width(int[] cells, int[] weights) {
    int total = 0;
    double sum = 0;
    for (int i = 0; i < cells.length; i++) {
      total += weights[i];
      sum += (double) weights[i] * cells[i];
    }
    double mean = sum / total;
    double squares = 0;
    for (int i = 0; i < cells.length; i++) {
      squares += weights[i] * (cells[i] - mean) * (cells[i] - mean);
    }
    double deviation = Math.sqrt(squares / Math.max(1, total - 1));
    double quartiles = upperQuartile(cells, weights, total) - lowerQuartile(cells, weights, total);
    double scott = 1.059 * Math.min(quartiles / 1.34, deviation) * Math.pow(total, -0.2);
    return Math.max(scott, 0.5 / 1.64);
  }

  private static int lowerQuartile(int[] cells, int[] weights, int total) {
    int cumulated = 0;
    int i = 0;
    while ((cumulated += weights[i]) < total / 4) {
      i++;
    }
    return cells[i];
  }

  private static int upperQuartile(int[] cells, int[] weights, int total) {
    int cumulated = 0;
    int i = 0;
    while (i < cells.length - 1 && (cumulated += weights[i]) <= total * 3L / 4) {
      i++;
    }
    return cells[i];
  }

  /** Normal distributions of the same width; the prior is as wide as the grid. */
  final class NormalCells implements CellKernels {
    private static final double SQRT_2 = Math.sqrt(2);

    private final int[] cells;
    private final double width;
    private final int size;

    private NormalCells(int[] cells, double width, int size) {
      this.cells = cells;
      this.width = width;
      this.size = size;
    }

    @Override
    public double mass(int kernel, int cell) {
      return mass(cells[kernel], width, cell);
    }

    @Override
    public double prior(int cell) {
      return mass((size - 1) / 2.0, size, cell);
    }

    private double mass(double mean, double deviation, int cell) {
      return interval(mean, deviation, cell - 0.5, cell + 0.5)
          / interval(mean, deviation, -0.5, size - 0.5);
    }

    private static double interval(double mean, double deviation, double from, double to) {
      double a = (from - mean) / deviation;
      double b = (to - mean) / deviation;
      // Of two numbers near 1 the difference would be lost.
      return a > 0 ? cumulative(-a) - cumulative(-b) : cumulative(b) - cumulative(a);
    }

    private static double cumulative(double z) {
      return 0.5 * Erf.erfc(-z / SQRT_2);
    }
  }
}

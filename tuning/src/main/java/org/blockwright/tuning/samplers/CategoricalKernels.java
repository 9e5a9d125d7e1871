package org.blockwright.tuning.samplers;

import java.util.Arrays;
import org.blockwright.base.SplitMix64;

/** Kernels of a choice: a trial has more weight on its option, the prior the same on each. */
final class CategoricalKernels implements Kernels {
  private final double[][] weights;

  CategoricalKernels(int options, double[] indices) {
    int kernels = indices.length + 1;
    this.weights = new double[kernels][options];
    for (int k = 0; k < kernels; k++) {
      boolean prior = k == indices.length;
      double base = 1.0 / kernels;
      double sum = base * options + (prior ? 0 : 1);
      Arrays.fill(weights[k], base / sum);
      if (!prior) {
        weights[k][(int) indices[k]] += 1 / sum;
      }
    }
  }

  @Override
  public double sample(int kernel, SplitMix64 random) {
    double rest = random.nextDouble();
    int option = 0;
    while (option < weights[kernel].length - 1 && rest >= weights[kernel][option]) {
      rest -= weights[kernel][option++];
    }
    return option;
  }

  @Override
  public void addLogDensities(double number, double[] logs) {
    for (int k = 0; k < logs.length; k++) {
      logs[k] += Math.log(weights[k][(int) number]);
    }
  }
}

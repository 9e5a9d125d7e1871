package org.blockwright.tuning.samplers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.base.SplitMix64;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.TrialRecord;

/**
 * A density of several parameters: the weighted sum of a product of kernels for each trial, and of
 * one for the prior. Trials before the last 25 weigh less, the older the less.
 */
final class ParzenEstimator {
  private static final int FULL_WEIGHTS = 25;

  private final List<Kernels> kernels;
  private final double[] weights;
  private final double[] logWeights;

  private ParzenEstimator(List<Kernels> kernels, double[] weights) {
    this.kernels = kernels;
    this.weights = weights;
    this.logWeights = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      logWeights[i] = Math.log(weights[i]);
    }
  }

  /** Estimates the density of those of some trials that have all parameters. */
  static ParzenEstimator of(List<Parameter> parameters, List<TrialRecord> trials) {
    List<Map<String, Object>> observations =
        trials.stream()
            .<Map<String, Object>>map(t -> t.values().asMap())
            .filter(v -> parameters.stream().allMatch(p -> p.contains(v.get(p.name()))))
            .toList();
    List<Kernels> kernels = new ArrayList<>();
    for (Parameter p : parameters) {
      kernels.add(
          Kernels.of(
              p,
              observations.stream()
                  .mapToDouble(v -> Kernels.number(p, v.get(p.name())))
                  .toArray()));
    }
    return new ParzenEstimator(kernels, weights(observations.size()));
  }

  /** Returns the weights of trials by age, and of the prior at the end, with the sum 1. */
  private static double[] weights(int trials) {
    double[] weights = new double[trials + 1];
    int old = Math.max(0, trials - FULL_WEIGHTS);
    double sum = 0;
    for (int i = 0; i <= trials; i++) {
      double ramp = old == 1 ? 1.0 / trials : 1.0 / trials + i * (1 - 1.0 / trials) / (old - 1);
      weights[i] = i < old ? ramp : 1;
      sum += weights[i];
    }
    for (int i = 0; i <= trials; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** Draws a point. */
  double[] sample(SplitMix64 random) {
    double rest = random.nextDouble();
    int kernel = 0;
    while (kernel < weights.length - 1 && rest >= weights[kernel]) {
      rest -= weights[kernel++];
    }
    double[] point = new double[kernels.size()];
    for (int i = 0; i < point.length; i++) {
      point[i] = kernels.get(i).sample(kernel, random);
    }
    return point;
  }

  /** Returns the logarithm of the density, or of the probability of discrete parameters. */
  double logDensity(double[] point) {
    double[] logs = logWeights.clone();
    for (int i = 0; i < point.length; i++) {
      kernels.get(i).addLogDensities(point[i], logs);
    }
    double max = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      max = Math.max(max, log);
    }
    if (max == Double.NEGATIVE_INFINITY) {
      return max;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - max);
    }
    return Math.log(sum) + max;
  }
}

package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** A factor and an offset per channel: {@code y = factor * x + offset}. */
sealed interface ChannelScale {

  /** Applies the function after the one that is given by {@code factor} and {@code offset}. */
  void apply(Parameters parameters, double[] factor, double[] offset);

  /** The same factor and offset for all channels. */
  record Constant(double factor, double offset) implements ChannelScale {
    @Override
    public void apply(Parameters parameters, double[] f, double[] o) {
      for (int i = 0; i < f.length; i++) {
        f[i] *= factor;
        o[i] = o[i] * factor + offset;
      }
    }
  }

  /** Factors and offsets that are parameters. */
  record Learned(Parameter factors, Optional<Parameter> offsets) implements ChannelScale {
    @Override
    public void apply(Parameters parameters, double[] f, double[] o) {
      double[] a = parameters.values(factors);
      double[] b = offsets.map(parameters::values).orElseGet(() -> new double[a.length]);
      for (int i = 0; i < f.length; i++) {
        f[i] *= a[i];
        o[i] = o[i] * a[i] + b[i];
      }
    }
  }

  /**
   * A batch norm with its moving statistics.
   *
   * @param variance the variance, or the logarithm of the standard deviation
   * @param gamma factors; empty if they are {@code fixedGamma}
   * @param beta offsets; empty if they are {@code fixedBeta}
   */
  record BatchNorm(
      Parameter mean,
      Parameter variance,
      boolean logarithmic,
      double epsilon,
      Optional<Parameter> gamma,
      double fixedGamma,
      Optional<Parameter> beta,
      double fixedBeta)
      implements ChannelScale {
    @Override
    public void apply(Parameters parameters, double[] f, double[] o) {
      double[] means = parameters.values(mean);
      double[] variances = parameters.values(variance);
      Optional<double[]> gammas = gamma.map(parameters::values);
      Optional<double[]> betas = beta.map(parameters::values);
      for (int i = 0; i < f.length; i++) {
        double v = logarithmic ? Math.pow(10, 2 * variances[i]) : variances[i];
        double a = (gammas.isPresent() ? gammas.get()[i] : fixedGamma) / Math.sqrt(v + epsilon);
        double b = (betas.isPresent() ? betas.get()[i] : fixedBeta) - means[i] * a;
        f[i] *= a;
        o[i] = o[i] * a + b;
      }
    }
  }

  /** The factors of other functions, without their offsets. */
  record WithoutOffset(List<ChannelScale> scales) implements ChannelScale {
    public WithoutOffset {
      scales = ImmutableList.copyOf(scales);
    }

    @Override
    public void apply(Parameters parameters, double[] f, double[] o) {
      double[] ignored = new double[o.length];
      scales.forEach(scale -> scale.apply(parameters, f, ignored));
    }
  }
}

package org.blockwright.tuning.samplers;

import org.blockwright.tuning.Sampler;

/** Samplers that adapt to results, and a quasi-random one. */
public final class Samplers {
  private Samplers() {}

  /**
   * Returns the tree-structured Parzen estimator with the defaults of Optuna 5: multivariate, with
   * constant liar, 10 random trials at the start and the best of 24 candidates. Different from it
   * are that parameters with the same conditions are a group with an estimator of its own, and that
   * no point of a finite space is repeated.
   */
  public static Sampler tpe() {
    return new TpeSampler(10, 24);
  }

  /**
   * Returns CMA-ES (Hansen 2001) in the unit cube of the parameters, with a population of {@code 4
   * + 3 ln(d)} for d parameters. For continuous ranges; choices are treated like integers.
   */
  public static Sampler cmaEs() {
    return new CmaEsSampler();
  }

  /**
   * Returns the quasi-random sequence of Sobol, shifted by the seed: it covers the space more
   * evenly than random search. Up to 1000 parameters.
   */
  public static Sampler sobol() {
    return new SobolSampler();
  }
}

package org.blockwright.tuning.samplers;

import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;

/** See {@link Samplers#cmaEs}. */
record CmaEsSampler() implements Sampler {
  @Override
  public String name() {
    return "cma-es";
  }

  @Override
  public Search start(Space space, Metric metric, long seed) {
    return new CmaEsSearch(space, metric, seed);
  }
}

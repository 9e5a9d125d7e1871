package org.blockwright.tuning.samplers;

import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;

/**
 * See {@link Samplers#tpe}.
 *
 * @param startupTrials number of completed or pruned trials before which trials are random
 * @param candidates number of candidates of a trial
 */
record TpeSampler(int startupTrials, int candidates) implements Sampler {
  @Override
  public String name() {
    return "tpe";
  }

  @Override
  public Search start(Space space, Metric metric, long seed) {
    return new TpeSearch(this, space, metric, seed);
  }
}

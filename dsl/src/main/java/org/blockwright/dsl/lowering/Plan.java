package org.blockwright.dsl.lowering;

import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;

/**
 * What lowering has to know beside the network: how it will be trained.
 *
 * @param seed of what DL4J draws itself (dropout)
 */
public record Plan(Optimizer optimizer, Rates rates, long seed) {

  /** A network that is to be run, not trained; plain DL4J may still go on training it. */
  public static Plan inference() {
    return new Plan(Optimizer.adam(1e-3), Rates.none(), 0);
  }
}

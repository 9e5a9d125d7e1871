package org.blockwright.tuning.arbiter;

import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.Values;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;

/** Random search; never ends. */
final class RandomSearch implements Sampler.Search {
  private final UnitCube cube;
  private final RandomSearchGenerator generator;

  RandomSearch(Space space, long seed) {
    this.cube = new UnitCube(space, 2);
    this.generator = new RandomSearchGenerator(cube);
    generator.setRngSeed(seed);
  }

  @Override
  public OptionalLong total() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<Values> propose() {
    return Optional.of(cube.values(generator.getCandidate()));
  }

  @Override
  public void report(TrialResult result) {
    // Random search does not adapt to results.
  }
}

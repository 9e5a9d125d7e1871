package org.blockwright.tuning.arbiter;

import org.blockwright.tuning.PointSequence;
import org.blockwright.tuning.Space;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;

/** Random search; ends if the space is finite. */
final class RandomSearch {
  private RandomSearch() {}

  static PointSequence start(Space space, long seed) {
    UnitCube cube = new UnitCube(space, 2);
    RandomSearchGenerator generator = new RandomSearchGenerator(cube);
    generator.setRngSeed(seed);
    return new PointSequence(space, seed, () -> cube.values(generator.getCandidate()));
  }
}

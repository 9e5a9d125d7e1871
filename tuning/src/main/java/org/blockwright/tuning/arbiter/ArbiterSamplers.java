package org.blockwright.tuning.arbiter;

import java.util.function.BiFunction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;

/** Random and grid search by Arbiter's generators (arbiter-core 1.0.0-beta7). */
public final class ArbiterSamplers {
  private ArbiterSamplers() {}

  /** Uniform and independent draws, each parameter by its own scale; never ends. */
  public static Sampler random() {
    return new Named("random", RandomSearch::new);
  }

  /**
   * Every point of a grid exactly once, the first parameter changing fastest; then the study ends.
   *
   * <p>Choices and bools have all their options; whole numbers all values where there are at most
   * {@code points}, else so many evenly spread; reals so many, evenly by their scale. Ends are
   * included.
   *
   * @param points points for each parameter that has more; at least 2
   */
  public static Sampler grid(int points) {
    ArbiterProblems.checkPoints(points);
    return new Named("grid", (space, seed) -> GridSearch.inOrder(space, points));
  }

  /**
   * The points of {@link #grid} in an order that derives from the study's seed, so that a study
   * that is stopped early has seen all of the space.
   */
  public static Sampler shuffledGrid(int points) {
    ArbiterProblems.checkPoints(points);
    return new Named("shuffled-grid", (space, seed) -> GridSearch.shuffled(space, points, seed));
  }

  private record Named(String name, BiFunction<Space, Long, Search> starter) implements Sampler {
    @Override
    public Search start(Space space, Metric goal, long seed) {
      return starter.apply(space, seed);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

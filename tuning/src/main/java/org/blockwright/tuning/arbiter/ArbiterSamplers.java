package org.blockwright.tuning.arbiter;

import java.util.function.BiFunction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;

/** Random, grid and genetic search with Arbiter's generators (arbiter-core 1.0.0-beta7). */
public final class ArbiterSamplers {
  private ArbiterSamplers() {}

  /**
   * Returns random search: independent values, by the distribution of each parameter. Ends if every
   * point of a finite space was tried.
   */
  public static Sampler random() {
    return new Named("random", RandomSearch::start);
  }

  /**
   * Returns grid search: every point of a grid exactly once, the first parameter changing fastest.
   *
   * <p>A choice or bool has all its values. An integer has all its values, or {@code points} evenly
   * spaced ones if it has more; a real has {@code points}, evenly spaced on its linear or
   * logarithmic scale. Bounds are included.
   *
   * @param points maximum number of grid points per integer or real parameter; at least 2
   */
  public static Sampler grid(int points) {
    ArbiterProblems.checkPoints(points);
    return new Named("grid", (space, seed) -> GridSearch.inOrder(space, points));
  }

  /**
   * Returns grid search in a random order that depends on the study's seed, so that a study that is
   * stopped early has covered the whole space.
   */
  public static Sampler shuffledGrid(int points) {
    ArbiterProblems.checkPoints(points);
    return new Named("shuffled-grid", (space, seed) -> GridSearch.shuffled(space, points, seed));
  }

  /**
   * Returns genetic search: after 20 random trials, single-point crossover (rate 0.85) and mutation
   * (rate 0.1 per parameter) of the 20 best ones.
   */
  public static Sampler genetic() {
    return new Sampler() {
      @Override
      public String name() {
        return "genetic";
      }

      @Override
      public Search start(Space space, Metric metric, long seed) {
        return new GeneticSearch(space, metric, seed);
      }
    };
  }

  private record Named(String name, BiFunction<Space, Long, Search> starter) implements Sampler {
    @Override
    public Search start(Space space, Metric metric, long seed) {
      return starter.apply(space, seed);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

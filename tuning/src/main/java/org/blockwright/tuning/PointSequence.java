package org.blockwright.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.blockwright.base.SplitMix64;

/**
 * A search along a fixed sequence of points, such as those of a random generator: each trial gets
 * the first one that no other trial has. The trials of a study do not depend on the number of its
 * processes, then, nor on when they are stopped and continued. Of a finite space each point occurs
 * once.
 */
public final class PointSequence implements Sampler.Search {
  /** Number of points in a row that occurred before, after which the remaining ones are listed. */
  private static final int MAX_DUPLICATES = 100;

  private final Space space;
  private final TriedPoints triedPoints;
  private final long seed;
  private final Supplier<Values> generator;
  private final List<Values> sequence = new ArrayList<>();
  private final Set<Values> known = new HashSet<>();
  private int firstOpen;
  private boolean complete;

  /**
   * Creates a search.
   *
   * @param generator returns the next point, which may have occurred before
   * @param seed of the order of the last points of a finite space
   */
  public PointSequence(Space space, long seed, Supplier<Values> generator) {
    this.space = space;
    this.triedPoints = new TriedPoints(space);
    this.seed = seed;
    this.generator = generator;
  }

  @Override
  public OptionalLong total() {
    return Points.isListed(space) ? Points.combinations(space) : OptionalLong.empty();
  }

  @Override
  public Optional<Values> propose(List<TrialRecord> trials) {
    if (space.parameters().isEmpty()) {
      // Each trial draws the values that it requests.
      return Optional.of(generator.get());
    }
    Set<Values> tried = triedPoints.of(trials);
    while (firstOpen < sequence.size() || extend()) {
      if (!tried.contains(sequence.get(firstOpen))) {
        return Optional.of(sequence.get(firstOpen));
      }
      firstOpen++;
    }
    return Optional.empty();
  }

  /** Adds a point that has not occurred before; returns false if there is none. */
  private boolean extend() {
    for (int i = 0; i < MAX_DUPLICATES && !complete; i++) {
      Values values = generator.get();
      if (known.add(values)) {
        sequence.add(values);
        return true;
      }
    }
    if (complete || !Points.isListed(space)) {
      // A range that is not listed has so many points that chance alone would find another one.
      return false;
    }
    complete = true;
    List<Values> all = Points.all(space);
    Arrays.stream(new SplitMix64(seed).permutation(all.size()))
        .mapToObj(all::get)
        .filter(known::add)
        .forEach(sequence::add);
    return firstOpen < sequence.size();
  }
}

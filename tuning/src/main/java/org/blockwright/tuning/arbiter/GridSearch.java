package org.blockwright.tuning.arbiter;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockwright.base.SplitMix64;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TriedPoints;
import org.blockwright.tuning.Values;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;

/**
 * Grid search. Arbiter's random order is determined in the constructor of the generator, before a
 * seed can be set, so the points are generated in sequence and shuffled here.
 */
final class GridSearch implements Sampler.Search {
  private final Space space;
  private final TriedPoints triedPoints;
  private final List<Values> points;
  private int firstOpen;

  private GridSearch(Space space, List<Values> points) {
    this.space = space;
    this.triedPoints = new TriedPoints(space);
    this.points = points;
  }

  static GridSearch inOrder(Space space, int points) {
    return new GridSearch(space, allPoints(space, points));
  }

  static GridSearch shuffled(Space space, int points, long seed) {
    List<Values> inOrder = allPoints(space, points);
    int[] order = new SplitMix64(seed).permutation(inOrder.size());
    return new GridSearch(space, Arrays.stream(order).mapToObj(inOrder::get).toList());
  }

  private static ImmutableList<Values> allPoints(Space space, int points) {
    int total = GridSize.of(space, points);
    var cube = new UnitCube(space, points);
    var generator =
        new GridSearchCandidateGenerator(
            cube, points, GridSearchCandidateGenerator.Mode.Sequential, null);
    // Conditions make points equal.
    Set<Values> all = new LinkedHashSet<>();
    for (int i = 0; i < total && generator.hasMoreCandidates(); i++) {
      all.add(cube.values(generator.getCandidate()));
    }
    return ImmutableList.copyOf(all);
  }

  @Override
  public OptionalLong total() {
    return OptionalLong.of(points.size());
  }

  @Override
  public Optional<Values> propose(List<TrialRecord> trials) {
    Set<Values> tried = triedPoints.of(trials);
    while (firstOpen < points.size() && tried.contains(points.get(firstOpen))) {
      firstOpen++;
    }
    return firstOpen < points.size() ? Optional.of(points.get(firstOpen)) : Optional.empty();
  }
}

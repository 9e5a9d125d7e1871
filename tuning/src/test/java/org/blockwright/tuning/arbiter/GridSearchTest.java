package org.blockwright.tuning.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Trials;
import org.blockwright.tuning.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridSearchTest {
  private static final Space SPACE =
      Space.of(
          new IntegerParameter("width", 1, 4),
          ChoiceParameter.of("kind", "a", "b", "c", "d", "e", "f"),
          RealParameter.logUniform("lr", 1e-5, 1e-1),
          new IntegerParameter("still", 9, 9),
          new BoolParameter("flip"));

  private static List<Values> allPoints(Sampler sampler, Space space, long seed) {
    var search = sampler.start(space, Metric.minimize("loss"), seed);
    var all = new ArrayList<Values>();
    var trials = new ArrayList<TrialRecord>();
    Optional<Values> next;
    while ((next = search.propose(trials)).isPresent()) {
      all.add(next.get());
      Trials.add(trials, next.get());
    }
    assertThat(search.total()).hasValue(all.size());
    return all;
  }

  @Test
  void proposesEveryCombinationOnce() {
    List<Values> grid = allPoints(ArbiterSamplers.grid(5), SPACE, 1);

    var expected = new HashSet<List<Object>>();
    for (int width = 1; width <= 4; width++) {
      for (String kind : List.of("a", "b", "c", "d", "e", "f")) {
        for (int decade = -5; decade <= -1; decade++) {
          expected.add(List.of(width, kind, decade, 9, false));
          expected.add(List.of(width, kind, decade, 9, true));
        }
      }
    }
    List<List<Object>> got =
        grid.stream()
            .map(
                v ->
                    List.<Object>of(
                        v.integer("width"),
                        v.choice("kind"),
                        (int) Math.round(Math.log10(v.real("lr"))),
                        v.integer("still"),
                        v.bool("flip")))
            .toList();
    assertThat(got).hasSize(240).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void boundsAreExactAndLogUniformRangeIsEvenOnLogScale() {
    Space space = Space.of(RealParameter.logUniform("lr", 1e-5, 1e-1));

    List<Double> learningRates =
        allPoints(ArbiterSamplers.grid(5), space, 1).stream().map(v -> v.real("lr")).toList();

    assertThat(learningRates.get(0)).isEqualTo(1e-5);
    assertThat(learningRates.get(4)).isEqualTo(1e-1);
    assertThat(learningRates.get(1)).isCloseTo(1e-4, within(1e-16));
    assertThat(learningRates.get(2)).isCloseTo(1e-3, within(1e-15));
  }

  @Test
  void spacesWideIntegerRangeWithItsBounds() {
    Space space = Space.of(new IntegerParameter("width", Integer.MIN_VALUE, Integer.MAX_VALUE));

    List<Integer> widths =
        allPoints(ArbiterSamplers.grid(3), space, 1).stream().map(v -> v.integer("width")).toList();

    assertThat(widths).containsExactly(Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 10, 49, 60})
  void proposesEachPairOfEqualIntegerRangesOnce(int size) {
    Space space = Space.of(new IntegerParameter("a", 1, size), new IntegerParameter("b", 1, size));

    List<Values> grid = allPoints(ArbiterSamplers.grid(size), space, 1);

    assertThat(grid).hasSize(size * size).doesNotHaveDuplicates();
    assertThat(grid.subList(0, size))
        .extracting(v -> v.integer("a"))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, size).boxed().toList());
  }

  @Test
  void shuffledGridHasTheSamePointsInSeededOrder() {
    List<Values> inOrder = allPoints(ArbiterSamplers.grid(3), SPACE, 1);

    List<Values> shuffled = allPoints(ArbiterSamplers.shuffledGrid(3), SPACE, 1);

    assertThat(shuffled).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
    assertThat(allPoints(ArbiterSamplers.shuffledGrid(3), SPACE, 1)).isEqualTo(shuffled);
    assertThat(allPoints(ArbiterSamplers.shuffledGrid(3), SPACE, 2)).isNotEqualTo(shuffled);
  }

  @Test
  void spaceOfSingleValuesIsOnePoint() {
    assertThat(allPoints(ArbiterSamplers.grid(3), Space.of(new IntegerParameter("a", 1, 1)), 1))
        .hasSize(1);
    assertThat(allPoints(ArbiterSamplers.grid(3), Space.empty(), 1)).hasSize(1);
  }
}

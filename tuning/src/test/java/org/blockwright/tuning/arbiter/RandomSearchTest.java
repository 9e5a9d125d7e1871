package org.blockwright.tuning.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Trials;
import org.blockwright.tuning.Values;
import org.junit.jupiter.api.Test;

class RandomSearchTest {
  private static final Space SPACE =
      Space.of(
          RealParameter.logUniform("lr", 1e-5, 1e-1),
          RealParameter.uniform("drop", 0, 0.5),
          new IntegerParameter("width", 1, 4),
          ChoiceParameter.of("kind", "adam", "sgd", "rmsprop"),
          new BoolParameter("flip"));

  private static List<Values> proposals(Space space, long seed, int count) {
    var search = ArbiterSamplers.random().start(space, Metric.minimize("loss"), seed);
    List<Values> all = new ArrayList<>();
    var trials = new ArrayList<TrialRecord>();
    for (int i = 0; i < count; i++) {
      Values next = search.propose(trials).orElseThrow();
      all.add(next);
      Trials.add(trials, next);
    }
    return all;
  }

  @Test
  void sameSeedGivesSameProposals() {
    assertThat(proposals(SPACE, 7, 50)).isEqualTo(proposals(SPACE, 7, 50));
    assertThat(proposals(SPACE, 7, 50)).doesNotContainAnyElementsOf(proposals(SPACE, 8, 50));
  }

  @Test
  void decadesOfLogUniformRangeAreEquallyFrequent() {
    Map<Integer, Long> decades =
        proposals(SPACE, 42, 4000).stream()
            .collect(
                Collectors.groupingBy(
                    v -> (int) Math.floor(Math.log10(v.real("lr"))), Collectors.counting()));

    // Four decades: each count is binomial(4000, 1/4) with mean 1000 and standard deviation
    // sqrt(750) = 27.4. Five standard deviations are 137; the probability of exceeding them is 1 in
    // 1.7 million, and the seed makes the test reproducible.
    assertThat(decades).containsOnlyKeys(-5, -4, -3, -2);
    assertThat(decades.values()).allSatisfy(n -> assertThat(n).isBetween(863L, 1137L));
  }

  @Test
  void integersAndOptionsAreEquallyFrequent() {
    List<Values> proposals = proposals(SPACE, 42, 4000);

    var widths = count(proposals, "width");
    var kinds = count(proposals, "kind");

    // As above: 1000 within 137; a third has mean 1333 and standard deviation sqrt(889) = 29.8,
    // five
    // of which are 149.
    assertThat(widths).containsOnlyKeys(1, 2, 3, 4);
    assertThat(widths.values()).allSatisfy(n -> assertThat(n).isBetween(863L, 1137L));
    assertThat(kinds).containsOnlyKeys("adam", "sgd", "rmsprop");
    assertThat(kinds.values()).allSatisfy(n -> assertThat(n).isBetween(1184L, 1482L));
  }

  @Test
  void equalRangesAreIndependent() {
    Space twins = Space.of(RealParameter.uniform("a", 0, 1), RealParameter.uniform("b", 0, 1));

    List<Values> proposals = proposals(twins, 42, 2000);

    // The mean product of two centered uniform numbers has standard deviation 1/12/sqrt(2000) =
    // 0.00186; five of them are 0.0093. Without independence it would be 1/12 = 0.083.
    double covariance =
        proposals.stream()
            .mapToDouble(v -> (v.real("a") - 0.5) * (v.real("b") - 0.5))
            .average()
            .getAsDouble();
    assertThat(Math.abs(covariance)).isLessThan(0.0093);
  }

  @Test
  void singleValueParameterDoesNotAffectOthers() {
    Space space =
        Space.of(
            new IntegerParameter("fixed", 3, 3),
            RealParameter.uniform("real", 2, 3),
            RealParameter.logUniform("constant", 0.5, 0.5),
            new IntegerParameter("integer", 10, 20));

    assertThat(proposals(space, 1, 100))
        .allSatisfy(
            v -> {
              assertThat(v.asMap().keySet())
                  .containsExactly("fixed", "real", "constant", "integer");
              assertThat(v.integer("fixed")).isEqualTo(3);
              assertThat(v.real("real")).isBetween(2.0, 3.0);
              assertThat(v.real("constant")).isEqualTo(0.5);
              assertThat(v.integer("integer")).isBetween(10, 20);
            });
  }

  @Test
  void emptySpaceHasNoValues() {
    assertThat(proposals(Space.empty(), 1, 2)).containsOnly(Values.of(Map.of()));
  }

  private static Map<Object, Long> count(List<Values> proposals, String name) {
    return proposals.stream()
        .collect(Collectors.groupingBy(v -> v.asMap().get(name), Collectors.counting()));
  }
}

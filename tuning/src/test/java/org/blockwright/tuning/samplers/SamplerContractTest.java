package org.blockwright.tuning.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Trials;
import org.blockwright.tuning.Values;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every sampler does. */
class SamplerContractTest {
  private static final Metric LOSS = Metric.minimize("loss");
  private static final Space MIXED =
      Space.of(
          RealParameter.logUniform("lr", 1e-5, 1e-1),
          RealParameter.stepped("drop", 0, 0.5, 0.125),
          new IntegerParameter("width", 16, 128, 16, false),
          new IntegerParameter("depth", 1, 100, 1, true),
          ChoiceParameter.of("kind", "sgd", "adam"),
          RealParameter.uniform("momentum", 0.5, 0.99),
          new BoolParameter("flip"),
          new IntegerParameter("fixed", 3, 3));
  private static final Space CONDITIONAL = MIXED.when("momentum", "kind", "sgd");
  private static final Space FINITE =
      Space.of(
              new IntegerParameter("width", 1, 5),
              ChoiceParameter.of("kind", "a", "b", "c"),
              new BoolParameter("flip"))
          .when("flip", "kind", "a");

  static Stream<Sampler> samplers() {
    return Stream.of(
        ArbiterSamplers.random(),
        ArbiterSamplers.shuffledGrid(3),
        ArbiterSamplers.genetic(),
        Samplers.sobol(),
        Samplers.tpe(),
        Samplers.cmaEs());
  }

  /** Runs a study in which each trial has ended before the next one starts. */
  private static List<TrialRecord> run(Sampler sampler, Space space, long seed, int trials) {
    return goOn(sampler, space, seed, new ArrayList<>(), trials);
  }

  private static List<TrialRecord> goOn(
      Sampler sampler, Space space, long seed, List<TrialRecord> before, int trials) {
    List<TrialRecord> all = new ArrayList<>(before);
    Sampler.Search search = sampler.start(space, LOSS, seed);
    while (all.size() < trials) {
      Optional<Values> values = search.propose(all);
      if (values.isEmpty()) {
        break;
      }
      all.add(Trials.complete(all.size(), values.get(), loss(space, values.get())));
    }
    return all;
  }

  /** The sum of squared distances from 0.3, over the positions of the values in their ranges. */
  private static double loss(Space space, Values values) {
    return space.parameters().stream()
        .filter(p -> values.contains(p.name()))
        .mapToDouble(p -> Math.pow(p.unitOf(values.asMap().get(p.name())) - 0.3, 2))
        .sum();
  }

  private static List<Values> values(List<TrialRecord> trials) {
    return trials.stream().map(TrialRecord::values).toList();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void proposesActiveParametersInTheirRanges(Sampler sampler) {
    for (TrialRecord trial : run(sampler, CONDITIONAL, 1, 60)) {
      Values values = trial.values();
      assertThat(values.contains("momentum")).isEqualTo(values.choice("kind").equals("sgd"));
      for (Parameter p : CONDITIONAL.parameters()) {
        if (values.contains(p.name())) {
          assertThat(p.contains(values.asMap().get(p.name()))).as("%s of %s", p, values).isTrue();
        }
      }
      assertThat(values.asMap()).hasSize(values.contains("momentum") ? 8 : 7);
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void sameSeedAndTrialsGiveSameProposals(Sampler sampler) {
    List<TrialRecord> atOnce = run(sampler, MIXED, 7, 40);

    List<TrialRecord> continued = goOn(sampler, MIXED, 7, run(sampler, MIXED, 7, 25), 40);

    assertThat(values(continued)).isEqualTo(values(atOnce));
    assertThat(values(run(sampler, MIXED, 8, 40))).isNotEqualTo(values(atOnce));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void finiteSpaceEndsWhenEveryPointWasTriedOnce(Sampler sampler) {
    List<Values> tried = values(run(sampler, FINITE, 3, 1000));

    // 5 widths, with "a" and two values of flip, or with "b" or "c" without flip. The grid has
    // three
    // of the widths.
    int widths = sampler.name().equals("shuffled-grid") ? 3 : 5;
    assertThat(tried).hasSize(widths * 4).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void parallelTrialsHaveDifferentValues(Sampler sampler) {
    List<TrialRecord> done = run(sampler, MIXED, 5, 30);
    Sampler.Search search = sampler.start(MIXED, LOSS, 5);

    for (int i = 0; i < 8; i++) {
      Values next = search.propose(done).orElseThrow();
      assertThat(values(done)).doesNotContain(next);
      List<TrialRecord> running = new ArrayList<>(done);
      running.add(
          Trials.of(
              done.size(), TrialRecord.State.RUNNING, next, OptionalDouble.empty(), Map.of()));
      done = running;
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void failedAndPrunedTrialsAreAccepted(Sampler sampler) {
    List<TrialRecord> trials = new ArrayList<>();
    Sampler.Search search = sampler.start(MIXED, LOSS, 5);
    for (int i = 0; i < 40; i++) {
      Values next = search.propose(trials).orElseThrow();
      TrialRecord.State state =
          List.of(TrialRecord.State.FAIL, TrialRecord.State.PRUNED, TrialRecord.State.COMPLETE)
              .get(i % 3);
      trials.add(
          Trials.of(
              i,
              state,
              next,
              state == TrialRecord.State.COMPLETE
                  ? OptionalDouble.of(loss(MIXED, next))
                  : OptionalDouble.empty(),
              state == TrialRecord.State.PRUNED
                  ? Map.of(1, i % 2 == 0 ? Double.NaN : 1.0)
                  : Map.of()));
    }
    assertThat(values(trials)).doesNotHaveDuplicates();
  }

  /** A sampler that adapts has to find lower values of a smooth function than random search. */
  @ParameterizedTest
  @MethodSource("samplers")
  void adaptingSamplersAreBetterThanRandomSearch(Sampler sampler) {
    if (!List.of("tpe", "cma-es", "genetic").contains(sampler.name())) {
      return;
    }
    Space space =
        Space.of(
            RealParameter.uniform("a", 0, 1),
            RealParameter.uniform("b", 0, 1),
            RealParameter.uniform("c", 0, 1),
            RealParameter.uniform("d", 0, 1));

    assertThat(medianBest(sampler, space)).isLessThan(medianBest(ArbiterSamplers.random(), space));
  }

  private static double medianBest(Sampler sampler, Space space) {
    return Stream.iterate(0, seed -> seed + 1)
        .limit(9)
        .map(
            seed ->
                run(sampler, space, seed, 80).stream()
                    .mapToDouble(t -> t.value().orElseThrow())
                    .min()
                    .orElseThrow())
        .sorted()
        .toList()
        .get(4);
  }
}

package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.Test;

/** What every {@link StudyStore} does. */
public abstract class StudyStoreContract {
  private static final Space SPACE =
      Space.of(
          RealParameter.logUniform("lr", 1e-5, 1e-1),
          new IntegerParameter("width", 16, 64, 16, false),
          ChoiceParameter.of("kind", "sgd", "adam, lion"),
          RealParameter.stepped("momentum", 0.5, 1, 0.25),
          new BoolParameter("flip"));
  private static final Values VALUES =
      Values.of(
          Map.of("lr", 1e-3, "width", 48, "kind", "adam, lion", "momentum", 0.75, "flip", true));

  /** Returns the store of a new study that minimizes. */
  protected abstract StudyStore store();

  private static Optional<StudyStore.Start> fresh(List<TrialRecord> trials) {
    return Optional.of(new StudyStore.Start.New(VALUES, SPACE));
  }

  private static TrialRecord startNew(StudyStore store) {
    return store.start(StudyStoreContract::fresh).orElseThrow();
  }

  @Test
  void keepsParametersWithTheirDefinitionsAndValues() {
    StudyStore store = store();

    TrialRecord started = startNew(store);

    assertThat(started.state()).isEqualTo(TrialRecord.State.RUNNING);
    TrialRecord stored = store.trials().get(0);
    assertThat(stored.values().asMap()).containsExactlyInAnyOrderEntriesOf(VALUES.asMap());
    assertThat(stored.parameters().values())
        .containsExactlyInAnyOrderElementsOf(SPACE.parameters());
    assertThat(stored.started()).isPresent();
    assertThat(stored.ended()).isEmpty();
  }

  @Test
  void nanAndInfinitiesSurvive() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);

    store.report(trial, 1, Double.NaN);
    store.report(trial, 2, Double.POSITIVE_INFINITY);
    store.report(trial, 3, Double.NEGATIVE_INFINITY);
    store.report(trial, 4, Double.MIN_VALUE);
    store.end(
        trial,
        TrialRecord.State.COMPLETE,
        OptionalDouble.of(Double.NEGATIVE_INFINITY),
        Map.of("metric f1", "NaN"));

    TrialRecord stored = store.trials().get(0);
    assertThat(stored.reported())
        .containsExactly(
            Map.entry(1, Double.NaN),
            Map.entry(2, Double.POSITIVE_INFINITY),
            Map.entry(3, Double.NEGATIVE_INFINITY),
            Map.entry(4, Double.MIN_VALUE));
    assertThat(stored.value()).hasValue(Double.NEGATIVE_INFINITY);
    assertThat(stored.attributes()).containsEntry("metric f1", "NaN");
    assertThat(stored.ended()).isPresent();
  }

  @Test
  void parameterThatIsDefinedDuringTheTrialIsAdded() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);

    store.setParameter(trial, new IntegerParameter("late", 0, 9), 7);

    assertThat(store.trials().get(0).values().integer("late")).isEqualTo(7);
  }

  @Test
  void trialEndsOnce() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);

    boolean first = store.end(trial, TrialRecord.State.COMPLETE, OptionalDouble.of(1), Map.of());
    boolean second = store.end(trial, TrialRecord.State.FAIL, OptionalDouble.empty(), Map.of());

    assertThat(List.of(first, second)).containsExactly(true, false);
    assertThat(store.retry(trial, "gone", 3)).isFalse();
    assertThat(store.trials()).hasSize(1);
    assertThat(store.trials().get(0).state()).isEqualTo(TrialRecord.State.COMPLETE);
  }

  @Test
  void repeatedTrialHasTheValuesOfTheFirstOne() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);
    store.setParameter(trial, new IntegerParameter("late", 0, 9), 7);

    boolean retried = store.retry(trial, "gone", 3);

    assertThat(retried).isTrue();
    TrialRecord first = store.trials().get(0);
    assertThat(first.state()).isEqualTo(TrialRecord.State.FAIL);
    assertThat(first.attributes()).containsEntry(TrialRecord.FAILURE, "gone");
    assertThat(first.retried()).isTrue();
    TrialRecord waiting = store.trials().get(1);
    assertThat(waiting.state()).isEqualTo(TrialRecord.State.WAITING);
    assertThat(waiting.retryOf()).containsExactly(0);
    assertThat(waiting.values().integer("late")).isEqualTo(7);
    TrialRecord second =
        store
            .start(
                trials ->
                    Optional.of(
                        new StudyStore.Start.Waiting(trials.get(1), trials.get(1).values(), SPACE)))
            .orElseThrow();
    assertThat(second.state()).isEqualTo(TrialRecord.State.RUNNING);
    assertThat(second.values().asMap()).containsAllEntriesOf(VALUES.asMap());
    assertThat(store.trials()).hasSize(2);
  }

  @Test
  void trialIsRepeatedUpToTheLimit() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);

    store.retry(trial, "gone", 0);

    assertThat(store.trials()).hasSize(1);
    assertThat(store.trials().get(0).retried()).isFalse();
  }

  @Test
  void keepsAttributesOfTheStudy() {
    StudyStore store = store();

    store.setAttribute("space", "a: bool\n");
    store.setAttribute("space", "b: bool\n");

    assertThat(store.attributes()).containsExactly(Map.entry("space", "b: bool\n"));
  }

  @Test
  void trialOfALivingProcessIsNotAbandoned() {
    StudyStore store = store();
    TrialRecord trial = startNew(store);
    store.beat(Set.of(trial.id()));

    assertThat(store.abandoned(Duration.ofHours(1))).isEmpty();
  }

  @Test
  void severalThreadsStartEachTrialOnce() {
    StudyStore store = store();
    AtomicInteger runs = new AtomicInteger();

    StudyResult result =
        Study.of(SPACE, ArbiterSamplers.random(), Metric.minimize("loss"))
            .store(store)
            .jobs(4)
            .trials(40)
            .run(t -> runs.incrementAndGet());

    assertThat(result.trials()).hasSize(40);
    assertThat(runs).hasValue(40);
    assertThat(result.trials()).extracting(TrialResult::number).doesNotHaveDuplicates();
    assertThat(result.trials()).extracting(TrialResult::values).doesNotHaveDuplicates();
  }

  @Test
  void studyGoesOnWhereItStopped() {
    StudyStore store = store();
    Study study = Study.of(SPACE, ArbiterSamplers.random(), Metric.minimize("loss")).store(store);
    Objective width = t -> t.values().integer("width");
    List<Values> atOnce =
        Study.of(SPACE, ArbiterSamplers.random(), Metric.minimize("loss"))
            .trials(9)
            .run(width)
            .trials()
            .stream()
            .map(TrialResult::values)
            .toList();

    study.trials(4).run(width);
    study.trials(4).run(width);
    StudyResult result = study.moreTrials(5).run(width);

    assertThat(result.trials().stream().map(t -> t.values().asMap()).toList())
        .isEqualTo(atOnce.stream().map(Values::asMap).toList());
  }

  @Test
  void interruptedTrialIsRepeated() {
    StudyStore store = store();
    Study study =
        Study.of(SPACE, ArbiterSamplers.random(), Metric.minimize("loss")).store(store).trials(3);

    StudyResult stopped =
        study.run(
            t -> {
              if (t.number() == 1) {
                throw new InterruptedException();
              }
              return 1;
            });
    boolean flag = Thread.interrupted();
    StudyResult result = study.run(t -> 2);

    assertThat(List.of(stopped.stopped(), flag)).containsOnly(true);
    assertThat(stopped.trials()).hasSize(1);
    assertThat(result.trials()).hasSize(3);
    assertThat(result.trials().get(1).values().asMap())
        .isEqualTo(store.trials().get(1).values().asMap());
  }
}

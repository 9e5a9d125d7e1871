package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockwright.base.Progress;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.Test;

class StudyTest {
  private static final Space SPACE =
      Space.of(new IntegerParameter("width", 1, 5), ChoiceParameter.of("kind", "a", "b"));
  private static final Study GRID =
      Study.of(SPACE, ArbiterSamplers.grid(5), Metric.minimize("loss"));

  /** (width - 4)^2, plus 0.5 for "a": the minimum is at width 4 and "b". */
  private static double quadratic(Trial t) {
    double distance = t.integer("width", 1, 5) - 4;
    return distance * distance + (t.choice("kind", "a", "b").equals("a") ? 0.5 : 0);
  }

  private static double failsAboveThree(Trial t) {
    if (t.values().integer("width") > 3) {
      throw new IllegalStateException("too wide");
    }
    return quadratic(t);
  }

  @Test
  void bestTrialDependsOnDirection() {
    TrialResult.Done minimum = GRID.run(StudyTest::quadratic).best();
    TrialResult.Done maximum =
        Study.of(SPACE, ArbiterSamplers.grid(5), Metric.maximize("gain"))
            .run(StudyTest::quadratic)
            .best();

    assertThat(minimum.values().integer("width")).isEqualTo(4);
    assertThat(minimum.values().choice("kind")).isEqualTo("b");
    assertThat(minimum.objective()).hasValue(0);
    assertThat(maximum.values().integer("width")).isEqualTo(1);
    assertThat(maximum.values().choice("kind")).isEqualTo("a");
    assertThat(maximum.objective()).hasValue(9.5);
  }

  @Test
  void earliestOfEqualTrialsIsBest() {
    assertThat(GRID.run(t -> 1).best().number()).isEqualTo(0);
  }

  @Test
  void studyEndsAfterGridOrMaximumOfTrials() {
    assertThat(GRID.run(StudyTest::quadratic).trials()).hasSize(10);
    assertThat(GRID.trials(100).run(StudyTest::quadratic).trials()).hasSize(10);
    assertThat(GRID.trials(4).run(StudyTest::quadratic).trials())
        .extracting(TrialResult::number)
        .containsExactly(0, 1, 2, 3);
    assertThat(GRID.run(StudyTest::quadratic).stopped()).isFalse();
  }

  @Test
  void recordsFailuresAndContinues() {
    StudyResult result = GRID.run(StudyTest::failsAboveThree);

    assertThat(result.trials()).hasSize(10);
    assertThat(result.failed())
        .extracting(TrialResult.Failed::describe)
        .containsExactly(
            "Trial 3 {width=4, kind=a} failed: IllegalStateException: too wide.",
            "Trial 4 {width=5, kind=a} failed: IllegalStateException: too wide.",
            "Trial 8 {width=4, kind=b} failed: IllegalStateException: too wide.",
            "Trial 9 {width=5, kind=b} failed: IllegalStateException: too wide.");
    assertThat(result.failed().get(0).exception()).isEqualTo("java.lang.IllegalStateException");
    assertThat(result.failed().get(0).stackTrace()).contains("StudyTest.failsAboveThree");
    assertThat(result.best().values().asMap()).containsEntry("width", 3).containsEntry("kind", "b");
  }

  @Test
  void recoverableErrorsAreFailuresAndOthersAreThrown() {
    var errors =
        List.of(
            new StackOverflowError(),
            new NoClassDefFoundError("x/Y"),
            new AssertionError("no"),
            new OutOfMemoryError("Metaspace"));

    StudyResult result =
        GRID.trials(4)
            .run(
                t -> {
                  throw errors.get(t.number());
                });

    assertThat(result.failed())
        .extracting(TrialResult.Failed::exception)
        .containsExactlyElementsOf(errors.stream().map(e -> e.getClass().getName()).toList());
    assertThatThrownBy(
            () ->
                GRID.run(
                    t -> {
                      throw new InternalError("broken");
                    }))
        .isInstanceOf(InternalError.class);
  }

  @Test
  void sameSeedGivesSameTrials() {
    Space space = Space.of(RealParameter.logUniform("lr", 1e-5, 1e-1));
    Study study = Study.of(space, ArbiterSamplers.random(), Metric.minimize("loss")).trials(6);

    List<Values> first = values(study.seed(7).run(t -> 1));

    assertThat(values(study.seed(7).run(t -> 1))).isEqualTo(first);
    assertThat(values(study.seed(8).run(t -> 1))).doesNotContainAnyElementsOf(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  @Test
  void hiddenParametersDependOnSeedTrialAndNameAlone() {
    Study study = Study.of(SPACE, ArbiterSamplers.grid(5), Metric.minimize("loss")).seed(3);

    StudyResult first =
        study.run(
            t -> {
              if (t.values().choice("kind").equals("b")) {
                t.integer("extra", 0, 1_000_000);
              }
              return t.real("other", 0, 1).uniform();
            });
    StudyResult again =
        study.run(
            t -> {
              double other = t.real("other", 0, 1).uniform();
              return t.values().choice("kind").equals("b")
                  ? t.integer("extra", 0, 1_000_000)
                  : other;
            });

    assertThat(first.trials()).hasSize(10);
    assertThat(first.trials())
        .allSatisfy(
            t ->
                assertThat(t.values().contains("extra"))
                    .isEqualTo(t.values().choice("kind").equals("b")));
    assertThat(first.trials().stream().map(t -> t.values().real("other")).toList())
        .doesNotHaveDuplicates();
    for (int i = 0; i < 10; i++) {
      assertThat(again.trials().get(i).values().asMap())
          .containsExactlyInAnyOrderEntriesOf(first.trials().get(i).values().asMap());
    }
  }

  @Test
  void redefinitionInLaterTrialFailsThatTrial() {
    StudyResult result = GRID.trials(3).run(t -> t.integer("late", 0, t.number() == 1 ? 9 : 8));

    assertThat(result.failed()).hasSize(1);
    assertThat(result.failed().get(0).number()).isEqualTo(1);
    assertThat(result.failed().get(0).message())
        .startsWith(
            "\"late\" is defined as integer(\"late\", 0, 8) in this study, got integer(\"late\", 0,"
                + " 9)");
  }

  @Test
  void stoppingKeepsCompletedTrials() {
    var ended = new AtomicInteger();

    StudyResult result =
        GRID.stopWhen(() -> ended.get() == 3)
            .run(
                t -> {
                  ended.incrementAndGet();
                  return quadratic(t);
                });

    assertThat(result.stopped()).isTrue();
    assertThat(result.trials()).hasSize(3);
    assertThat(result.best().values().integer("width")).isEqualTo(3);
  }

  @Test
  void interruptEndsTheStudyWithoutFailedTrial() {
    StudyResult thrown =
        GRID.run(
            t -> {
              if (t.number() == 2) {
                throw new InterruptedException();
              }
              return quadratic(t);
            });
    boolean flagAfterThrown = Thread.interrupted();
    StudyResult wrapped =
        GRID.run(
            t -> {
              if (t.number() == 2) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("wrapped");
              }
              return quadratic(t);
            });
    boolean flagAfterWrapped = Thread.interrupted();

    for (StudyResult result : List.of(thrown, wrapped)) {
      assertThat(result.stopped()).isTrue();
      assertThat(result.trials()).hasSize(2);
      assertThat(result.failed()).isEmpty();
    }
    assertThat(List.of(flagAfterThrown, flagAfterWrapped)).containsOnly(true);
  }

  @Test
  void reportsTrialsAndFailuresToProgress() {
    var events = new ArrayList<String>();
    var listener =
        new Progress() {
          @Override
          public Task start(String task, long total) {
            events.add(task + " " + total);
            return new Task() {
              @Override
              public void advance(long units, String detail) {
                events.add(units + " " + detail);
              }

              @Override
              public void close() {
                events.add("closed");
              }
            };
          }

          @Override
          public void note(String line) {
            events.add("note " + line);
          }
        };

    GRID.trials(4).progress(listener).run(StudyTest::failsAboveThree);

    assertThat(events)
        .containsExactly(
            "study 4",
            "1 best loss 9.5 (trial 0)",
            "1 best loss 4.5 (trial 1)",
            "1 best loss 1.5 (trial 2)",
            "note Trial 3 {width=4, kind=a} failed: IllegalStateException: too wide.",
            "0 best loss 1.5 (trial 2)",
            "note Trial 4 {width=5, kind=a} failed: IllegalStateException: too wide.",
            "0 best loss 1.5 (trial 2)",
            "1 best loss 1.5 (trial 2)",
            "closed");
  }

  private static List<Values> values(StudyResult result) {
    return result.trials().stream().map(TrialResult::values).toList();
  }
}

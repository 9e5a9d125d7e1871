package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Metric;
import org.junit.jupiter.api.Test;

/** The text of each message; those of space files are in {@link SpaceFormatTest}. */
class TuningProblemsTest {
  private static final Metric LOSS = Metric.minimize("loss");
  private static final Space WIDTH = Space.of(new IntegerParameter("mix.width", 32, 128));

  private static AbstractThrowableAssert<?, ?> assertUsageError(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(UsageException.class);
  }

  private static void dryRun(Consumer<Trial> code) {
    Space.from(code);
  }

  /** Always proposes the same values. */
  private record ConstantSampler(Values values) implements Sampler {
    @Override
    public String name() {
      return "constant";
    }

    @Override
    public Search start(Space space, Metric metric, long seed) {
      return new Search() {
        @Override
        public OptionalLong total() {
          return OptionalLong.empty();
        }

        @Override
        public Optional<Values> propose(List<TrialRecord> trials) {
          return Optional.of(values);
        }
      };
    }
  }

  private static Study study(Space space, Map<String, ?> values) {
    return Study.of(space, new ConstantSampler(Values.of(values)), LOSS).trials(3);
  }

  @Test
  void rejectsLowAboveHigh() {
    assertUsageError(() -> dryRun(t -> t.integer("mix.width", 128, 32)))
        .hasMessage(
            "integer(\"mix.width\", 128, 32): low <= high must hold, got low=128, high=32.");
    assertUsageError(() -> dryRun(t -> t.real("lr", 0.1, 1e-3).logUniform()))
        .hasMessage(
            "real(\"lr\", 0.1, 0.001).logUniform(): low <= high must hold, got low=0.1,"
                + " high=0.001.");
  }

  @Test
  void rejectsBoundThatIsNotFinite() {
    assertUsageError(() -> RealParameter.uniform("x", 0, Double.POSITIVE_INFINITY))
        .hasMessage(
            "real(\"x\", 0.0, Infinity).uniform(): both bounds must be finite, got low=0.0,"
                + " high=Infinity.");
    assertUsageError(() -> RealParameter.uniform("x", Double.NaN, 1))
        .hasMessageContaining("got low=NaN");
  }

  @Test
  void rejectsLogUniformRangeFromZero() {
    assertUsageError(() -> RealParameter.logUniform("lr", 0, 1))
        .hasMessage(
            "real(\"lr\", 0.0, 1.0).logUniform(): a log-uniform range must start above 0, got"
                + " low=0.0. Raise low, or use uniform().");
  }

  @Test
  void rejectsNameWithSpaces() {
    assertUsageError(() -> new BoolParameter("head width"))
        .hasMessage(
            "\"head width\" is not a valid parameter name. Use a name without spaces, such as"
                + " \"head.width\".");
    assertUsageError(() -> new BoolParameter(""))
        .hasMessageStartingWith("\"\" is not a valid parameter name.");
  }

  @Test
  void rejectsChoiceWithoutOptions() {
    assertUsageError(() -> ChoiceParameter.of("kind"))
        .hasMessage("choice(\"kind\"): expected at least one option, got none.");
  }

  @Test
  void rejectsDuplicateOption() {
    assertUsageError(() -> ChoiceParameter.of("kind", "adam", "sgd", "adam"))
        .hasMessage("choice(\"kind\", \"adam\", \"sgd\", \"adam\"): duplicate option \"adam\".");
  }

  @Test
  void rejectsDuplicateNameInSpace() {
    assertUsageError(() -> Space.of(new BoolParameter("a"), new IntegerParameter("a", 1, 2)))
        .hasMessage("The space has two parameters named \"a\". Names must be unique.");
  }

  @Test
  void rejectsRedefinition() {
    assertUsageError(
            () ->
                dryRun(
                    t -> {
                      t.integer("width", 1, 8);
                      t.real("width", 1, 8).uniform();
                    }))
        .hasMessage(
            "\"width\" is defined as integer(\"width\", 1, 8) in this study, got real(\"width\","
                + " 1.0, 8.0).uniform(). Use the same type and range, or another name.");
  }

  @Test
  void reportsFailureOfDryRun() {
    assertUsageError(
            () ->
                dryRun(
                    t -> {
                      t.integer("width", 4, 8);
                      throw new IllegalStateException("no such file");
                    }))
        .hasMessage(
            "The code that defines the space failed in its dry run with the first values {width=4}:"
                + " IllegalStateException: no such file.")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void rejectsUnknownParameter() {
    assertUsageError(() -> WIDTH.parameter("mix.widht"))
        .hasMessage(
            "The space has no parameter \"mix.widht\". Did you mean \"mix.width\"? Parameters:"
                + " mix.width.");
  }

  @Test
  void rejectsUnknownValue() {
    assertUsageError(() -> Values.of(Map.of("head.width", 3)).integer("head.wdth"))
        .hasMessage(
            "This trial has no value \"head.wdth\". Did you mean \"head.width\"? Values:"
                + " head.width.");
    assertUsageError(() -> Values.of(Map.of()).bool("x"))
        .hasMessage("This trial has no value \"x\". Values: none.");
  }

  @Test
  void rejectsValueOfOtherType() {
    assertUsageError(() -> Values.of(Map.of("lr", 0.5)).integer("lr"))
        .hasMessage("Value \"lr\": expected type Integer, got 0.5 (Double).");
  }

  @Test
  void rejectsRecordingTheMetricOfTheStudy() {
    StudyResult result =
        study(WIDTH, Map.of("mix.width", 96))
            .run(
                t -> {
                  t.recordMetric("loss", 0.1);
                  return 0;
                });

    assertThat(result.failed().get(0).message())
        .isEqualTo(
            "recordMetric(\"loss\", ...): \"loss\" is the metric of the study. Return it from the"
                + " objective instead.");
  }

  @Test
  void rejectsProposalWithOtherNames() {
    assertUsageError(() -> study(WIDTH, Map.of("width", 96)).run(t -> 0))
        .hasMessage(
            "Sampler \"constant\" proposed values for [width], but the space has [mix.width].");
  }

  @Test
  void rejectsProposalOutOfRange() {
    assertUsageError(() -> study(WIDTH, Map.of("mix.width", 200)).run(t -> 0))
        .hasMessage(
            "Sampler \"constant\" proposed mix.width=200, outside integer(\"mix.width\", 32,"
                + " 128).");
  }

  @Test
  void rejectsZeroTrials() {
    assertUsageError(() -> study(WIDTH, Map.of()).trials(0))
        .hasMessage("trials(0): expected at least 1.");
  }

  @Test
  void rejectsEndlessStudy() {
    assertUsageError(
            () -> Study.of(WIDTH, new ConstantSampler(Values.of(Map.of())), LOSS).run(t -> 0))
        .hasMessage(
            "Sampler \"constant\" never ends. Set the number of trials, for example trials(20).");
  }

  @Test
  void rejectsNanObjective() {
    StudyResult result = study(WIDTH, Map.of("mix.width", 96)).run(t -> Double.NaN);

    assertThat(result.failed().get(0).describe())
        .isEqualTo(
            "Trial 0 {mix.width=96} failed: the objective \"loss\" is NaN, expected a finite"
                + " number.");
  }

  @Test
  void explainsOutOfMemory() {
    StudyResult result =
        study(WIDTH, Map.of("mix.width", 96))
            .run(
                t -> {
                  throw new OutOfMemoryError("Java heap space");
                });

    assertThat(result.failed().get(0).message())
        .isEqualTo(
            "out of memory (Java heap space). Lower the batch size, the input size or the layer"
                + " widths in the space, or allow more memory.");
  }

  @Test
  void describesFailedTrial() {
    var failed =
        new TrialResult.Failed(
            7,
            Values.of(ImmutableMap.of("mix.width", 96, "lr", 0.31)),
            TuningProblems.reason(new TrainingException("loss became NaN at epoch 2, batch 14.")),
            "",
            "",
            ImmutableMap.of(),
            ImmutableSortedMap.of(),
            1);

    assertThat(failed.describe())
        .isEqualTo("Trial 7 {mix.width=96, lr=0.31} failed: loss became NaN at epoch 2, batch 14.");
  }

  @Test
  void reasonOfOtherExceptionsHasTheirClassAndOneLine() {
    assertThat(TuningProblems.reason(new ArithmeticException("/ by zero\n  at 3 ")))
        .isEqualTo("ArithmeticException: / by zero at 3.");
    assertThat(TuningProblems.reason(new NullPointerException()))
        .isEqualTo("NullPointerException.");
  }

  @Test
  void reportsThatAllTrialsFailed() {
    StudyResult result =
        study(WIDTH, Map.of("mix.width", 96))
            .run(
                t -> {
                  throw new TrainingException("the loss is NaN.");
                });

    assertThatThrownBy(result::best)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "None of 3 trials completed, so there is no best trial. Trial 0 {mix.width=96} failed:"
                + " the loss is NaN.");
  }

  @Test
  void reportsThatNoTrialRan() {
    StudyResult result = study(WIDTH, Map.of("mix.width", 96)).stopWhen(() -> true).run(t -> 0);

    assertThat(List.of(result.trials().size(), result.stopped())).isEqualTo(List.of(0, true));
    assertThatThrownBy(result::best)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The study was stopped before its first trial ended, so there is no best trial.");
  }

  @Test
  void sameFailureFiveTimesInARowStopsTheStudy() {
    AtomicInteger runs = new AtomicInteger();
    Study study = study(WIDTH, Map.of("mix.width", 96)).trials(20);

    assertThatThrownBy(
            () ->
                study.run(
                    t -> {
                      // A success, and another error, start the count anew.
                      int run = runs.getAndIncrement();
                      if (run == 4) {
                        return 0;
                      }
                      throw new TrainingException(run == 9 ? "other." : "the loss is NaN.");
                    }))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "5 trials in a row failed with the same error, so the study was stopped. Trial 14"
                + " {mix.width=96} failed: the loss is NaN.");
    assertThat(runs).hasValue(15);
  }

  @Test
  void rejectsTimeoutOfZero() {
    assertUsageError(() -> study(WIDTH, Map.of()).timeout(Duration.ZERO))
        .hasMessage("timeout(PT0S): expected a duration above 0.");
  }

  @Test
  void rejectsZeroJobs() {
    assertUsageError(() -> study(WIDTH, Map.of()).jobs(0))
        .hasMessage("jobs(0): expected at least 1.");
  }

  @Test
  void timeoutStartsNoFurtherTrialAndEndsTheRunningOne() {
    StudyResult result =
        study(WIDTH, Map.of("mix.width", 96))
            .trials(1_000_000)
            .timeout(Duration.ofMillis(200))
            .run(
                t -> {
                  Thread.sleep(50);
                  return 0;
                });

    assertThat(result.trials()).hasSizeBetween(1, 4);
    assertThat(result.failed()).isEmpty();
    assertThat(result.stopped()).isFalse();
  }
}

package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.groups.Tuple;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.TrainingEvent.BatchEnded;

/** Trainings that end in the middle and continue from a checkpoint. */
final class ResumedTraining {
  private ResumedTraining() {}

  /** The end of the process. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Returns a listener that ends the process after a number of batches. */
  static TrainingListener killAfter(int batches) {
    return afterBatches(
        batches,
        () -> {
          throw new Killed();
        });
  }

  static TrainingListener afterBatches(int batches, Runnable action) {
    AtomicInteger seen = new AtomicInteger();
    return new TrainingListener() {
      @Override
      public void batchEnded(BatchEnded event, TrainingControl control) {
        if (seen.incrementAndGet() == batches) {
          action.run();
        }
      }
    };
  }

  /**
   * Trains with processes that end after a few batches, two more each time, until one reaches the
   * end.
   *
   * @param batches those of the first one
   * @param trainer with checkpoints to resume
   */
  static Result trainWithKills(int batches, Function<Trainer, Result> train, Trainer trainer) {
    Optional<Result> result = Optional.empty();
    int killed = 0;
    for (int number = batches; result.isEmpty(); number += 2) {
      try {
        result = Optional.of(train.apply(trainer.listener(killAfter(number))));
      } catch (Killed e) {
        killed++;
      }
    }
    assertThat(killed).isGreaterThan(1);
    return result.orElseThrow();
  }

  static void assertSame(Result resumed, Result expected) {
    assertThat(resumed.metrics()).isEqualTo(expected.metrics());
    assertThat(resumed.training().history().epochs())
        .extracting(History.Epoch::epoch, History.Epoch::phase, History.Epoch::learningRate)
        .isEqualTo(
            expected.training().history().epochs().stream()
                .map(e -> Tuple.tuple(e.epoch(), e.phase(), e.learningRate()))
                .toList());
    assertThat(resumed.training().bestEpoch()).isEqualTo(expected.training().bestEpoch());
    assertThat(resumed.training().stopReason()).isEqualTo(expected.training().stopReason());
    assertThat(resumed.training().featuresCachedAt())
        .isEqualTo(expected.training().featuresCachedAt());
    assertThat(resumed.training().validation().map(Measurements::predictions))
        .isEqualTo(expected.training().validation().map(Measurements::predictions));
    assertThat(resumed.weights().keySet()).isEqualTo(expected.weights().keySet());
    expected
        .weights()
        .forEach(
            (name, values) -> assertThat(resumed.weights().get(name)).as(name).isEqualTo(values));
  }
}

package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TrainingEvents.epochEnded;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunFailed;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;
import org.junit.jupiter.api.Test;

class ProgressListenerTest {
  private final List<String> calls = new ArrayList<>();
  private final StopRequest stop = new StopRequest();
  private final ProgressListener listener =
      new ProgressListener(
          new Progress() {
            @Override
            public Task start(String name, long total) {
              calls.add("start %s, %s".formatted(name, total));
              return new Task() {
                @Override
                public void advance(long units, String detail) {
                  calls.add("advance %s, %s".formatted(units, detail));
                }

                @Override
                public void close() {
                  calls.add("close " + name);
                }
              };
            }

            @Override
            public void note(String line) {
              calls.add("note " + line);
            }
          });

  /** Two images: the one that is right has the loss ln 2, the other one ln 4. */
  private static Measurements measurements() {
    return Measurements.of(
        List.of("a", "b"),
        List.of(
            new Prediction("1", "1", 0, new float[] {0.5f, 0.5f}),
            new Prediction("2", "2", 1, new float[] {0.75f, 0.25f})),
        1);
  }

  @Test
  void showsOneTaskForAnEpochAndOneForItsValidation() {
    listener.epochStarted(new EpochStarted(2, 20, 12), stop);
    listener.batchEnded(new BatchEnded(2, 1, 8, 0.75, 0.75), stop);
    listener.batchEnded(new BatchEnded(2, 2, 4, 0.3, 0.6), stop);
    listener.validationStarted(new ValidationStarted(2, 20, 2), stop);
    listener.validationBatchEnded(new ValidationBatchEnded(2, 2), stop);
    listener.validationEnded(new ValidationEnded(2, Map.of("output", measurements())), stop);
    listener.epochEnded(epochEnded(2, 2), stop);

    assertThat(calls)
        .containsExactly(
            "start epoch 2/20, 12",
            "advance 8, loss 0.7500",
            "advance 4, loss 0.6000",
            "close epoch 2/20",
            "start validation 2/20, 2",
            "advance 2, ",
            "advance 0, loss 1.0397, accuracy 0.5000",
            "close validation 2/20");
  }

  @Test
  void showsTheMetricOfTheTask() {
    Measurements numbers =
        Measurements.of(
            Task.REGRESSION,
            List.of("ink [px]"),
            List.of(
                Prediction.of(Task.REGRESSION, "1", "1", new float[] {52}, new float[] {49.5f})),
            Loss.meanSquaredError(),
            Thresholds.defaults(0),
            1);

    listener.validationStarted(new ValidationStarted(2, 20, 1), stop);
    listener.validationEnded(new ValidationEnded(2, Map.of("output", numbers)), stop);

    assertThat(calls).contains("advance 0, loss 6.2500, MAE 2.5000");

    listener.validationStarted(new ValidationStarted(2, 20, 1), stop);
    listener.validationEnded(
        new ValidationEnded(2, ImmutableMap.of("side", measurements(), "ink", numbers)), stop);

    assertThat(calls).contains("advance 0, side accuracy 0.5000, ink MAE 2.5000");
  }

  @Test
  void closesTheTaskOfAnEpochWithoutValidation() {
    listener.epochStarted(new EpochStarted(2, 20, 12), stop);
    listener.epochEnded(epochEnded(2, 2), stop);

    assertThat(calls).containsExactly("start epoch 2/20, 12", "close epoch 2/20");
  }

  @Test
  void closesTheTaskAfterFailure() {
    listener.epochStarted(new EpochStarted(2, 20, 12), stop);
    listener.runFailed(new RunFailed(new IllegalStateException()));

    assertThat(calls).containsExactly("start epoch 2/20, 12", "close epoch 2/20");
  }

  @Test
  void closesTheTaskOfAnIncompleteEpoch() {
    listener.epochStarted(new EpochStarted(2, 20, 12), stop);
    listener.runEnded(
        new RunEnded(
            new TrainingResult(
                History.empty(),
                1,
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of())));

    assertThat(calls).containsExactly("start epoch 2/20, 12", "close epoch 2/20");
  }
}

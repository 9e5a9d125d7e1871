package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.trainer;
import static org.blockwright.training.TinyTraining.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Dataset;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.NewBest;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunFailed;
import org.blockwright.training.TrainingEvent.RunStarted;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingListenerTest {
  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  /** Records all events. */
  private static class Recorder implements TrainingListener {
    final List<TrainingEvent> events = new ArrayList<>();

    /** Handles every event. */
    void handle(TrainingEvent event, TrainingControl control) {
      events.add(event);
    }

    <E extends TrainingEvent> List<E> all(Class<E> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> names() {
      return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    @Override
    public void runStarted(RunStarted event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void epochStarted(EpochStarted event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void batchEnded(BatchEnded event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void validationStarted(ValidationStarted event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void validationBatchEnded(ValidationBatchEnded event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void validationEnded(ValidationEnded event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void newBest(NewBest event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void epochEnded(EpochEnded event, TrainingControl control) {
      handle(event, control);
    }

    @Override
    public void runEnded(RunEnded event) {
      handle(event, reason -> {});
    }

    @Override
    public void runFailed(RunFailed event) {
      handle(event, reason -> {});
    }
  }

  /** Requests a stop at the nth event with a name. */
  private static final class Stopper extends Recorder {
    private final String name;
    private final int number;

    private Stopper(String name, int number) {
      this.name = name;
      this.number = number;
    }

    @Override
    void handle(TrainingEvent event, TrainingControl control) {
      super.handle(event, control);
      if (event.getClass().getSimpleName().equals(name)
          && names().stream().filter(name::equals).count() == number) {
        control.requestStop("time is over");
      }
    }
  }

  /** Throws an exception at each event with a name. */
  private static final class Failing extends Recorder {
    private final String name;

    private Failing(String name) {
      this.name = name;
    }

    @Override
    void handle(TrainingEvent event, TrainingControl control) {
      super.handle(event, control);
      if (event.getClass().getSimpleName().equals(name)) {
        throw new IllegalStateException("disk is full");
      }
    }
  }

  private TrainingResult train(Trainer trainer) {
    return TinyTraining.train(trainer, all).training();
  }

  /** 30 training images and 10 validation images in batches of 16. */
  @Test
  void receivesAllEventsInOrder() {
    Recorder recorder = new Recorder();

    TrainingResult result = train(trainer().batchSize(16).epochs(1).listener(recorder));

    assertThat(recorder.names())
        .containsExactly(
            "RunStarted",
            "EpochStarted",
            "BatchEnded",
            "BatchEnded",
            "ValidationStarted",
            "ValidationBatchEnded",
            "ValidationEnded",
            "NewBest",
            "EpochEnded",
            "RunEnded");
    assertThat(recorder.all(RunStarted.class))
        .containsExactly(new RunStarted(1, 30, 10, TrainingEvents.LOSS));
    assertThat(recorder.all(EpochStarted.class)).containsExactly(new EpochStarted(1, 1, 30));
    assertThat(recorder.all(ValidationStarted.class))
        .containsExactly(new ValidationStarted(1, 1, 10));
    assertThat(recorder.all(ValidationBatchEnded.class))
        .containsExactly(new ValidationBatchEnded(1, 10));
    assertThat(recorder.all(RunEnded.class)).containsExactly(new RunEnded(result));
  }

  @Test
  void eventsHaveTheValuesOfTheHistory() {
    Recorder recorder = new Recorder();

    TrainingResult result = train(trainer().batchSize(16).epochs(3).listener(recorder));

    List<History.Epoch> epochs = result.history().epochs();
    assertThat(recorder.all(EpochEnded.class)).extracting(EpochEnded::metrics).isEqualTo(epochs);
    for (History.Epoch epoch : epochs) {
      List<BatchEnded> batches =
          recorder.all(BatchEnded.class).stream().filter(b -> b.epoch() == epoch.epoch()).toList();
      assertThat(batches).extracting(BatchEnded::batch).containsExactly(1, 2);
      assertThat(batches).extracting(BatchEnded::images).containsExactly(16, 14);
      assertThat(batches.get(0).meanLoss()).isEqualTo(batches.get(0).loss());
      assertThat((16 * batches.get(0).loss() + 14 * batches.get(1).loss()) / 30)
          .isCloseTo(epoch.trainLoss(), within(1e-12));
      assertThat(batches.get(1).meanLoss()).isEqualTo(epoch.trainLoss());
      assertThat(
              recorder
                  .all(ValidationEnded.class)
                  .get(epoch.epoch() - 1)
                  .measurements()
                  .value(Metrics.LOSS))
          .isEqualTo(epoch.validationLoss());
    }
    List<NewBest> best = recorder.all(NewBest.class);
    assertThat(best.get(best.size() - 1).epoch()).isEqualTo(result.bestEpoch());
    assertThat(best.get(best.size() - 1).value())
        .isEqualTo(epochs.get(result.bestEpoch() - 1).validationLoss().orElseThrow());
  }

  @Test
  void hasNoValidationEventsWithoutValidationImages() {
    Recorder recorder = new Recorder();
    try (Model model = Model.create(NETWORK, 1)) {
      trainer().epochs(1).batchSize(40).listener(recorder).train(model, all, Optional.empty());
    }

    assertThat(recorder.names())
        .containsExactly(
            "RunStarted", "EpochStarted", "BatchEnded", "NewBest", "EpochEnded", "RunEnded");
    assertThat(recorder.all(NewBest.class).get(0).monitor().name()).isEqualTo("train_loss");
  }

  @Test
  void listenersDoNotChangeTheResult() {
    TinyTraining.Result without = TinyTraining.train(trainer(), all);
    TinyTraining.Result with =
        TinyTraining.train(trainer().listener(new Recorder()).listener(new Recorder()), all);

    assertThat(with.metrics()).isEqualTo(without.metrics());
    with.weights().forEach((key, w) -> assertThat(w).as(key).isEqualTo(without.weights().get(key)));
  }

  @Test
  void listenersAreCalledInTheOrderInWhichTheyWereAdded() {
    List<String> called = new ArrayList<>();
    Trainer trainer = trainer().epochs(1);
    for (String name : List.of("first", "second")) {
      trainer =
          trainer.listener(
              new TrainingListener() {
                @Override
                public void epochEnded(EpochEnded event, TrainingControl control) {
                  called.add(name);
                }
              });
    }

    train(trainer);

    assertThat(trainer.listeners()).hasSize(2);
    assertThat(called).containsExactly("first", "second");
  }

  @Test
  void stopRequestedAtTheEndOfAnEpochKeepsIt() {
    RecordingProgress recorded = new RecordingProgress();

    TrainingResult result =
        train(trainer().listener(new Stopper("EpochEnded", 2)).progress(recorded));

    assertThat(result.history().epochs()).extracting(History.Epoch::note).containsExactly("", "");
    assertThat(result.stopReason()).contains("time is over");
    assertThat(result.interrupted()).isFalse();
    assertThat(recorded.started).contains("note: time is over");
  }

  @Test
  void stopRequestedDuringValidationCompletesTheEpoch() {
    TrainingResult result = train(trainer().listener(new Stopper("ValidationBatchEnded", 1)));

    assertThat(result.history().epochs()).hasSize(1);
    assertThat(result.validation().orElseThrow().samples()).isEqualTo(10);
  }

  /** Four batches per epoch: the sixth is the second one of the second epoch. */
  @Test
  void stopRequestedAfterBatchDiscardsTheEpoch() {
    Stopper stopper = new Stopper("BatchEnded", 6);

    TrainingResult result = train(trainer().listener(stopper));

    assertThat(stopper.all(BatchEnded.class)).hasSize(6);
    assertThat(result.history().epochs()).hasSize(1);
    assertThat(result.bestEpoch()).isEqualTo(1);
    assertThat(result.stopReason()).contains("time is over");
  }

  @Test
  void stopRequestedInTheFirstEpochEvaluatesIt() {
    Stopper stopper = new Stopper("BatchEnded", 2);

    TrainingResult result = train(trainer().listener(stopper));

    assertThat(stopper.all(BatchEnded.class)).hasSize(2);
    assertThat(result.history().epochs())
        .extracting(History.Epoch::note)
        .containsExactly("incomplete");
    assertThat(result.validation()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RunStarted", "EpochStarted"})
  void stopRequestedBeforeTheFirstBatchLeavesTheModel(String event) {
    try (Model model = Model.create(NETWORK, 1)) {
      Map<String, float[]> before = weights(model);

      TrainingResult result = train(trainer().listener(new Stopper(event, 1)), model);

      assertThat(result.bestEpoch()).isZero();
      assertThat(result.history().epochs()).isEmpty();
      assertThat(result.validation()).isEmpty();
      assertUnchanged(model, before);
    }
  }

  private TrainingResult train(Trainer trainer, Model model) {
    return trainer.train(model, TinyImages.train(all), Optional.of(TinyImages.validation(all)));
  }

  private static void assertUnchanged(Model model, Map<String, float[]> before) {
    weights(model).forEach((key, w) -> assertThat(w).as(key).isEqualTo(before.get(key)));
    assertThat(model.newlyInitialized()).contains("fc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RunStarted",
        "EpochStarted",
        "BatchEnded",
        "ValidationStarted",
        "ValidationEnded",
        "NewBest",
        "EpochEnded",
        "RunEnded"
      })
  void exceptionOfListenerEndsTrainingAndLeavesTheModel(String event) {
    Recorder other = new Recorder();
    Failing failing = new Failing(event);
    try (Model model = Model.create(NETWORK, 1)) {
      Map<String, float[]> before = weights(model);

      assertThatThrownBy(() -> train(trainer().listener(other).listener(failing), model))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "the training listener org.blockwright.training.TrainingListenerTest$Failing failed"
                  + " in "
                  + Character.toLowerCase(event.charAt(0))
                  + event.substring(1)
                  + ", so the training has ended and the model keeps its previous weights:"
                  + " java.lang.IllegalStateException: disk is full")
          .hasCauseInstanceOf(IllegalStateException.class)
          .satisfies(
              e -> assertThat(other.events).last().isEqualTo(new RunFailed(e)),
              e -> assertThat(failing.events).last().isEqualTo(new RunFailed(e)));
      assertUnchanged(model, before);
    }
  }

  @Test
  void exceptionDuringValidationNamesTheEpoch() {
    assertThatThrownBy(() -> train(trainer().listener(new Failing("ValidationBatchEnded"))))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "epoch 1, validation: the training listener"
                + " org.blockwright.training.TrainingListenerTest$Failing failed in"
                + " validationBatchEnded, so the training has ended and the model keeps its"
                + " previous weights: java.lang.IllegalStateException: disk is full");
  }

  @Test
  void exceptionWhileHandlingFailureIsSuppressed() {
    TrainingListener broken =
        new TrainingListener() {
          @Override
          public void epochStarted(EpochStarted event, TrainingControl control) {
            throw new IllegalStateException("disk is full");
          }

          @Override
          public void runFailed(RunFailed event) {
            throw new IllegalStateException("disk is still full");
          }
        };

    assertThatThrownBy(() -> train(trainer().listener(broken)))
        .hasMessageEndingWith("disk is full")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("disk is still full"));
  }
}

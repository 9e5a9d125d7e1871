package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Evaluation;
import org.blockwright.training.checkpoint.Position;
import org.blockwright.training.schedule.LearningRateSchedule;

/** What the phases of a training run have in common: its history, listeners and best epoch. */
final class RunState {
  private final TrainingSetup setup;
  private final TrainingData data;
  private final Monitor monitor;
  private final BestEpoch best;
  private final StopRequest stop = new StopRequest();
  private final HistoryRecorder recorder = new HistoryRecorder();
  private final Listeners listeners;
  private final Set<String> cachedAt = new LinkedHashSet<>();
  private List<SkippedFile> skipped = ImmutableList.of();
  private long batches;

  RunState(TrainingSetup setup, TrainingData data) {
    this.setup = setup;
    this.data = data;
    Trainer trainer = setup.trainer();
    this.monitor = Monitor.of(trainer.monitor(), data.validation().isPresent());
    this.best = new BestEpoch(monitor.metric());
    this.listeners =
        new Listeners(
            List.of(
                recorder,
                new ProgressListener(trainer.progress()),
                ConsoleListener.to(trainer.progress()::note)
                    .withLearningRates(setup.phases().stream().anyMatch(RunState::variesRate))),
            trainer.listeners(),
            stop);
  }

  /** Continues from a checkpoint. */
  void restore(Position position, boolean keepsBest) {
    recorder.restore(History.parseCsv(position.history()));
    if (keepsBest) {
      best.restore(position.best(), Optional.empty());
    }
    batches = position.counters().batchesBefore();
    if (!position.stopReason().isEmpty()) {
      stop.requestStop(position.stopReason());
    }
    cachedAt.addAll(position.cachedAt());
    skipped = files(position.skipped());
  }

  /** Returns files by their reasons. */
  static List<SkippedFile> files(Map<String, String> reasons) {
    return reasons.entrySet().stream()
        .map(file -> new SkippedFile(file.getKey(), file.getValue()))
        .toList();
  }

  TrainingData data() {
    return data;
  }

  long seed() {
    return setup.trainer().seed();
  }

  /** Shows a line to the user. */
  void note(String line) {
    setup.trainer().progress().note(line);
  }

  private static boolean variesRate(PhaseSetup phase) {
    return !phase.trainer().schedule().equals(LearningRateSchedule.CONSTANT);
  }

  Monitor monitor() {
    return monitor;
  }

  /** The best epoch of all phases so far. */
  BestEpoch best() {
    return best;
  }

  StopRequest stop() {
    return stop;
  }

  Listeners listeners() {
    return listeners;
  }

  History history() {
    return recorder.history();
  }

  int epochsSoFar() {
    return history().epochs().size();
  }

  /** Returns the number of epochs of the phases before one. */
  int epochsBefore(int phase) {
    return (int) history().epochs().stream().filter(epoch -> epoch.phase() < phase).count();
  }

  /**
   * Returns the maximum number of epochs of the run.
   *
   * @param before number of epochs of the phases before
   * @param phase number of the phase
   */
  int maxEpochs(int before, int phase) {
    return before + setup.phases().stream().skip(phase - 1L).mapToInt(PhaseSetup::epochs).sum();
  }

  /** Returns the number of batches of the phases before. */
  long batches() {
    return batches;
  }

  void setBatches(long number) {
    batches = number;
  }

  /** Adds what the feeds of a phase have found. */
  void addFeeds(EpochFeeds feeds) {
    feeds.cachedAt().ifPresent(cachedAt::add);
    skipped = Evaluation.merge(skipped, feeds.skipped());
  }

  /** The layers whose features were cached. */
  Set<String> cachedAt() {
    return cachedAt;
  }

  /** The files that could not be decoded. */
  List<SkippedFile> skipped() {
    return skipped;
  }
}

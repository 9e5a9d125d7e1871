package org.blockwright.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.data.SkippedFile;
import org.blockwright.engine.Executor;
import org.blockwright.engine.ExecutorState;
import org.blockwright.inference.Evaluation;
import org.blockwright.training.checkpoint.Checkpoint;
import org.blockwright.training.checkpoint.Position;
import org.blockwright.training.checkpoint.Position.EpochPart;
import org.blockwright.training.checkpoint.SavedCheckpoint;

/**
 * Saves the state of a phase between two updates, and continues from a saved one.
 *
 * @param checkpoints of the run; empty if it has none
 * @param phase number of the phase
 */
record PhaseCheckpoints(
    Optional<RunCheckpoints> checkpoints,
    RunState run,
    int phase,
    Executor executor,
    BestWeights bestWeights,
    BestEpoch best,
    LearningRates rates,
    Steps steps,
    EpochFeeds feeds) {
  private static final String STATE = "state";
  private static final String BEST = "best";
  private static final String VALIDATION = "validation";

  /**
   * Restores the state of the phase, if the checkpoint is one of this phase.
   *
   * @return what the current epoch has done so far
   */
  EpochPart restore() {
    Optional<SavedCheckpoint> saved =
        checkpoints
            .flatMap(RunCheckpoints::saved)
            .filter(checkpoint -> checkpoint.position().phase() == phase);
    saved.ifPresent(this::restore);
    return saved.map(checkpoint -> checkpoint.position().epoch()).orElse(EpochPart.NONE);
  }

  /** Starts the training images of an epoch where the checkpoint was written. */
  void startEpoch(int epoch, EpochPart part) {
    if (part.batches() == 0) {
      feeds.train().startEpoch(epoch - 1);
    } else {
      feeds
          .train()
          .startEpoch(
              epoch - 1,
              Math.toIntExact(part.images()),
              RunState.files(
                  checkpoints
                      .flatMap(RunCheckpoints::saved)
                      .orElseThrow()
                      .position()
                      .skippedInTraining()));
    }
  }

  private void restore(SavedCheckpoint saved) {
    Position position = saved.position();
    ExecutorState state = ExecutorState.of(executor);
    executor.publish();
    saved.readInto(STATE, state.arrays());
    state.restored(position.counters().iterations(), position.counters().hasAverage());
    steps.restore(position.counters().batches(), position.counters().updates());
    rates.restore(position.plateau(), position.counters().updates());
    if (checkpoints.orElseThrow().keepsBest()) {
      if (position.bestOfPhase().epoch() > 0) {
        bestWeights.keep();
        saved.readInto(BEST, state.weights(bestWeights.parameters()));
        best.restore(position.bestOfPhase(), Optional.empty());
      }
      if (saved.hasGroup(VALIDATION)) {
        run.best()
            .restore(
                position.best(),
                Optional.of(
                    ValidationArrays.restore(saved.read(VALIDATION), run.data(), run.seed())));
      }
    }
    if (!position.counters().executor().equals(executor.name())) {
      run.note(TrainingProblems.otherExecutor(position.counters().executor(), executor.name()));
    }
  }

  /** Saves the state after a batch within an epoch, if it is due. */
  void batchEnded(EpochPart part) {
    if (checkpoints.isEmpty() || !steps.isUpdated()) {
      return;
    }
    long every = checkpoints.orElseThrow().settings().everySteps();
    if (every > 0 && steps.updates() % every == 0 && isDue()) {
      save(part);
    }
  }

  /** Saves the state after an epoch, if it is due. */
  void epochEnded() {
    if (isDue()) {
      save(EpochPart.NONE);
    }
  }

  /** Saves the state of a training that is interrupted, and waits until it is on the disk. */
  void interrupted(EpochPart part) {
    if (checkpoints.isPresent()) {
      save(part);
      checkpoints.orElseThrow().writer().await();
    }
  }

  private boolean isDue() {
    return checkpoints.filter(c -> c.writer().isDue()).isPresent();
  }

  private void save(EpochPart part) {
    RunCheckpoints all = checkpoints.orElseThrow();
    executor.publish();
    ExecutorState state = ExecutorState.of(executor);
    List<Checkpoint.Group> groups = new ArrayList<>();
    groups.add(
        all.writer()
            .group(STATE, "phase %s, batch %s".formatted(phase, steps.batches()), state::arrays));
    if (best.epoch() > 0) {
      groups.add(
          all.writer()
              .group(BEST, "epoch " + best.epoch(), () -> state.weights(bestWeights.parameters())));
    }
    run.best()
        .measurements()
        .ifPresent(
            measured ->
                groups.add(
                    all.writer()
                        .group(
                            VALIDATION,
                            "epoch " + run.best().epoch(),
                            () -> ValidationArrays.of(measured, run.data()))));
    groups.addAll(all.groups(phase));
    all.write(position(part, state, all), state.changing(), groups);
  }

  private Position position(EpochPart part, ExecutorState state, RunCheckpoints all) {
    return new Position(
        phase,
        part,
        new Position.Counters(
            run.batches(),
            steps.batches() - run.batches(),
            steps.updates(),
            state.iterations(),
            executor.name(),
            state.hasAverageValues(),
            all.earlierIterations(),
            all.earlierUpdates()),
        run.history().toCsv(),
        run.best().toPosition(),
        best.toPosition(),
        rates.plateau(),
        run.stop().reason().orElse(""),
        all.layers(),
        List.copyOf(run.cachedAt()),
        reasons(Evaluation.merge(run.skipped(), feeds.skipped())),
        reasons(feeds.train().skipped()));
  }

  private static Map<String, String> reasons(List<SkippedFile> files) {
    Map<String, String> reasons = new LinkedHashMap<>();
    files.forEach(file -> reasons.put(file.key(), file.reason()));
    return reasons;
  }
}

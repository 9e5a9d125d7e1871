package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.model.Model;
import org.blockwright.tuning.StudyStore;

/**
 * The run of the best trial of a study so far, saved when it finishes. Training it again at the end
 * would cost another trial.
 */
final class BestTrial {
  /** Key, with the number of a trial, of the directory of its run among the data of a study. */
  private static final String BEST_RUN = "run of trial ";

  private final Metric metric;
  private final StudyStore store;
  private final Path folder;
  private final List<String> command;
  private Optional<Saved> saved = Optional.empty();

  /** The trial whose run is in the directory. */
  private record Saved(int number, double score, TrainingJob job) {}

  BestTrial(Metric metric, StudyStore store, Path folder, List<String> command) {
    this.metric = metric;
    this.store = store;
    this.folder = folder;
    this.command = command;
  }

  /**
   * Saves a run if it is the best one so far: among the completed trials, and among those that this
   * object has saved, which may not be recorded as completed yet. Of equal scores the first trial
   * is the best one.
   */
  synchronized void keepIfBetter(int number, double score, JobResult result) {
    boolean best =
        Double.isFinite(score)
            && (saved.isEmpty() || isBetter(number, score, saved.get().number, saved.get().score))
            && store.trials().stream()
                .filter(t -> t.value().isPresent())
                .allMatch(t -> isBetter(number, score, t.number(), t.value().getAsDouble()));
    if (!best) {
      return;
    }
    result.write(RunDirectory.prepare(folder, true), command);
    store.setAttribute(BEST_RUN + number, folder.toAbsolutePath().normalize().toString());
    saved = Optional.of(new Saved(number, score, result.job()));
  }

  private boolean isBetter(int number, double score, int otherNumber, double otherScore) {
    return score == otherScore ? number < otherNumber : metric.isBetter(score, otherScore);
  }

  /**
   * Returns the directory of the run of the best trial, which may be that of another process or an
   * earlier run of the study; empty if there is none or it is on another machine.
   *
   * @param best number of the best trial
   */
  Optional<Path> folder(int best) {
    if (saved.isPresent() && saved.get().number == best) {
      return Optional.of(folder);
    }
    return folder(store, best);
  }

  /**
   * Returns the directory of the run of the best trial of a stored study, as {@link #folder(int)}.
   */
  static Optional<Path> folder(StudyStore store, int best) {
    return Optional.ofNullable(store.attributes().get(BEST_RUN + best))
        .map(Path::of)
        .filter(run -> Files.isRegularFile(run.resolve(RunFiles.MODEL)));
  }

  /**
   * Evaluates the run of the best trial on the test images and saves the evaluation; empty if there
   * are none.
   *
   * @param best number of the best trial
   */
  Optional<Evaluation> evaluateOnTestImages(JobRunner runner, int best) {
    Optional<Path> run = folder(best);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    TrainingJob job =
        saved
            .filter(s -> s.number == best)
            .map(Saved::job)
            .orElseGet(() -> TrainingJob.of(Job.read(run.get().resolve(RunFiles.RUN))));
    try (Model model = Model.open(run.get().resolve(RunFiles.MODEL))) {
      Optional<Evaluation> result = runner.evaluateTest(job, model);
      EvaluationFiles files = EvaluationFiles.in(run.get(), true);
      result.ifPresent(r -> files.write(model, r, key -> Optional.empty(), List.of()));
      return result;
    }
  }
}

package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.model.Model;
import org.blockwright.tuning.StudyStore;

/**
 * The run of the best trial of a study so far, saved when it finishes. Training it again at the end
 * would cost another trial.
 */
final class BestTrial {
  /** Key of the directory of the best run among the data of a study. */
  private static final String BEST_RUN = "best run";

  private final Metric metric;
  private final StudyStore store;
  private final Path folder;
  private final List<String> command;
  private Optional<TrainingJob> saved = Optional.empty();

  BestTrial(Metric metric, StudyStore store, Path folder, List<String> command) {
    this.metric = metric;
    this.store = store;
    this.folder = folder;
    this.command = command;
  }

  /** Saves a run if its score is better than those of all trials that completed before. */
  synchronized void keepIfBetter(double score, JobResult result) {
    OptionalDouble best =
        store.trials().stream()
            .flatMap(t -> t.value().stream().boxed())
            .min(metric::compare)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty());
    boolean better = best.isEmpty() || metric.isBetter(score, best.getAsDouble());
    if (!Double.isFinite(score) || !better) {
      return;
    }
    result.write(RunDirectory.prepare(folder, true), command);
    store.setAttribute(BEST_RUN, folder.toAbsolutePath().normalize().toString());
    saved = Optional.of(result.job());
  }

  /**
   * Returns the directory of the best run, which may be that of an earlier run of the study; empty
   * if no trial succeeded or it is on another machine.
   */
  Optional<Path> folder() {
    if (saved.isPresent()) {
      return Optional.of(folder);
    }
    return Optional.ofNullable(store.attributes().get(BEST_RUN))
        .map(Path::of)
        .filter(run -> Files.isRegularFile(run.resolve(RunFiles.MODEL)));
  }

  /**
   * Evaluates the best run on the test images and saves the evaluation; empty if there are none.
   */
  Optional<Evaluation> evaluateOnTestImages(JobRunner runner) {
    Optional<Path> run = folder();
    if (run.isEmpty()) {
      return Optional.empty();
    }
    TrainingJob job =
        saved.orElseGet(() -> TrainingJob.of(Job.read(run.get().resolve(RunFiles.RUN))));
    try (Model model = Model.open(run.get().resolve(RunFiles.MODEL))) {
      Optional<Evaluation> result = runner.evaluateTest(job, model);
      EvaluationFiles files = EvaluationFiles.in(run.get(), true);
      result.ifPresent(r -> files.write(model, r, key -> Optional.empty(), List.of()));
      return result;
    }
  }
}

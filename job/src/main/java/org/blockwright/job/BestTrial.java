package org.blockwright.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.model.Model;

/**
 * The run of the best trial of a study so far, saved when it finishes. Training it again at the end
 * would cost another trial.
 */
final class BestTrial {
  private final Metric metric;
  private final Path folder;
  private final List<String> command;
  private double bestScore = Double.NaN;
  private Optional<TrainingJob> job = Optional.empty();

  BestTrial(Metric metric, Path folder, List<String> command) {
    this.metric = metric;
    this.folder = folder;
    this.command = command;
  }

  /** Saves a run if its score is better than all earlier ones. */
  void keepIfBetter(double score, JobResult result) {
    if (!Double.isFinite(score) || job.isPresent() && !metric.isBetter(score, bestScore)) {
      return;
    }
    result.write(RunDirectory.prepare(folder, true), command);
    bestScore = score;
    job = Optional.of(result.job());
  }

  /** Returns the directory of the best run; empty if no trial succeeded. */
  Optional<Path> folder() {
    return job.map(j -> folder);
  }

  /**
   * Evaluates the best run on the test images and saves the evaluation; empty if there are none.
   */
  Optional<Evaluation> evaluateOnTestImages(JobRunner runner) {
    if (job.isEmpty()) {
      return Optional.empty();
    }
    try (Model model = Model.open(folder.resolve(RunFiles.MODEL))) {
      Optional<Evaluation> result = runner.evaluateTest(job.get(), model);
      EvaluationFiles files = EvaluationFiles.in(folder, true);
      result.ifPresent(r -> files.write(model, r, key -> Optional.empty(), List.of()));
      return result;
    }
  }
}

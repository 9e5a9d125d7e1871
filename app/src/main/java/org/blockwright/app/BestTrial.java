package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.job.EvaluationFiles;
import org.blockwright.job.Job;
import org.blockwright.job.JobResult;
import org.blockwright.job.JobRunner;
import org.blockwright.job.RunDirectory;
import org.blockwright.model.Model;

/**
 * The run of a study's best trial so far, kept on disk as it was chosen: training it again would
 * cost a trial, and keeping its model in memory that of all others.
 */
final class BestTrial {
  private final Metric metric;
  private final Path folder;
  private final List<String> command;
  private double bestScore = Double.NaN;
  private Optional<Job> job = Optional.empty();

  BestTrial(Metric goal, Path folder, List<String> command) {
    this.metric = goal;
    this.folder = folder;
    this.command = command;
  }

  /** Keeps a run if it is better than all before it; of equals the earliest stays. */
  void keepIfBetter(double score, JobResult outcome) {
    if (!Double.isFinite(score) || job.isPresent() && !metric.isBetter(score, bestScore)) {
      return;
    }
    outcome.write(RunDirectory.prepare(folder, true), command);
    bestScore = score;
    job = Optional.of(outcome.job());
  }

  /** Returns the directory of the run; empty where no trial ended well. */
  Optional<Path> folder() {
    return job.map(j -> folder);
  }

  /**
   * Evaluates it on the test images, and adds the evaluation to its run; empty where there are
   * none.
   */
  Optional<Evaluation.Result> evaluateOnTestImages(JobRunner runner) {
    if (job.isEmpty()) {
      return Optional.empty();
    }
    try (Model model = Model.open(folder.resolve("model.zip"))) {
      Optional<Evaluation.Result> result = runner.evaluateTest(job.get(), model);
      result.ifPresent(
          r ->
              EvaluationReport.write(
                  EvaluationFiles.in(folder, true), model, r, key -> Optional.empty(), List.of()));
      return result;
    }
  }
}

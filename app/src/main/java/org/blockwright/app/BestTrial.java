package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.job.EvaluationFiles;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Outcome;
import org.blockwright.job.RunFolder;
import org.blockwright.model.Model;
import org.blockwright.training.Evaluation;
import org.blockwright.training.measure.Metric;

/**
 * The run of a study's best trial so far, kept on disk as it was chosen: training it again would
 * cost a trial, and keeping its model in memory that of all others.
 */
final class BestTrial {
  private final Metric goal;
  private final Path folder;
  private final List<String> command;
  private double best = Double.NaN;
  private Optional<Job> job = Optional.empty();

  BestTrial(Metric goal, Path folder, List<String> command) {
    this.goal = goal;
    this.folder = folder;
    this.command = command;
  }

  /** Keeps a run if it is better than all before it; of equals the earliest stays. */
  void offer(double score, Outcome outcome) {
    if (!Double.isFinite(score) || job.isPresent() && !goal.better(score, best)) {
      return;
    }
    outcome.write(RunFolder.at(folder, true), command);
    best = score;
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
  Optional<Evaluation.Result> test(JobRunner runner) {
    if (job.isEmpty()) {
      return Optional.empty();
    }
    try (Model model = Model.open(folder.resolve("model.zip"))) {
      Optional<Evaluation.Result> result = runner.test(job.get(), model);
      result.ifPresent(
          r ->
              EvaluationReport.write(
                  EvaluationFiles.in(folder, true), model, r, key -> Optional.empty(), List.of()));
      return result;
    }
  }
}

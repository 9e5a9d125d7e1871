package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.data.Folds;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.blockwright.training.History;
import org.blockwright.training.report.RunSection;

/**
 * The run of one fold of a cross-validation: trained from the beginning, continued, or, if it has
 * ended, evaluated again by its saved model.
 *
 * @param directory that of the cross-validation
 * @param job its settings
 * @param number the number of the fold, from 1
 */
record FoldRun(Path directory, Job job, int number) {

  /**
   * The result of a fold.
   *
   * @param run the directory of its run; none if it was interrupted before the end of an epoch
   * @param measurements metrics of its test images; none if it was interrupted
   * @param section its part of the report; none if it was interrupted before the end of an epoch
   */
  record Result(
      ImmutableList<Path> run,
      Map<String, Measurements> measurements,
      ImmutableList<RunSection> section,
      boolean interrupted) {}

  private String name() {
    return "fold-" + number;
  }

  private String title() {
    return "fold " + number;
  }

  private Path run() {
    return directory.resolve(name());
  }

  /** Returns the file with the subsets of the fold. */
  Path split() {
    return directory.resolve(name() + ".csv");
  }

  boolean isStarted() {
    return Files.exists(run());
  }

  Result train(JobRunner runner, Folds divided, double validationFraction, List<String> command) {
    if (RunDirectory.isFinished(run())) {
      return readAgain(runner);
    }
    divided.split(number - 1, validationFraction).write(split());
    RunDirectory folder = RunDirectory.continueOrPrepare(run());
    try (JobResult result = runner.run(ofFold(), folder.startedBy(command))) {
      boolean interrupted = result.training().interrupted();
      if (result.isUnfinished()) {
        folder.deleteIfEmpty();
        return new Result(ImmutableList.of(), Map.of(), ImmutableList.of(), interrupted);
      }
      Path written = result.write(folder, command);
      return new Result(
          ImmutableList.of(written),
          interrupted ? Map.of() : result.finalMeasurements(),
          ImmutableList.of(RunDirectory.section(title(), result, String.join(" ", command))),
          interrupted);
    }
  }

  /** The images are the same in each fold, so that one audit is enough. */
  private TrainingJob ofFold() {
    Job ofFold =
        job.with(Setting.VALIDATION, Setting.VALIDATION.defaultValue())
            .with(Setting.SPLIT_FILE, split().toString());
    return TrainingJob.of(number == 1 ? ofFold : JobAudit.without(ofFold));
  }

  /** Predictions are not in the files of a run, so that its model predicts the images again. */
  private Result readAgain(JobRunner runner) {
    try (Model model = Model.open(run().resolve(RunFiles.MODEL))) {
      Map<String, Measurements> measurements = runner.measureAgain(ofFold(), model);
      Document recorded = Document.read(run().resolve(RunFiles.RUN));
      RunSection section =
          RunSection.named(title())
              .provenance(model.provenance().entries())
              .summary(
                  Summary.of(model.network(), job.learningRateMultipliers(), job.optimizer())
                      .collapsed(1)
                      .toString())
              .history(History.readCsv(run().resolve(RunFiles.HISTORY)))
              .notes(recorded.get("notices").list().stream().map(Document::text).toList())
              .command(recorded.get("command").text());
      for (Map.Entry<String, Measurements> entry : measurements.entrySet()) {
        section = section.withMeasurements(entry.getKey(), entry.getValue());
      }
      return new Result(ImmutableList.of(run()), measurements, ImmutableList.of(section), false);
    }
  }
}

package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.blockwright.base.UsageException;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.job.CrossValidation;
import org.blockwright.job.DryRun;
import org.blockwright.job.EvaluationFiles;
import org.blockwright.job.Job;
import org.blockwright.job.JobResult;
import org.blockwright.job.JobRunner;
import org.blockwright.job.RunDirectory;
import org.blockwright.job.Setting;
import org.blockwright.job.TrainingJob;
import org.blockwright.training.LearningRateFinder;
import org.blockwright.training.report.LearningRateChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code train}. */
@Command(
    name = "train",
    description = {
      "Trains a network on a folder of images or a CSV file, and saves the best model, its metrics"
          + " and a report.",
      "Ctrl-C stops training after the current batch and keeps the best model so far;",
      "--resume continues such a run, or one that was killed, where it stopped."
    },
    footer = {
      "  blockwright train --model mobilenet --cut conv_pw_12_relu --weights mobilenet.h5 \\",
      "    --freeze '*' --data images"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String DRY_RUN = "--dry-run";
  private static final String FOLDS = "--folds";
  private static final String FIND_RATE = "--find-lr";

  @Option(
      names = "--job",
      order = 1,
      paramLabel = "FILE.yaml",
      description = "job file, or run.yaml of a run to repeat; options override it")
  private Optional<Path> file;

  @Option(
      names = "--out",
      order = 60,
      paramLabel = "DIR",
      description = "output directory of the run, new or empty (default runs/NAME-1, then -2, ...)")
  private Optional<Path> out;

  @Option(
      names = "--name",
      order = 61,
      paramLabel = "NAME",
      description = "name of the run (default: that of the network)")
  private Optional<String> name;

  @Option(
      names = "--overwrite",
      order = 62,
      description = "replace the run in --out once the new one is complete")
  private boolean overwrite;

  @Option(
      names = DRY_RUN,
      order = 63,
      description =
          "check the job, and show the network, the images of each subset, phases, and estimates of"
              + " time and memory from a few batches, without training")
  private boolean dryRun;

  @Option(names = "--json", order = 64, description = "print the metrics as JSON")
  private boolean json;

  @Option(names = "--no-audit", order = 65, description = "the same as --audit off")
  private boolean noAudit;

  @Option(
      names = FOLDS,
      order = 66,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description =
          "cross-validation: train a model for each of N folds, and evaluate it on the fold")
  private Optional<Integer> folds;

  @Option(
      names = "--resume",
      order = 67,
      paramLabel = "RUN",
      description = "continue the run in this directory, which was killed or interrupted")
  private Optional<Path> resume;

  @Option(
      names = "--resume-with",
      order = 68,
      paramLabel = "STATE",
      converter = Converters.ResumeChoice.class,
      description =
          "checkpoint or current: which settings --resume uses if options, images or network"
              + " differ from those of the run (default: list them and stop)")
  private Optional<ResumeWith> resumeWith;

  @Option(
      names = FIND_RATE,
      order = 69,
      arity = "0..1",
      paramLabel = "FILE.png",
      converter = Converters.PngFile.class,
      fallbackValue = "learning-rate.png",
      description =
          "suggest a learning rate by a range test, and write a plot of its losses (default"
              + " learning-rate.png), without training")
  private Optional<Path> findRate;

  @Mixin private MultiplierOptions multiplierOptions;
  @Spec private CommandSpec spec;

  private final Session session;

  TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (resume.isPresent()) {
      return resume(resume.get());
    }
    if (resumeWith.isPresent()) {
      throw new UsageException(AppProblems.resumeWithWithoutResume());
    }
    Job settings = withOptions(file.map(Job::read).orElse(Job.defaults()));
    TrainingJob job =
        TrainingJob.of(noAudit ? settings.with(Setting.AUDIT, AuditMode.OFF.id()) : settings);
    requireOneOf(FIND_RATE, DRY_RUN);
    requireOneOf(FIND_RATE, FOLDS);
    JobRunner runner =
        new JobRunner(session.progress(), session.interruption().stopCondition(), Optional.empty());
    if (dryRun) {
      out.ifPresent(o -> RunDirectory.check(o, overwrite));
      DryRun plan = runner.dryRun(job);
      session.print(
          Summary.of(plan.network(), settings.learningRateMultipliers(), settings.optimizer())
              .collapsed(1)
              .toString());
      session.print(plan.text());
      return Main.SUCCESS;
    }
    if (findRate.isPresent()) {
      return findLearningRate(runner.findLearningRate(job), findRate.get());
    }
    Optional<CrossValidation> validation = folds.map(count -> new CrossValidation(job, count));
    RunDirectory folder =
        out.map(o -> RunDirectory.prepare(o, overwrite))
            .orElseGet(
                () ->
                    RunDirectory.createNext(Path.of("runs"), name.orElse(settings.networkName())));
    if (validation.isPresent()) {
      return crossValidate(validation.get(), runner, folder);
    }
    return train(runner, job, folder);
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** Rejects two options each of which replaces the training by something else. */
  private void requireOneOf(String option, String other) {
    if (isGiven(option) && isGiven(other)) {
      throw new UsageException(AppProblems.notTogether(option, other));
    }
  }

  private Job withOptions(Job job) {
    return JobFlags.applyMultipliers(
        JobFlags.apply(job, spec.commandLine().getParseResult(), session), multiplierOptions);
  }

  /** Continues a run, with the settings of the command line that are given again. */
  private int resume(Path run) {
    for (String option :
        List.of("--job", "--out", "--name", "--overwrite", DRY_RUN, FOLDS, FIND_RATE)) {
      if (isGiven(option)) {
        throw new UsageException(AppProblems.notWithResume(option));
      }
    }
    if (CrossValidation.isIn(run)) {
      return resumeFolds(run);
    }
    if (RunDirectory.isFinished(run)) {
      session.progress().note(AppProblems.runFinished(run));
      return Main.SUCCESS;
    }
    boolean changes = resumeWith.filter(ResumeWith.CURRENT::equals).isPresent();
    RunDirectory folder = changes ? RunDirectory.resumeWithChanges(run) : RunDirectory.resume(run);
    Job recorded = folder.recordedJob();
    Job settings =
        resumeWith.filter(ResumeWith.CHECKPOINT::equals).isPresent()
            ? recorded
            : withOptions(recorded);
    JobRunner runner =
        new JobRunner(session.progress(), session.interruption().stopCondition(), Optional.empty());
    return train(runner, TrainingJob.of(settings), folder);
  }

  private int resumeFolds(Path directory) {
    if (resumeWith.isPresent()) {
      throw new UsageException(AppProblems.resumeWithOfFolds(directory));
    }
    if (CrossValidation.isFinished(directory)) {
      session.progress().note(AppProblems.runFinished(directory));
      return Main.SUCCESS;
    }
    JobRunner runner =
        new JobRunner(session.progress(), session.interruption().stopCondition(), Optional.empty());
    return report(
        CrossValidation.resume(runner, directory, this::withOptions, session.commandLine()));
  }

  private int train(JobRunner runner, TrainingJob job, RunDirectory folder) {
    try (JobResult result = runner.run(job, folder.startedBy(session.commandLine()))) {
      return save(result, folder);
    }
  }

  private int findLearningRate(LearningRateFinder.Result result, Path plot) {
    LearningRateChart.write(plot, result);
    session.print(
        "middle of the longest fall of the loss: %s\nsteepest slope of the loss: %s\na tenth of the rate with the smallest loss: %s\n"
            .formatted(
                text(result.valley()), text(result.steepest()), text(result.tenthOfMinimum())));
    session.progress().note("plot saved to " + plot);
    return Main.SUCCESS;
  }

  private static String text(OptionalDouble rate) {
    return rate.isPresent() ? "--lr " + LearningRateFinder.text(rate.getAsDouble()) : "none";
  }

  private int crossValidate(CrossValidation validation, JobRunner runner, RunDirectory folder) {
    if (folder.replacesExisting()) {
      throw new UsageException(AppProblems.foldsReplaceNothing(folder.path()));
    }
    return report(validation.run(runner, folder, session.commandLine()));
  }

  private int report(CrossValidation.Result result) {
    if (!result.measurements().isEmpty()) {
      session.print(
          json
              ? MetricsJson.toJson(
                  EvaluationFiles.withBreakdowns(result.measurements(), result.breakdowns()))
              : MetricTables.text(result.measurements(), result.breakdowns()));
    }
    session.progress().note("runs saved to " + result.directory());
    return result.interrupted() ? Main.INTERRUPTED : Main.SUCCESS;
  }

  private int save(JobResult result, RunDirectory folder) {
    if (result.training().interrupted() && folder.replacesExisting()) {
      // A part of a run must not replace a complete one.
      session.printError(AppProblems.existingRunKept(folder.path()));
      return Main.INTERRUPTED;
    }
    Path run = result.write(folder, session.commandLine());
    session.print(
        json
            ? MetricsJson.toJson(
                EvaluationFiles.withBreakdowns(result.measurements(), result.breakdowns()))
            : MetricTables.text(result.finalMeasurements(), result.finalBreakdowns()));
    if (!run.equals(folder.path())) {
      session.printError(AppProblems.savedToOtherDirectory(folder.path(), run));
      return Main.FAILURE;
    }
    session.progress().note("run saved to " + run);
    return Main.SUCCESS;
  }
}

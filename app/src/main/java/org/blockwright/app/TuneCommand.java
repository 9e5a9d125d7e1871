package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.job.Job;
import org.blockwright.job.JobResult;
import org.blockwright.job.JobRunner;
import org.blockwright.job.SettingsCheck;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyFolder;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.Trial;
import org.blockwright.tuning.TrialLog;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code tune}. */
@Command(
    name = "tune",
    description = {
      "Searches hyperparameters: each trial trains a job with other settings, and a metric on the"
          + " validation images selects the best trial.",
      "Parameters are named after settings, such as optimizer.learning-rate, head.width or"
          + " head.kind.",
      "Each trial is logged when it ends. The model of the best trial is saved, and evaluated on the"
          + " test images."
    },
    footer = {
      "  blockwright tune --space space.yaml --trials 20 --model mobilenet --freeze '*' \\",
      "    --data images"
    })
final class TuneCommand implements Callable<Integer> {
  private static final String STUDY_FILE = "study.yaml";

  private static final ImmutableList<String> METRICS =
      ImmutableList.of("loss", "accuracy", "balanced_accuracy", "macro_precision", "macro_f1");

  @Option(
      names = "--space",
      required = true,
      order = 1,
      paramLabel = "FILE.yaml",
      description =
          "search space: parameters such as optimizer.learning-rate: {real: [1e-4, 1e-2], log: true}")
  private Path file;

  @Option(
      names = "--trials",
      order = 2,
      paramLabel = "N",
      defaultValue = "20",
      converter = Converters.PositiveInteger.class,
      description = "maximum number of trials (default ${DEFAULT-VALUE})")
  private Integer trials;

  @Option(
      names = "--grid",
      order = 3,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description =
          "grid search with N points per numeric parameter, in shuffled order, instead of random"
              + " search")
  private Optional<Integer> grid;

  @Option(
      names = "--metric",
      order = 4,
      paramLabel = "NAME",
      defaultValue = "loss",
      description =
          "metric on the validation images: loss, accuracy, balanced_accuracy, macro_precision or"
              + " macro_f1 (default ${DEFAULT-VALUE})")
  private String metric;

  @Option(
      names = "--job",
      order = 5,
      paramLabel = "FILE.yaml",
      description = "settings of all trials: job file, or run.yaml of a run; options override it")
  private Optional<Path> base;

  @Option(
      names = "--out",
      order = 6,
      paramLabel = "DIR",
      description =
          "output directory of the study, new or empty (default studies/NAME-1, then -2, ...)")
  private Optional<Path> out;

  @Option(names = "--json", order = 7, description = "print as JSON")
  private boolean json;

  @Mixin private MultiplierOptions multiplierOptions;
  @Spec private CommandSpec spec;

  private final Session session;

  TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.applyMultipliers(
            JobFlags.apply(
                base.map(Job::read).orElse(Job.defaults()),
                spec.commandLine().getParseResult(),
                session),
            multiplierOptions.rules());
    if (!METRICS.contains(metric)) {
      throw new UsageException(AppProblems.unknownMetric(metric, METRICS));
    }
    Space space = Space.read(file);
    new SpaceCheck(file, space, job, new SettingsCheck()::check).validate();
    StudyFolder folder =
        out.map(StudyFolder::create)
            .orElseGet(
                () -> StudyFolder.createNext(Path.of("studies"), TrainCommand.baseName(job)));
    AtomicFiles.write(folder.path().resolve(STUDY_FILE), studyDescription(job, space));
    Sampler sampler = grid.map(ArbiterSamplers::shuffledGrid).orElseGet(ArbiterSamplers::random);
    return run(job, Study.of(space, sampler, Metric.of(metric)), folder);
  }

  private int run(Job job, Study study, StudyFolder folder) {
    BooleanSupplier stop = session.interruption().stopCondition();
    BestTrial best =
        new BestTrial(Metric.of(metric), folder.path().resolve("best"), session.commandLine());
    try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults());
        TrialLog log = folder.createLog()) {
      JobRunner runner = new JobRunner(session.progress(), stop, Optional.of(cache));
      StudyResult result =
          study
              .trials(trials)
              .seed(session.seed())
              .progress(session.progress())
              .stopWhen(stop)
              .onTrial(log)
              .run(trial -> score(runner, job, trial, best));
      Optional<Measurements> test =
          result.stopped()
              ? Optional.empty()
              : best.evaluateOnTestImages(runner).map(Evaluation.Result::measurements);
      if (!result.trials().isEmpty()) {
        folder.write(result, StudyText.json(result, test));
        session.progress().note("study saved to " + folder.path());
      }
      session.print(
          json ? StudyText.json(result, test) : StudyText.table(result, best.folder(), test));
      result.best();
      return Main.SUCCESS;
    } finally {
      folder.deleteIfEmpty(STUDY_FILE);
    }
  }

  private double score(JobRunner runner, Job job, Trial trial, BestTrial best)
      throws InterruptedException {
    Job trialJob = job;
    for (Map.Entry<String, Object> value : trial.values().asMap().entrySet()) {
      trialJob = trialJob.with(value.getKey(), value.getValue());
    }
    try (JobResult result = runner.runWithoutTest(trialJob)) {
      if (result.training().interrupted()) {
        throw new InterruptedException();
      }
      Measurements validation = result.training().validation().orElseThrow();
      double score = validation.value(metric).orElse(Double.NaN);
      best.keepIfBetter(score, result);
      return score;
    }
  }

  /** Describes the study, also for the case that the process is killed. */
  private String studyDescription(Job job, Space space) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("command", String.join(" ", session.commandLine()));
    description.put("job", job.toMap());
    description.put("space", new LinkedHashMap<>(space.toMap()));
    description.put("metric", metric);
    description.put("seed", session.seed());
    return NetworkFormat.toYaml(description);
  }
}

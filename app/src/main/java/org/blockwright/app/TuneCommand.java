package org.blockwright.app;

import java.nio.file.Path;
import java.util.Iterator;
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
import org.blockwright.inference.metrics.Metrics;
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

/** {@code tune}: a study over the settings of a job, each trial measured on validation pictures. */
@Command(
    name = "tune",
    description = {
      "Tries values for the settings of a job: one training a trial, chosen by its validation.",
      "Names in the space are those of the job, such as optimizer.learning-rate, head.width,"
          + " head.kind.",
      "Each trial is saved as it ends. The best one is kept, and evaluated once on the test images."
    },
    footer = {
      "  blockwright tune --space space.yaml --trials 20 --model mobilenet --freeze '*' \\",
      "    --data pictures"
    })
final class TuneCommand implements Callable<Integer> {
  private static final String STUDY_FILE = "study.yaml";

  /** The values of {@code --metric}. */
  private static final class MetricKeys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Metrics.overallKeys().iterator();
    }
  }

  @Option(
      names = "--space",
      required = true,
      order = 1,
      paramLabel = "FILE.yaml",
      description =
          "what may vary, such as optimizer.learning-rate: {real: [1e-4, 1e-2], log: true}")
  private Path file;

  @Option(
      names = "--trials",
      order = 2,
      paramLabel = "N",
      defaultValue = "20",
      converter = Converters.PositiveInteger.class,
      description = "at most so many (default ${DEFAULT-VALUE})")
  private Integer trials;

  @Option(
      names = "--grid",
      order = 3,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "try a grid of N points a number, in shuffled order, instead of drawing")
  private Optional<Integer> grid;

  @Option(
      names = "--metric",
      order = 4,
      paramLabel = "NAME",
      defaultValue = "loss",
      completionCandidates = MetricKeys.class,
      description =
          "metric on the validation images: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private String metric;

  @Option(
      names = "--job",
      order = 5,
      paramLabel = "FILE.yaml",
      description = "what does not vary: a job, or the run.yaml of a run; flags override it")
  private Optional<Path> base;

  @Option(
      names = "--out",
      order = 6,
      paramLabel = "DIR",
      description =
          "where the study goes: a new or an empty directory (default studies/NAME-1, -2, ...)")
  private Optional<Path> out;

  @Option(names = "--json", order = 7, description = "for machines")
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
    if (!Metrics.overallKeys().contains(metric)) {
      throw new UsageException(AppProblems.unknownMetric(metric, Metrics.overallKeys()));
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
      Optional<Measurements> tested =
          result.stopped()
              ? Optional.empty()
              : best.evaluateOnTestImages(runner).map(Evaluation.Result::measurements);
      if (!result.trials().isEmpty()) {
        folder.write(result, StudyText.json(result, tested));
        session.progress().note("the study is in " + folder.path());
      }
      session.print(
          json ? StudyText.json(result, tested) : StudyText.table(result, best.folder(), tested));
      result.best();
      return Main.SUCCESS;
    } finally {
      folder.deleteIfEmpty(STUDY_FILE);
    }
  }

  private double score(JobRunner runner, Job job, Trial trial, BestTrial best)
      throws InterruptedException {
    Job tried = job;
    for (Map.Entry<String, Object> value : trial.values().asMap().entrySet()) {
      tried = tried.with(value.getKey(), value.getValue());
    }
    try (JobResult outcome = runner.runWithoutTest(tried)) {
      if (outcome.training().interrupted()) {
        throw new InterruptedException();
      }
      Measurements measured = outcome.training().validation().orElseThrow();
      double score = measured.value(metric).orElse(Double.NaN);
      best.keepIfBetter(score, outcome);
      return score;
    }
  }

  /** What a killed study was about. */
  private String studyDescription(Job job, Space space) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("command", String.join(" ", session.commandLine()));
    about.put("job", job.toMap());
    about.put("space", new LinkedHashMap<>(space.toMap()));
    about.put("metric", metric);
    about.put("seed", session.seed());
    return NetworkFormat.toYaml(about);
  }
}

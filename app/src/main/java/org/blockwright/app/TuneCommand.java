package org.blockwright.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.job.Job;
import org.blockwright.job.StudyAttributes;
import org.blockwright.job.TuningJob;
import org.blockwright.job.TuningResult;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.storage.StudyFolder;
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
      "Each trial is recorded in a database. A study in --storage is continued. The model of the"
          + " best trial is saved, and evaluated on the test images."
    },
    footer = {
      "  blockwright tune --space space.yaml --trials 20 --model mobilenet --freeze '*' \\",
      "    --data images"
    })
final class TuneCommand implements Callable<Integer> {
  /** The values of {@code --metric}. */
  private static final class MetricKeys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Metrics.monitorKeys().iterator();
    }
  }

  @Option(
      names = "--space",
      order = 1,
      paramLabel = "FILE.yaml",
      description =
          "search space: parameters such as optimizer.learning-rate: {real: [1e-4, 1e-2], log:"
              + " true}; required for a new study")
  private Optional<Path> file;

  @Option(
      names = "--trials",
      order = 2,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description =
          "completed and pruned trials at which the study ends, earlier ones included (default 20)")
  private Optional<Integer> trials;

  @Option(
      names = "--more",
      order = 2,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "trials to add to those of the study")
  private Optional<Integer> more;

  @Option(
      names = "--timeout",
      order = 2,
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "time after which no trial is started, such as 90s, 30m or 2h")
  private Optional<Duration> timeout;

  @Option(
      names = "--sampler",
      order = 3,
      paramLabel = "NAME",
      completionCandidates = SamplerNames.class,
      converter = SamplerNames.Known.class,
      description = "how values are chosen: ${COMPLETION-CANDIDATES} (default random)")
  private Optional<String> sampler;

  @Option(
      names = "--grid",
      order = 3,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description =
          "grid search with N points per numeric parameter, in shuffled order, instead of a"
              + " sampler")
  private Optional<Integer> grid;

  @Option(
      names = "--metric",
      order = 4,
      paramLabel = "NAME",
      completionCandidates = MetricKeys.class,
      description = "metric on the validation images: ${COMPLETION-CANDIDATES} (default loss)")
  private Optional<String> metric;

  @Option(
      names = "--pruner",
      order = 4,
      paramLabel = "NAME",
      completionCandidates = PrunerNames.class,
      converter = PrunerNames.Known.class,
      description =
          "ends trials early by the metric of their epochs: ${COMPLETION-CANDIDATES} (default"
              + " none)")
  private Optional<String> pruner;

  @Option(
      names = "--prune-from",
      order = 4,
      paramLabel = "EPOCH",
      defaultValue = "1",
      converter = Converters.PositiveInteger.class,
      description = "first epoch after which a trial is pruned (default ${DEFAULT-VALUE})")
  private int pruneFrom;

  @Option(
      names = "--jobs",
      order = 4,
      paramLabel = "N",
      defaultValue = "1",
      converter = Converters.PositiveInteger.class,
      description =
          "trials that run at the same time and share the threads (default ${DEFAULT-VALUE})")
  private int jobs;

  @Option(
      names = "--study",
      order = 5,
      paramLabel = "NAME",
      description = "name of the study in --storage (default: that of the output directory)")
  private Optional<String> study;

  @Option(
      names = "--storage",
      order = 5,
      paramLabel = "URL",
      description =
          "database of the study, which is continued if it exists: directory of a study, FILE.db,"
              + " sqlite:///FILE.db or postgresql://USER:PASSWORD@HOST/DATABASE (default: study.db"
              + " in the output directory)")
  private Optional<String> storage;

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
    if (trials.isPresent() && more.isPresent()) {
      throw new UsageException(AppProblems.trialsAndMore());
    }
    Optional<StoredStudy> stored = storage.flatMap(url -> StoredStudy.find(url, study));
    Job job =
        JobFlags.applyMultipliers(
            JobFlags.apply(
                base.map(Job::read)
                    .or(() -> stored.flatMap(s -> s.attributes().readJob()))
                    .orElse(Job.defaults()),
                spec.commandLine().getParseResult(),
                session),
            multiplierOptions);
    Optional<String> name = study.or(() -> stored.map(StoredStudy::name));
    TuningJob tuning = configure(tuning(job, stored), job, stored);
    if (storage.isPresent()) {
      tuning = tuning.storage(storage.get(), name.orElse(job.networkName()));
    }
    tuning.validate();
    StudyFolder folder =
        stored
            .flatMap(StoredStudy::folder)
            .filter(f -> out.isEmpty())
            .orElseGet(() -> newFolder(job));
    TuningResult result = tuning.run(folder, session.commandLine());
    if (!result.study().trials().isEmpty()) {
      session.progress().note("study saved to " + folder.path());
    }
    session.print(json ? result.toJson() : text(result));
    TrialResult.Done best = result.study().best();
    session.progress().note("best trial: " + best.number());
    return Main.SUCCESS;
  }

  private TuningJob tuning(Job job, Optional<StoredStudy> stored) {
    if (file.isPresent()) {
      return TuningJob.of(job, file.get());
    }
    return TuningJob.of(
        job,
        stored
            .flatMap(s -> s.attributes().space())
            .orElseThrow(() -> new UsageException(AppProblems.spaceRequired())));
  }

  private TuningJob configure(TuningJob tuning, Job job, Optional<StoredStudy> stored) {
    Optional<StudyAttributes> attributes = stored.map(StoredStudy::attributes);
    Optional<String> name = sampler.or(() -> attributes.flatMap(StudyAttributes::sampler));
    TuningJob configured =
        tuning
            .sampler(
                grid.map(ArbiterSamplers::shuffledGrid)
                    .orElseGet(() -> SamplerNames.sampler(name.orElse(SamplerNames.RANDOM))))
            .metric(metric.or(() -> attributes.flatMap(StudyAttributes::metric)).orElse("loss"))
            .pruner(PrunerNames.pruner(pruner, pruneFrom, job.epochs()))
            .jobs(jobs)
            .seed(
                session
                    .givenSeed()
                    .or(() -> attributes.flatMap(StudyAttributes::seed))
                    .orElse(session.seed()))
            .progress(session.progress())
            .stopWhen(session.interruption().stopCondition());
    if (more.isPresent()) {
      configured = configured.moreTrials(more.get());
    } else {
      configured = configured.trials(trials.orElse(20));
    }
    return timeout.isPresent() ? configured.timeout(timeout.get()) : configured;
  }

  private StudyFolder newFolder(Job job) {
    return out.map(StudyFolder::create)
        .orElseGet(() -> StudyFolder.createNext(TuningJob.STUDIES, job.networkName()));
  }

  private static String text(TuningResult result) {
    StringBuilder text = new StringBuilder(result.study().table());
    result
        .bestRun()
        .ifPresent(
            run ->
                text.append(
                    "\nBest: trial %s, in %s\n".formatted(result.study().best().number(), run)));
    result
        .test()
        .ifPresent(
            test ->
                text.append("\nTest metrics of the best trial:\n")
                    .append(MeasurementsText.format(test.outputs())));
    return text.toString();
  }
}

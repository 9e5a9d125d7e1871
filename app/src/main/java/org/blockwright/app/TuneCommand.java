package org.blockwright.app;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.job.Job;
import org.blockwright.job.TuningJob;
import org.blockwright.job.TuningResult;
import org.blockwright.tuning.StudyFolder;
import org.blockwright.tuning.TrialResult;
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
  /** The values of {@code --metric}. */
  private static final class MetricKeys implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Metrics.monitorKeys().iterator();
    }
  }

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
      completionCandidates = MetricKeys.class,
      description =
          "metric on the validation images: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
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
            multiplierOptions);
    TuningJob tuning =
        TuningJob.of(job, file)
            .sampler(grid.map(ArbiterSamplers::shuffledGrid).orElseGet(ArbiterSamplers::random))
            .metric(metric)
            .trials(trials)
            .seed(session.seed())
            .progress(session.progress())
            .stopWhen(session.interruption().stopCondition());
    tuning.validate();
    StudyFolder folder =
        out.map(StudyFolder::create)
            .orElseGet(() -> StudyFolder.createNext(TuningJob.STUDIES, job.networkName()));
    TuningResult result = tuning.run(folder, session.commandLine());
    if (!result.study().trials().isEmpty()) {
      session.progress().note("study saved to " + folder.path());
    }
    session.print(json ? result.toJson() : text(result));
    TrialResult.Done best = result.study().best();
    session.progress().note("best trial: " + best.number());
    return Main.SUCCESS;
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

package org.blockwright.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Outcome;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.measure.Metric;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.Trial;
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
      "Names in the space are those of the job, such as optimizer.rate, head.width, head.kind."
    },
    footer = {
      "  blockwright tune --space space.yaml --trials 20 --model mobilenet --freeze '*' \\",
      "    --data pictures"
    })
final class TuneCommand implements Callable<Integer> {
  @Option(
      names = "--space",
      required = true,
      order = 1,
      paramLabel = "FILE.yaml",
      description = "what may vary, such as optimizer.rate: {real: [1e-4, 1e-2], log: true}")
  private Path file;

  @Option(
      names = "--trials",
      order = 2,
      paramLabel = "N",
      defaultValue = "20",
      converter = Converters.Positive.class,
      description = "at most so many (default ${DEFAULT-VALUE})")
  private Integer trials;

  @Option(
      names = "--grid",
      order = 3,
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "try a grid of N points a number, in shuffled order, instead of drawing")
  private Optional<Integer> grid;

  @Option(
      names = "--metric",
      order = 4,
      paramLabel = "NAME",
      defaultValue = "loss",
      description =
          "loss, accuracy, balanced_accuracy, macro_precision or macro_f1 on the validation"
              + " pictures (default ${DEFAULT-VALUE})")
  private String metric;

  @Option(
      names = "--job",
      order = 5,
      paramLabel = "FILE.yaml",
      description = "what does not vary, as a job; flags say things anew")
  private Optional<Path> base;

  @Option(
      names = "--out",
      order = 6,
      paramLabel = "DIR",
      description = "where study.json and study.csv go")
  private Optional<Path> out;

  @Option(names = "--json", order = 7, description = "for machines")
  private boolean json;

  @Mixin private RateOptions rates;
  @Spec private CommandSpec spec;

  private final Session session;

  TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.rates(
            JobFlags.apply(
                base.map(Job::read).orElse(Job.defaults()),
                spec.commandLine().getParseResult(),
                session),
            rates.rules());
    Space space = Space.read(file);
    for (Parameter parameter : space.parameters()) {
      // A name that no job has shows before the first trial.
      job.with(parameter.name(), parameter.at(0));
    }
    Sampler sampler = grid.map(ArbiterSamplers::shuffledGrid).orElseGet(ArbiterSamplers::random);
    BooleanSupplier stop = session.interruption().stop();
    try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults())) {
      JobRunner runner = new JobRunner(session.progress(), stop, Optional.of(cache));
      StudyResult result =
          Study.of(space, sampler, Metric.of(metric))
              .trials(trials)
              .seed(session.seed())
              .progress(session.progress())
              .stopWhen(stop)
              .run(trial -> score(runner, job, trial));
      out.ifPresent(folder -> write(folder, result));
      session.print(json ? result.json() : result.table());
      result.best();
      return Main.DONE;
    }
  }

  private double score(JobRunner runner, Job job, Trial trial) throws InterruptedException {
    Job tried = job;
    for (Map.Entry<String, Object> value : trial.values().asMap().entrySet()) {
      tried = tried.with(value.getKey(), value.getValue());
    }
    try (Outcome outcome = runner.run(tried)) {
      if (outcome.run().interrupted()) {
        throw new InterruptedException();
      }
      Measurements measured = outcome.run().validation().orElseThrow();
      return measured.value(metric).orElse(Double.NaN);
    }
  }

  private static void write(Path folder, StudyResult result) {
    AtomicFiles.write(folder.resolve("study.json"), result.json());
    AtomicFiles.write(folder.resolve("study.csv"), result.csv());
  }
}

package org.blockwright.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.blockwright.base.UsageException;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.SeedRuns;
import org.blockwright.job.StudyAttributes;
import org.blockwright.training.ValidationMetric;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.TrialResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code tune best}. */
@Command(
    name = "best",
    description = {
      "Shows the values of the best trial of a study, a line per parameter. With --train the best"
          + " values are trained again with other seeds, on the same subsets, and each run is"
          + " evaluated once on the test images: the best value of a study is partly luck."
    },
    footer = {
      "  blockwright tune best studies/heads",
      "  blockwright tune best studies/heads --train --seeds 3"
    })
final class TuneBestCommand implements Callable<Integer> {
  private static final String TRAIN = "--train";

  @Mixin private StudyArguments study;

  @Option(
      names = TRAIN,
      order = 2,
      description = "train the best values again with other seeds, and evaluate each run")
  private boolean train;

  @Option(
      names = "--seeds",
      order = 3,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "number of runs of --train (default 3)")
  private Optional<Integer> seeds;

  @Option(
      names = "--out",
      order = 4,
      paramLabel = "DIR",
      description =
          "output directory of --train, new, empty, or that of an interrupted command (default:"
              + " seeds in the directory of the study)")
  private Optional<Path> out;

  private final Session session;

  TuneBestCommand(Session session) {
    this.session = session;
  }

  /** What the study says of its best trial. */
  private record Best(String text, double score, Optional<String> metric, Optional<Job> job) {}

  @Override
  public Integer call() {
    if (!train && (seeds.isPresent() || out.isPresent())) {
      throw new UsageException(AppProblems.needs(seeds.isPresent() ? "--seeds" : "--out", TRAIN));
    }
    if (train && session.givenSeed().isPresent()) {
      throw new UsageException(AppProblems.notTogether("--seed", TRAIN));
    }
    Best best = study.read(this::best);
    session.print(best.text());
    return train ? trainAgain(best) : Main.SUCCESS;
  }

  private Best best(StudyResult result, StudyAttributes attributes) {
    TrialResult.Done trial = result.best();
    return new Best(
        text(result),
        trial.score(),
        attributes.metric(),
        train ? attributes.readJob(trial.values()) : Optional.empty());
  }

  private static String text(StudyResult result) {
    TrialResult.Done best = result.best();
    StringBuilder text = new StringBuilder();
    text.append(
        "# trial %s, %s %s\n".formatted(best.number(), result.metric().name(), best.score()));
    best.values().asMap().forEach((name, value) -> text.append("%s: %s\n".formatted(name, value)));
    return text.toString();
  }

  private int trainAgain(Best best) {
    if (best.job().isEmpty() || best.metric().isEmpty()) {
      throw new UsageException(AppProblems.notAStudyOfJobs());
    }
    Path directory =
        out.or(() -> study.folder().map(folder -> folder.resolve("seeds")))
            .orElseThrow(() -> new UsageException(AppProblems.outRequired(TRAIN)));
    JobRunner runner =
        new JobRunner(session.progress(), session.interruption().stopCondition(), Optional.empty());
    SeedRuns runs =
        new SeedRuns(
            session.apply(best.job().get()),
            ValidationMetric.ofKey(best.metric().get()),
            best.score(),
            seeds.orElse(3));
    SeedRuns.Result result = runs.run(runner, directory, session.commandLine());
    if (!result.runs().isEmpty()) {
      session.print(table(result));
    }
    session.progress().note("runs saved to " + directory);
    return result.interrupted() ? Main.INTERRUPTED : Main.SUCCESS;
  }

  private static String table(SeedRuns.Result result) {
    StringBuilder text = new StringBuilder("\n");
    text.append(row("seed", result.metric().name() + " on validation", "on test", "run"));
    for (SeedRuns.Run run : result.runs()) {
      text.append(
          row(
              String.valueOf(run.seed()),
              number(OptionalDouble.of(run.validation())),
              number(run.test()),
              run.run().toString()));
    }
    text.append(
        row(
            "mean",
            number(OptionalDouble.of(result.mean(SeedRuns.Run::validation))),
            number(OptionalDouble.of(result.mean(run -> run.test().orElse(Double.NaN)))),
            ""));
    text.append(
        String.format(
            Locale.ROOT,
            "\nbest trial of the study: %.4f on validation, better than the mean of these seeds by"
                + " %.4f\n",
            result.best(),
            result.optimism()));
    return text.toString();
  }

  private static String row(String seed, String validation, String test, String run) {
    return "%-6s %24s %10s  %s".formatted(seed, validation, test, run).stripTrailing() + "\n";
  }

  private static String number(OptionalDouble value) {
    return value.isEmpty() || Double.isNaN(value.getAsDouble())
        ? "n/a"
        : String.format(Locale.ROOT, "%.4f", value.getAsDouble());
  }
}

package org.blockwright.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Split;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.training.History;
import org.blockwright.training.ValidationMetric;

/**
 * The best values of a study, trained again with other seeds than that of the study. The search has
 * selected the largest of many validation values, of which a part is luck: their mean over new
 * seeds is without it, and the test images, which the search has never seen, are evaluated once by
 * each run. All runs have the subsets of the study, whatever their seed.
 *
 * <pre>
 * DIR/best.yaml   the job of all runs
 * DIR/split.csv   the subsets, if the training images were split
 * DIR/seed-43/    a run
 * DIR/seeds.json  the values of all runs
 * </pre>
 *
 * <p>Repeated with the same directory, runs that have ended are not trained again, and one that was
 * killed continues.
 *
 * @param job the job of the study with the values of its best trial
 * @param metric the metric of the study
 * @param best its best value, on the validation images
 * @param seeds number of runs, at least 1; their seeds follow that of the job
 */
public record SeedRuns(Job job, ValidationMetric metric, double best, int seeds) {
  private static final String JOB = "best.yaml";
  private static final String SPLIT = "split.csv";
  private static final String VALUES = "seeds.json";

  /**
   * Creates the runs.
   *
   * @throws UsageException if there are none
   */
  public SeedRuns {
    if (seeds < 1) {
      throw new UsageException(StudyProblems.tooFewSeeds(seeds));
    }
  }

  /**
   * The value of the metric in a run.
   *
   * @param run its directory
   * @param test empty if there are no test images, or the metric is the sum of several outputs
   */
  public record Run(long seed, Path run, double validation, OptionalDouble test) {}

  /**
   * The values of all runs.
   *
   * @param best the best value of the study
   * @param interrupted whether it was stopped before the last run
   */
  public record Result(Metric metric, double best, ImmutableList<Run> runs, boolean interrupted) {
    /** Returns by how much the best value of the study is better than the mean of the runs. */
    public double optimism() {
      double difference = best - mean(Run::validation);
      return metric.direction() == Direction.MAXIMIZE ? difference : -difference;
    }

    /** Returns the mean of a value of the runs; NaN if there are none. */
    public double mean(ToDoubleFunction<Run> value) {
      return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    /** Returns the values as indented JSON; undefined ones are null. */
    public String toJson() {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode root = mapper.createObjectNode();
      root.put("metric", metric.name()).put("best", best);
      ArrayNode nodes = root.putArray("runs");
      for (Run run : runs) {
        ObjectNode node = nodes.addObject();
        node.put("seed", run.seed()).put("run", run.run().toString());
        node.put("validation", Double.isNaN(run.validation()) ? null : (Double) run.validation());
        node.put("test", run.test().isEmpty() ? null : (Double) run.test().getAsDouble());
      }
      return root.toPrettyString() + "\n";
    }
  }

  /**
   * Trains and evaluates the runs.
   *
   * @param directory output directory: new, empty, or that of an earlier call
   * @param command command line to record
   * @throws org.blockwright.base.BlockwrightException if the job is invalid, or the directory has
   *     something else
   */
  public Result run(JobRunner runner, Path directory, List<String> command) {
    Job shared = prepare(directory);
    List<Run> runs = new ArrayList<>();
    boolean interrupted = false;
    for (long seed : LongStream.rangeClosed(1, seeds).map(n -> job.seed() + n).toArray()) {
      Path folder = directory.resolve("seed-" + seed);
      runner.progress().note("seed %s, %s of %s".formatted(seed, runs.size() + 1, seeds));
      interrupted =
          !RunDirectory.isFinished(folder) && train(runner, shared, seed, folder, command);
      if (interrupted) {
        runner.progress().note(StudyProblems.repeatToContinue());
        break;
      }
      runs.add(read(seed, folder));
      AtomicFiles.write(directory.resolve(VALUES), result(runs, true).toJson());
    }
    return result(runs, interrupted);
  }

  private Result result(List<Run> runs, boolean interrupted) {
    return new Result(Metric.of(metric.key()), best, ImmutableList.copyOf(runs), interrupted);
  }

  /** Writes the job and the subsets, or checks that they are those of an earlier call. */
  private Job prepare(Path directory) {
    Path file = directory.resolve(JOB);
    boolean continued = Files.exists(file);
    Path split = directory.resolve(SPLIT);
    Optional<Split> subsets =
        job.splitFile().isPresent()
            ? Optional.empty()
            : ImageSplits.of(job, CsvColumns.of(job), Dataset::targets).split();
    Job shared =
        subsets.isEmpty()
            ? job
            : job.with(Setting.SPLIT, Setting.SPLIT.defaultValue())
                .with(Setting.VALIDATION, Setting.VALIDATION.defaultValue())
                .with(Setting.SPLIT_FILE, split.toString());
    // The number of threads changes the time only; other images have another split.
    String text =
        NetworkFormat.toYaml(
                JobFile.entries(shared.with(Setting.THREADS, Setting.THREADS.defaultValue())))
            + subsets.map(s -> "# %s: %s\n".formatted(RunMetadata.SPLIT, s.sha256())).orElse("");
    try {
      if (continued && !Files.readString(file).equals(text)) {
        throw new UsageException(StudyProblems.otherSeedRuns(directory));
      }
      if (!continued) {
        requireNothingElse(directory);
        Files.createDirectories(directory);
        subsets.ifPresent(s -> s.write(split));
        JobFile.files(shared)
            .forEach((name, content) -> AtomicFiles.write(directory.resolve(name), content));
        // Written last: a directory with it is complete.
        AtomicFiles.write(file, text);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
    return shared;
  }

  /** A process that was killed before it has written the job may have left the other files. */
  private static void requireNothingElse(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Set<String> own = Set.of(SPLIT, RunFiles.NETWORK, RunFiles.HEAD);
    try (Stream<Path> entries = Files.list(directory)) {
      if (!entries.allMatch(entry -> own.contains(entry.getFileName().toString()))) {
        throw new UsageException(JobProblems.notEmpty(directory, false));
      }
    }
  }

  /** Trains a run, or continues it; returns whether it was interrupted. */
  private boolean train(
      JobRunner runner, Job shared, long seed, Path folder, List<String> command) {
    RunDirectory run = RunDirectory.continueOrPrepare(folder);
    try (JobResult result = runner.run(ofSeed(shared, seed), run.startedBy(command))) {
      if (result.isUnfinished()) {
        run.deleteIfEmpty();
      } else {
        result.write(run, command);
      }
      return result.training().interrupted();
    }
  }

  /** The images are the same in each run, so that one audit is enough. */
  private TrainingJob ofSeed(Job shared, long seed) {
    Job ofSeed = shared.with(Setting.SEED, seed);
    return TrainingJob.of(seed == job.seed() + 1 ? ofSeed : JobAudit.without(ofSeed));
  }

  private Run read(long seed, Path folder) {
    RunSummary summary = RunSummary.of(folder);
    OptionalDouble validation = value(summary, "validation");
    return new Run(
        seed, folder, validation.orElseGet(() -> sumOfLosses(folder)), value(summary, "test"));
  }

  private OptionalDouble value(RunSummary run, String subset) {
    return run.metric(
        metric.output().isEmpty() ? subset : subset + "/" + metric.output(),
        metric.definition().key());
  }

  /** Returns the sum of the losses of several outputs, which is in the history only. */
  private static double sumOfLosses(Path folder) {
    return History.readCsv(folder.resolve(RunFiles.HISTORY))
        .best(Metric.of("validation_loss"))
        .map(epoch -> epoch.validationLoss().orElse(Double.NaN))
        .orElse(Double.NaN);
  }
}

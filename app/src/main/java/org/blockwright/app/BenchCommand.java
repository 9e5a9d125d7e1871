package org.blockwright.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Progress;
import org.blockwright.base.Table;
import org.blockwright.dsl.show.Summary;
import org.blockwright.engine.BenchmarkRuns;
import org.blockwright.engine.Timing;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Setting;
import org.blockwright.model.Model;
import org.blockwright.model.ModelBench;
import org.blockwright.model.lowering.TrainingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code bench}. */
@Command(
    name = "bench",
    description =
        "Measures the median duration of inference and of a training step, and peak memory.",
    footer = "  blockwright bench mobilenet --batch-size 8 --mode train --threads 2")
final class BenchCommand implements Callable<Integer> {
  /** What is measured. */
  enum Mode {
    FORWARD,
    TRAIN,
    BOTH
  }

  @Parameters(
      paramLabel = "NETWORK",
      description = "zoo network, .yaml or .json description, or saved .zip")
  private String name;

  @Option(
      names = "--batch-size",
      order = 1,
      paramLabel = "N",
      defaultValue = "8",
      converter = Converters.PositiveInteger.class,
      description = "batch size (default ${DEFAULT-VALUE})")
  private Integer batchSize;

  @Option(
      names = "--mode",
      order = 2,
      paramLabel = "MODE",
      defaultValue = "both",
      converter = Converters.BenchMode.class,
      description = "forward, train or both (default ${DEFAULT-VALUE})")
  private Mode mode;

  @Option(
      names = "--runs",
      order = 3,
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.PositiveInteger.class,
      description = "measured runs (default ${DEFAULT-VALUE})")
  private Integer runs;

  @Option(
      names = "--warm-up",
      order = 4,
      paramLabel = "N",
      defaultValue = "2",
      converter = Converters.PositiveInteger.class,
      description = "runs before the measured ones (default ${DEFAULT-VALUE})")
  private Integer warmUp;

  @Option(
      names = "--max-seconds",
      order = 5,
      paramLabel = "X",
      converter = Converters.PositiveNumber.class,
      description =
          "stop warm-up and measured runs after this time, but not before 2 and 3 runs"
              + " (default: no limit)")
  private Optional<Double> maxSeconds;

  @Option(names = "--json", order = 6, description = "print as JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Session session;

  BenchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.apply(
            Job.defaults().with(Setting.MODEL.key(), name),
            spec.commandLine().getParseResult(),
            session);
    try (Model model = new JobRunner(Progress.silent()).createModel(job, List.of())) {
      long parameters = Summary.of(model.network()).parameters();
      List<Timing> timings = measure(job, model);
      session.print(
          json
              ? Json.text(timings.stream().map(timing -> toJson(timing, parameters)).toList())
              : text(timings));
      return Main.SUCCESS;
    }
  }

  private List<Timing> measure(Job job, Model model) {
    BenchmarkRuns counts =
        new BenchmarkRuns(warmUp, runs, maxSeconds.orElse(Double.POSITIVE_INFINITY));
    List<Timing> timings = new ArrayList<>();
    if (mode != Mode.TRAIN) {
      timings.add(ModelBench.forward(model, batchSize, counts));
    }
    if (mode != Mode.FORWARD) {
      TrainingPlan plan =
          TrainingPlan.of(
              model.network(), job.optimizer(), job.learningRateMultipliers(), session.seed());
      timings.add(ModelBench.trainingStep(model, plan, batchSize, counts));
    }
    return timings;
  }

  private Object toJson(Timing timing, long parameters) {
    return Json.object(
        "network", name,
        "parameters", parameters,
        "operation", timing.operation(),
        "executor", timing.executor(),
        "batchSize", timing.batchSize(),
        "threads", session.threads(),
        "medianSeconds", timing.medianSeconds(),
        "imagesPerSecond", timing.imagesPerSecond(),
        "firstSeconds", timing.firstSeconds(),
        "seconds", timing.seconds(),
        "peakBytes", timing.peakBytes());
  }

  private static String text(List<Timing> timings) {
    Table table =
        new Table(
            "operation",
            "executor",
            "batch size",
            "first s",
            "median s",
            "images/s",
            "peak memory");
    for (Timing timing : timings) {
      table.row(
          timing.operation(),
          timing.executor(),
          String.valueOf(timing.batchSize()),
          String.format(Locale.ROOT, "%.4f", timing.firstSeconds()),
          String.format(Locale.ROOT, "%.4f", timing.medianSeconds()),
          String.format(Locale.ROOT, "%.1f", timing.imagesPerSecond()),
          timing.peakBytes() / (1 << 20) + " MB");
    }
    return table.toString();
  }
}

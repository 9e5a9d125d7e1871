package org.blockwright.app;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.blockwright.base.Table;
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
    footer = "  blockwright bench mobilenet --batch-size 8 --threads 2")
final class BenchCommand implements Callable<Integer> {
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
      names = "--runs",
      order = 2,
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.PositiveInteger.class,
      description = "measured runs, after two warm-up runs (default ${DEFAULT-VALUE})")
  private Integer runs;

  @Option(names = "--json", order = 3, description = "print as JSON")
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
    try (Model model = new JobRunner(session.progress()).createModel(job, List.of())) {
      TrainingPlan plan =
          TrainingPlan.of(
              model.network(), job.optimizer(), job.learningRateMultipliers(), session.seed());
      List<Timing> timings = ModelBench.of(model, plan, batchSize, runs);
      session.print(json ? Json.text(timings.stream().map(this::toJson).toList()) : text(timings));
      return Main.SUCCESS;
    }
  }

  private Object toJson(Timing timing) {
    return Json.object(
        "network", name,
        "operation", timing.operation(),
        "executor", timing.executor(),
        "batchSize", timing.batchSize(),
        "threads", session.threads(),
        "medianSeconds", timing.medianSeconds(),
        "imagesPerSecond", timing.imagesPerSecond(),
        "seconds", timing.seconds(),
        "peakBytes", timing.peakBytes());
  }

  private static String text(List<Timing> timings) {
    Table table =
        new Table("operation", "executor", "batch size", "median s", "images/s", "peak memory");
    for (Timing timing : timings) {
      table.row(
          timing.operation(),
          timing.executor(),
          String.valueOf(timing.batchSize()),
          String.format(Locale.ROOT, "%.4f", timing.medianSeconds()),
          String.format(Locale.ROOT, "%.1f", timing.imagesPerSecond()),
          timing.peakBytes() / (1 << 20) + " MB");
    }
    return table.toString();
  }
}

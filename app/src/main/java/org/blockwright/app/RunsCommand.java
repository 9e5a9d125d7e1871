package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.blockwright.base.Table;
import org.blockwright.job.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code runs}. */
@Command(
    name = "runs",
    description = "Commands for directories of runs.",
    footer = "  blockwright runs list runs")
final class RunsCommand implements Callable<Integer> {
  /**
   * A metric in the table; JSON contains all.
   *
   * @param title its column title
   * @param of key of the metric whose task it belongs to
   */
  private record Column(String metric, String title, String of) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("accuracy", "accuracy", "accuracy"),
          new Column("balanced_accuracy", "balanced", "accuracy"),
          new Column("exact_match", "exact match", "exact_match"),
          new Column("mae", "MAE", "mae"),
          new Column("r2", "R2", "mae"),
          new Column("loss", "loss", "loss"));

  @Spec private CommandSpec spec;
  private final Session session;

  RunsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand given");
  }

  @Command(
      name = "list",
      description = {
        "Lists the runs in a folder, the oldest first, with the main metrics of their tasks on the"
            + " validation and test images. --json prints all metrics over all classes."
      },
      footer = "  blockwright runs list runs --json")
  Integer list(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..1",
              defaultValue = "runs",
              description = "folder that contains runs (default runs)")
          Path folder,
      @Option(names = "--json", description = "print as JSON") boolean json) {
    List<RunSummary> runs = RunSummary.list(folder);
    runs.forEach(run -> run.problem().ifPresent(session.progress()::note));
    if (json) {
      session.print(Json.text(runs.stream().map(RunsCommand::toJson).toList()));
    } else if (runs.isEmpty()) {
      session.progress().note(AppProblems.noRuns(folder));
    } else {
      session.print(table(folder, runs).toString());
    }
    return Main.SUCCESS;
  }

  private static Map<String, Object> toJson(RunSummary run) {
    return Json.object(
        "path", run.path().toString(),
        "created", run.created(),
        "model", run.model(),
        "metrics", run.metrics());
  }

  private static Table table(Path folder, List<RunSummary> runs) {
    List<Column> columns =
        COLUMNS.stream().filter(c -> runs.stream().anyMatch(run -> has(run, c.of()))).toList();
    // Of several outputs also subsets with the name of an output, such as test/age.
    List<String> subsets =
        runs.stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .distinct()
            .sorted(Comparator.comparing(subset -> subset.startsWith("test")))
            .toList();
    Stream<String> titles =
        subsets.stream()
            .flatMap(subset -> columns.stream().map(column -> subset + " " + column.title()));
    Table table =
        new Table(
            Stream.concat(Stream.of("run", "created", "model"), titles).toArray(String[]::new));
    for (RunSummary run : runs) {
      Path name = run.path().equals(folder) ? folder : run.path().getFileName();
      List<String> cells = new ArrayList<>(List.of(name.toString(), run.created(), run.model()));
      for (String subset : subsets) {
        columns.forEach(column -> cells.add(cell(run, subset, column.metric())));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static boolean has(RunSummary run, String metric) {
    return run.metrics().values().stream().anyMatch(metrics -> metrics.containsKey(metric));
  }

  private static String cell(RunSummary run, String subset, String metric) {
    var value = run.metric(subset, metric);
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "n/a";
  }
}

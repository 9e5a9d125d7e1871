package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final List<String> SUBSETS = List.of("validation", "test");

  /**
   * Metrics in the table by task, with their column titles; JSON contains all. Those of a task are
   * shown if a run has the first one.
   */
  private static final List<List<Map.Entry<String, String>>> COLUMNS =
      List.of(
          List.of(Map.entry("accuracy", "accuracy"), Map.entry("balanced_accuracy", "balanced")),
          List.of(Map.entry("exact_match", "exact match"), Map.entry("macro_f1", "macro F1")),
          List.of(Map.entry("mae", "MAE"), Map.entry("r2", "R2")));

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
        "Lists the runs in a folder, the oldest first, with loss and two metrics of their task (such"
            + " as accuracy and balanced accuracy) on the validation and test images. --json prints"
            + " all overall metrics."
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
    List<String> subsets =
        SUBSETS.stream()
            .filter(subset -> runs.stream().anyMatch(run -> run.metrics().containsKey(subset)))
            .toList();
    List<Map.Entry<String, String>> columns = columns(runs);
    Stream<String> titles =
        subsets.stream()
            .flatMap(subset -> columns.stream().map(column -> subset + " " + column.getValue()));
    Table table =
        new Table(
            Stream.concat(Stream.of("run", "created", "model"), titles).toArray(String[]::new));
    for (RunSummary run : runs) {
      Path name = run.path().equals(folder) ? folder : run.path().getFileName();
      List<String> cells = new ArrayList<>(List.of(name.toString(), run.created(), run.model()));
      for (String subset : subsets) {
        columns.forEach(column -> cells.add(cell(run, subset, column.getKey())));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static List<Map.Entry<String, String>> columns(List<RunSummary> runs) {
    Stream<Map.Entry<String, String>> ofTasks =
        COLUMNS.stream()
            .filter(columns -> runs.stream().anyMatch(run -> has(run, columns.get(0).getKey())))
            .flatMap(List::stream);
    return Stream.concat(ofTasks, Stream.of(Map.entry("loss", "loss"))).toList();
  }

  private static boolean has(RunSummary run, String metric) {
    return SUBSETS.stream().anyMatch(subset -> run.metric(subset, metric).isPresent());
  }

  private static String cell(RunSummary run, String subset, String metric) {
    var value = run.metric(subset, metric);
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "n/a";
  }
}

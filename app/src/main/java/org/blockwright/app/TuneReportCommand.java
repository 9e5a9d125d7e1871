package org.blockwright.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.blockwright.base.AtomicFiles;
import org.blockwright.job.StudyReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code tune report}. */
@Command(
    name = "report",
    description =
        "Writes a study as a page: history, slices, parallel coordinates, importance of the"
            + " parameters, timeline, and all trials with their curves.",
    footer = "  blockwright tune report studies/heads --out study.html")
final class TuneReportCommand implements Callable<Integer> {
  @Mixin private StudyArguments study;

  @Option(
      names = "--out",
      order = 2,
      required = true,
      paramLabel = "FILE.html",
      description = "output file")
  private Path out;

  @Mixin private OutputFile output;

  private final Session session;

  TuneReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    output.check(out);
    String page =
        study.readStored(
            (result, store) ->
                StudyReports.of("Search by " + result.metric().name(), result, store, out).html());
    AtomicFiles.write(out, page);
    session.progress().note("saved to " + out);
    return Main.SUCCESS;
  }
}

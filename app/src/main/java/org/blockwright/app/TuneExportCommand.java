package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.job.StudyAttributes;
import org.blockwright.tuning.StudyResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code tune export}. */
@Command(
    name = "export",
    description = {
      "Writes the trials of a study as CSV or JSON, or the job with the values of the best trial as"
          + " YAML, by the ending of the file. train --job runs that job."
    },
    footer = "  blockwright tune export studies/heads --out best.yaml")
final class TuneExportCommand implements Callable<Integer> {
  private static final Map<String, BiFunction<StudyResult, StudyAttributes, String>> BY_ENDING =
      ImmutableMap.of(
          ".csv", (result, attributes) -> result.csv(),
          ".json", (result, attributes) -> result.json(),
          ".yaml", TuneExportCommand::bestJob);

  @Mixin private StudyArguments study;

  @Option(
      names = "--out",
      order = 2,
      required = true,
      paramLabel = "FILE",
      description = "output file: .csv, .json or .yaml")
  private Path out;

  @Mixin private OutputFile output;

  private final Session session;

  TuneExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    BiFunction<StudyResult, StudyAttributes, String> format =
        BY_ENDING.entrySet().stream()
            .filter(e -> out.toString().endsWith(e.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(() -> new UsageException(AppProblems.unknownExport(out)));
    output.check(out);
    AtomicFiles.write(out, study.read(format));
    session.progress().note("saved to " + out);
    return Main.SUCCESS;
  }

  private static String bestJob(StudyResult result, StudyAttributes attributes) {
    return attributes
        .bestJob(result.best().values())
        .orElseThrow(() -> new UsageException(AppProblems.notAStudyOfJobs()));
  }
}

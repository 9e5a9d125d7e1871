package org.blockwright.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.UsageException;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.audit.AuditJson;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.model.Model;
import org.blockwright.model.Provenance;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/**
 * Directory of a run: {@code model.zip}, {@code run.yaml}, {@code split.csv}, {@code history.csv},
 * {@code metrics.json}, {@code audit.json}, {@code report.html}, {@code skipped.csv}; {@code
 * network.yaml} and {@code head.yaml} if the job has a network or a head that was built in Java.
 *
 * <p>Runs are written atomically: to a hidden sibling directory, which is renamed when it is
 * complete. A run to be replaced stays unchanged until then. So a run that fails, is interrupted or
 * killed does not damage it, and a run can read its model or weights from the directory that it
 * replaces.
 */
public final class RunDirectory {
  /** File whose presence marks a complete run. */
  public static final String COMPLETION_MARKER = RunFiles.RUN;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;
  private final boolean overwrite;
  private final boolean created;

  private RunDirectory(Path path, boolean overwrite, boolean created) {
    this.path = path;
    this.overwrite = overwrite;
    this.created = created;
  }

  /**
   * Checks that a run can be written, to be called before any computation. Existing files are not
   * changed; a missing directory is created.
   *
   * @param overwrite whether an existing run, its evaluations included, is replaced by the new one
   * @throws UsageException if the directory is not empty; with {@code overwrite}, if it is not a
   *     run or contains other files as well
   * @throws org.blockwright.base.StorageException if it is not writable
   */
  public static RunDirectory prepare(Path folder, boolean overwrite) {
    check(folder, overwrite);
    try {
      boolean created = !Files.exists(folder);
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".blockwright", ".tmp"));
      return new RunDirectory(folder, overwrite, created);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Checks as {@link #prepare} does, without creating the directory. */
  public static void check(Path folder, boolean overwrite) {
    AtomicDirectories.restore(folder, RunFiles::isRun);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(JobProblems.notAFolder(folder));
    }
    if (AtomicDirectories.isAbsentOrEmpty(folder)) {
      return;
    }
    boolean run = RunFiles.hasRunYaml(folder);
    if (!overwrite) {
      throw new UsageException(JobProblems.notEmpty(folder, run));
    }
    if (!run) {
      throw new UsageException(JobProblems.notARun(folder));
    }
    List<String> foreign = RunFiles.foreignFiles(folder);
    if (!foreign.isEmpty()) {
      throw new UsageException(JobProblems.foreignFiles(folder, foreign));
    }
    if (!AtomicDirectories.isReplaceable(folder)) {
      throw new UsageException(JobProblems.notReplaceable(folder));
    }
  }

  /** Creates the first of {@code runs/<name>-1}, {@code runs/<name>-2}, ... that does not exist. */
  public static RunDirectory createNext(Path runs, String name) {
    try {
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path folder = runs.resolve(name + "-" + i);
        if (AtomicDirectories.restore(folder, RunFiles::isRun)) {
          continue;
        }
        try {
          // Atomic, so that two runs started at the same time get different directories.
          return new RunDirectory(Files.createDirectory(folder), false, true);
        } catch (FileAlreadyExistsException e) {
          // The next number.
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(runs.resolve(name + "-1"), e);
    }
  }

  /** Returns the path. */
  public Path path() {
    return path;
  }

  /** Returns whether writing the run replaces an existing one. */
  public boolean replacesExisting() {
    return overwrite && !AtomicDirectories.isAbsentOrEmpty(path);
  }

  /** Deletes the directory if it was created for this run and is empty. */
  public void deleteIfEmpty() {
    try {
      if (created) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Not empty: another process wrote into it.
    }
  }

  /**
   * Writes a run.
   *
   * @return its directory: a numbered sibling if another process wrote into this one
   */
  Path write(JobResult result, List<String> command) {
    try {
      return AtomicDirectories.write(
          path,
          old -> overwrite && RunFiles.isRun(old),
          COMPLETION_MARKER,
          staging -> writeAll(staging, result, command));
    } catch (RuntimeException e) {
      deleteIfEmpty();
      throw e;
    }
  }

  private static void writeAll(Path path, JobResult result, List<String> command) {
    String line = command.stream().map(RunDirectory::shellQuote).collect(Collectors.joining(" "));
    Provenance provenance = Provenance.empty();
    for (Map.Entry<String, String> entry : result.metadata().entrySet()) {
      provenance = provenance.with(entry.getKey(), entry.getValue());
    }
    Model model = result.model().withProvenance(provenance.with("command", line));
    model.save(path.resolve(RunFiles.MODEL));
    result.images().split().ifPresent(split -> split.write(path.resolve(RunFiles.SPLIT)));
    result.training().history().writeCsv(path.resolve(RunFiles.HISTORY));
    MetricsJson.write(path.resolve(RunFiles.METRICS), result.measurements());
    result
        .audit()
        .ifPresent(
            audit ->
                AtomicFiles.write(
                    path.resolve(RunFiles.AUDIT),
                    temporary -> MAPPER.writeValue(temporary.toFile(), AuditJson.of(audit))));
    AtomicFiles.write(path.resolve(RunFiles.SKIPPED), skippedCsv(result.skipped()));
    Report.write(path.resolve(RunFiles.REPORT), report(result, line));
    JobFile.files(result.job().settings())
        .forEach((name, text) -> AtomicFiles.write(path.resolve(name), text));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("command", line);
    run.putAll(JobFile.entries(result.job().settings()));
    run.put(RunMetadata.KEY, result.metadata());
    run.put("notices", result.notices());
    AtomicFiles.write(path.resolve(COMPLETION_MARKER), NetworkFormat.toYaml(run));
  }

  /** Quotes an argument of a command line for a POSIX shell, where needed. */
  static String shellQuote(String argument) {
    return argument.matches("[A-Za-z0-9_./:=,@+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static String skippedCsv(List<SkippedFile> files) {
    StringBuilder csv = new StringBuilder(Csv.line("path", "reason"));
    files.forEach(f -> csv.append(Csv.line(f.key(), f.reason())));
    return csv.toString();
  }

  private static ReportData report(JobResult result, String command) {
    String name = result.model().network().name();
    return ReportData.of(name, List.of(section(name, result, command))).images(result::image);
  }

  /** Returns the section of a report about a run. */
  public static RunSection section(String name, JobResult result, String command) {
    Map<String, String> provenance = new LinkedHashMap<>(result.metadata());
    RunSection section =
        RunSection.named(name)
            .provenance(provenance)
            .summary(
                Summary.of(
                        result.model().network(),
                        result.job().settings().learningRateMultipliers(),
                        result.job().settings().optimizer())
                    .collapsed(1)
                    .toString())
            .history(result.training().history())
            .skipped(result.skipped())
            .notes(result.notices())
            .command(command);
    for (Map.Entry<String, Measurements> entry : result.measurements().entrySet()) {
      section = section.withMeasurements(entry.getKey(), entry.getValue());
    }
    return section;
  }
}

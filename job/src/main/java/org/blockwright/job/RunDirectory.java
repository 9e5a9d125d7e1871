package org.blockwright.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.audit.AuditJson;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.model.Model;
import org.blockwright.model.Provenance;
import org.blockwright.training.checkpoint.CheckpointFolder;
import org.blockwright.training.checkpoint.Checkpoints;
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
 *
 * <p>During training the directory has a folder {@code checkpoint} with the job and the last states
 * of the training, from which {@link #resume} continues a run that was killed or interrupted. It is
 * deleted when the run is complete. That of a run that will replace a complete one is named {@code
 * replacement}.
 */
public final class RunDirectory {
  /** File whose presence marks a complete run. */
  public static final String COMPLETION_MARKER = RunFiles.RUN;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;
  private final boolean overwrite;
  private final boolean created;
  private final Checkpoints.Start start;
  private final String command;

  /** Whether the training of this run was started here. */
  private final AtomicBoolean training;

  /** The folder of the state: of this run, or of the one that will replace it. */
  private final String state;

  private RunDirectory(Path path, boolean overwrite, boolean created, Checkpoints.Start start) {
    this(
        path,
        overwrite,
        created,
        start,
        "",
        isReplacement(path, overwrite, start) ? RunFiles.REPLACEMENT : RunFiles.CHECKPOINT,
        new AtomicBoolean());
  }

  private static boolean isReplacement(Path path, boolean overwrite, Checkpoints.Start start) {
    return start == Checkpoints.Start.NEW
        ? overwrite && RunFiles.hasRunYaml(path)
        : RunFiles.hasReplacement(path);
  }

  private RunDirectory(
      Path path,
      boolean overwrite,
      boolean created,
      Checkpoints.Start start,
      String command,
      String state,
      AtomicBoolean training) {
    this.path = path;
    this.overwrite = overwrite;
    this.created = created;
    this.start = start;
    this.command = command;
    this.state = state;
    this.training = training;
  }

  /**
   * Returns the directory with the command line that trains the run now. It is recorded with the
   * job, so that a run that is resumed names the command that started it, and those that continued
   * it.
   */
  public RunDirectory startedBy(List<String> commandLine) {
    return new RunDirectory(
        path, overwrite, created, start, shellLine(commandLine), state, training);
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
      return new RunDirectory(folder, overwrite, created, Checkpoints.Start.NEW);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Continues an unfinished run, or prepares a new or empty directory. */
  static RunDirectory continueOrPrepare(Path folder) {
    return RunFiles.isResumable(folder) ? resume(folder) : prepare(folder, false);
  }

  /** Checks as {@link #prepare} does, without creating the directory. */
  public static void check(Path folder, boolean overwrite) {
    AtomicDirectories.restore(folder, RunFiles::isAnyRun);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(JobProblems.notAFolder(folder));
    }
    if (AtomicDirectories.isAbsentOrEmpty(folder) || RunFiles.isBarelyStarted(folder)) {
      return;
    }
    if (FoldsFile.isIn(folder)) {
      throw new UsageException(JobProblems.unfinishedFolds(folder));
    }
    boolean run = RunFiles.hasRunYaml(folder);
    boolean unfinished = !run && RunFiles.isResumable(folder);
    if (!overwrite && unfinished) {
      throw new UsageException(JobProblems.unfinishedRun(folder));
    }
    if (!overwrite) {
      throw new UsageException(JobProblems.notEmpty(folder, run));
    }
    if (!run && !unfinished) {
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

  /**
   * Opens the directory of a run that was killed or interrupted, to continue it. A run with the
   * same settings continues bit for bit as if nothing had happened:
   *
   * <pre>{@code
   * RunDirectory run = RunDirectory.resume(Path.of("runs/mobilenet-1"));
   * try (JobResult result = new JobRunner(progress).run(TrainingJob.of(run.recordedJob()), run)) {
   *   result.write(run, List.of());
   * }
   * }</pre>
   *
   * <p>If settings, images or network of the job differ from those of the run, it fails with a
   * {@link UsageException} that lists what differs.
   *
   * @throws UsageException if there is no unfinished run, see {@link #isFinished}
   */
  public static RunDirectory resume(Path folder) {
    return resume(folder, Checkpoints.Start.RESUME);
  }

  /**
   * Opens the directory as {@link #resume}, to continue the run with the settings, images and
   * frozen weights of the job, also if they differ from those of the run.
   */
  public static RunDirectory resumeWithChanges(Path folder) {
    return resume(folder, Checkpoints.Start.RESUME_WITH_CHANGES);
  }

  private static RunDirectory resume(Path folder, Checkpoints.Start start) {
    AtomicDirectories.restore(folder, RunFiles::isAnyRun);
    if (isFinished(folder)) {
      throw new UsageException(JobProblems.finished(folder));
    }
    if (!RunFiles.isResumable(folder)) {
      throw new UsageException(JobProblems.nothingToResume(folder));
    }
    List<String> foreign = RunFiles.foreignFiles(folder);
    if (!foreign.isEmpty()) {
      throw new UsageException(JobProblems.foreignFiles(folder, foreign));
    }
    return new RunDirectory(folder, true, false, start);
  }

  /**
   * Returns whether a directory contains a run that has reached its end, and no other one that will
   * replace it.
   */
  public static boolean isFinished(Path folder) {
    return Files.isDirectory(folder)
        && RunFiles.hasRunYaml(folder)
        && !RunFiles.isResumable(folder);
  }

  /**
   * Returns the job of an unfinished run.
   *
   * @throws UsageException if some of its settings can only be set in Java
   */
  public Job recordedJob() {
    return Job.read(checkpoint().resolve(RunFiles.RUN));
  }

  private Path checkpoint() {
    return path.resolve(state);
  }

  /**
   * Records the job of a new run, so that it can be resumed from now on.
   *
   * @return false if it is resumed already, or an unfinished run is to be replaced
   */
  boolean recordJob(Job job) {
    if (start != Checkpoints.Start.NEW || hasRecordedJob()) {
      return false;
    }
    writeJob(job);
    sessions().started(start, command);
    return true;
  }

  private boolean hasRecordedJob() {
    return Files.isRegularFile(checkpoint().resolve(RunFiles.RUN));
  }

  private Sessions sessions() {
    return new Sessions(checkpoint());
  }

  /** Returns the seconds that earlier sessions have trained until the last checkpoint. */
  double secondsBefore() {
    return start == Checkpoints.Start.NEW ? 0 : sessions().seconds();
  }

  private void writeJob(Job job) {
    JobFile.files(job).forEach((name, text) -> AtomicFiles.write(checkpoint().resolve(name), text));
    AtomicFiles.write(
        checkpoint().resolve(RunFiles.RUN), NetworkFormat.toYaml(JobFile.entries(job)));
  }

  /** Records the job of a run whose images and network are valid; returns where its state goes. */
  Checkpoints startTraining(Job job) {
    if (start == Checkpoints.Start.NEW && hasCheckpoint()) {
      // Those of another job, which must not be found beside this one.
      try (CheckpointFolder stale = CheckpointFolder.open(checkpoint())) {
        stale.clear();
      }
    }
    if (start != Checkpoints.Start.RESUME) {
      writeJob(job);
    }
    sessions().started(start, command);
    training.set(true);
    return new Checkpoints(
        checkpoint(),
        job.intValue(Setting.CHECKPOINT_EVERY),
        Checkpoints.in(path).maxOverhead(),
        start);
  }

  /** Returns whether this run, and not an earlier one in the same place, can be resumed. */
  boolean hasStateOfThisRun() {
    return hasCheckpoint() && (start != Checkpoints.Start.NEW || training.get());
  }

  /** Returns whether the run can be resumed where a checkpoint was written. */
  boolean hasCheckpoint() {
    return CheckpointFolder.hasCheckpoint(checkpoint());
  }

  /** Deletes the recorded job of a run that has failed before its first checkpoint. */
  void discardUnlessResumable() {
    if (hasCheckpoint()) {
      return;
    }
    CheckpointFolder locked;
    try {
      locked = CheckpointFolder.open(checkpoint());
    } catch (UsageException e) {
      // Another process is training here.
      return;
    }
    try {
      AtomicDirectories.deleteTree(checkpoint());
    } finally {
      locked.close();
    }
  }

  /** Creates the first of {@code runs/<name>-1}, {@code runs/<name>-2}, ... that does not exist. */
  public static RunDirectory createNext(Path runs, String name) {
    try {
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path folder = runs.resolve(name + "-" + i);
        if (AtomicDirectories.restore(folder, RunFiles::isAnyRun)) {
          continue;
        }
        try {
          // Atomic, so that two runs started at the same time get different directories.
          return new RunDirectory(
              Files.createDirectory(folder), false, true, Checkpoints.Start.NEW);
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

  /** Returns whether writing the run replaces a complete one, other than itself. */
  public boolean replacesExisting() {
    return state.equals(RunFiles.REPLACEMENT);
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
    boolean unfinished = result.training().interrupted();
    List<String> commands = sessions().commands(shellLine(command));
    try {
      Path written =
          AtomicDirectories.write(
              path,
              old -> overwrite && RunFiles.isRun(old) || RunFiles.isUnfinished(old),
              COMPLETION_MARKER,
              staging -> {
                writeAll(staging, result, commands);
                if (unfinished) {
                  linkCheckpoint(staging);
                }
              });
      if (!unfinished && written.equals(path)) {
        // Only a directory that cannot be renamed still has them.
        AtomicDirectories.deleteTree(path.resolve(RunFiles.CHECKPOINT));
        AtomicDirectories.deleteTree(path.resolve(RunFiles.REPLACEMENT));
      }
      return written;
    } catch (StorageException e) {
      deleteIfEmpty();
      throw hasCheckpoint() ? JobProblems.notSaved(e, path) : e;
    } catch (RuntimeException e) {
      deleteIfEmpty();
      throw e;
    }
  }

  /** Adds the checkpoint to the new directory, so that there is always one that has it. */
  private void linkCheckpoint(Path staging) throws IOException {
    boolean inside = Files.isSameFile(staging.toAbsolutePath().getParent(), path);
    if (inside || !hasRecordedJob()) {
      return;
    }
    Path target = Files.createDirectory(staging.resolve(RunFiles.CHECKPOINT));
    try (Stream<Path> files = Files.list(checkpoint())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          Files.createLink(target.resolve(file.getFileName()), file);
        } catch (UnsupportedOperationException | FileSystemException e) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
  }

  /**
   * @param commands the one that started the run, and those that continued it
   */
  private static void writeAll(Path path, JobResult result, List<String> commands) {
    String line = commands.get(0);
    Provenance provenance = Provenance.empty();
    for (Map.Entry<String, String> entry : result.metadata().entrySet()) {
      provenance = provenance.with(entry.getKey(), entry.getValue());
    }
    Model model = result.model().withProvenance(provenance.with("command", line));
    model.save(path.resolve(RunFiles.MODEL));
    result.images().split().ifPresent(split -> split.write(path.resolve(RunFiles.SPLIT)));
    result.training().history().writeCsv(path.resolve(RunFiles.HISTORY));
    MetricsJson.write(
        path.resolve(RunFiles.METRICS),
        EvaluationFiles.withBreakdowns(result.measurements(), result.breakdowns()));
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
    if (commands.size() > 1) {
      run.put("resumed-by", commands.subList(1, commands.size()));
    }
    run.putAll(JobFile.entries(result.job().settings()));
    run.put(RunMetadata.KEY, result.metadata());
    run.put("notices", result.notices());
    AtomicFiles.write(path.resolve(COMPLETION_MARKER), NetworkFormat.toYaml(run));
  }

  /** Returns a command line that a POSIX shell reads as these arguments. */
  static String shellLine(List<String> command) {
    return command.stream().map(RunDirectory::shellQuote).collect(Collectors.joining(" "));
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
            .breakdowns(result.breakdowns())
            .notes(result.notices())
            .command(command);
    for (Map.Entry<String, Measurements> entry : result.measurements().entrySet()) {
      section = section.withMeasurements(entry.getKey(), entry.getValue());
    }
    return section;
  }
}

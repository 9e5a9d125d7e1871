package org.blockwright.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.model.Model;
import org.blockwright.model.Provenance;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/**
 * The directory of a run: {@code model.zip}, {@code run.yaml}, {@code split.csv}, {@code
 * history.csv}, {@code metrics.json}, {@code report.html}, {@code skipped.csv}.
 *
 * <p>It is whole or not there: a run is written beside and gets its name at the end. An older run
 * that is to be replaced stays as it is until then, so that a run that fails, is interrupted or
 * killed leaves it, and so that a run may read its model or weights from the directory that it
 * replaces.
 */
public final class RunDirectory {
  /** The file of each run that a later look may trust. */
  public static final String COMPLETION_MARKER = RunFiles.RUN;

  private final Path path;
  private final boolean overwrite;
  private final boolean created;

  private RunDirectory(Path path, boolean overwrite, boolean created) {
    this.path = path;
    this.overwrite = overwrite;
    this.created = created;
  }

  /**
   * Makes sure, before anything is computed, that a run can be written later. Nothing that is there
   * is changed; a directory that is not there is made.
   *
   * @param overwrite whether an older run there is replaced in the end, its evaluations included
   * @throws UsageException where the directory is not empty; with {@code overwrite}, where it is
   *     not a run, or holds other files as well
   * @throws org.blockwright.base.StorageException where it cannot be written
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

  /** Checks as {@link #prepare} does, and makes nothing. */
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

  /** Takes the first of {@code runs/<name>-1}, {@code runs/<name>-2}, ... that is free. */
  public static RunDirectory createNext(Path runs, String name) {
    try {
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path folder = runs.resolve(name + "-" + i);
        if (AtomicDirectories.restore(folder, RunFiles::isRun)) {
          continue;
        }
        try {
          // One step, so that two runs that begin together do not get the same.
          return new RunDirectory(Files.createDirectory(folder), false, true);
        } catch (FileAlreadyExistsException e) {
          // The next number.
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(runs.resolve(name + "-1"), e);
    }
  }

  /** Returns where the run goes. */
  public Path path() {
    return path;
  }

  /** Returns whether writing the run removes an older one. */
  public boolean replacesExisting() {
    return overwrite && !AtomicDirectories.isAbsentOrEmpty(path);
  }

  /** Removes the directory of a run that came to nothing, if it was made for it and is empty. */
  public void deleteIfEmpty() {
    try {
      if (created) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Not empty: something else was put there meanwhile.
    }
  }

  /** Returns where the run is: elsewhere if the directory was filled by others meanwhile. */
  Path write(JobResult outcome, List<String> command) {
    try {
      return AtomicDirectories.write(
          path,
          old -> overwrite && RunFiles.isRun(old),
          COMPLETION_MARKER,
          staging -> writeAll(staging, outcome, command));
    } catch (RuntimeException e) {
      deleteIfEmpty();
      throw e;
    }
  }

  private static void writeAll(Path path, JobResult outcome, List<String> command) {
    String line = command.stream().map(RunDirectory::shellQuote).collect(Collectors.joining(" "));
    Provenance provenance = Provenance.empty();
    for (Map.Entry<String, String> fact : outcome.metadata().entrySet()) {
      provenance = provenance.with(fact.getKey(), fact.getValue());
    }
    Model model = outcome.model().withProvenance(provenance.with("command", line));
    model.save(path.resolve(RunFiles.MODEL));
    outcome.images().split().ifPresent(split -> split.write(path.resolve(RunFiles.SPLIT)));
    outcome.training().history().writeCsv(path.resolve(RunFiles.HISTORY));
    MetricsJson.write(path.resolve(RunFiles.METRICS), outcome.measurements());
    AtomicFiles.write(path.resolve(RunFiles.SKIPPED), skippedCsv(outcome.skipped()));
    Report.write(path.resolve(RunFiles.REPORT), report(outcome, line));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("command", line);
    run.put("job", outcome.job().toMap());
    run.put("facts", outcome.metadata());
    run.put("notices", outcome.notices());
    AtomicFiles.write(path.resolve(COMPLETION_MARKER), NetworkFormat.toYaml(run));
  }

  /** A word of a command as a shell takes it. */
  static String shellQuote(String word) {
    return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String skippedCsv(List<SkippedFile> files) {
    StringBuilder csv = new StringBuilder("path,reason\n");
    files.forEach(
        f -> csv.append(csvCell(f.key())).append(',').append(csvCell(f.reason())).append('\n'));
    return csv.toString();
  }

  private static String csvCell(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static ReportData report(JobResult outcome, String line) {
    String name = outcome.model().network().name();
    return ReportData.of(name, List.of(section(name, outcome, line)))
        .thumbnails(key -> outcome.imagePath(key).flatMap(RunDirectory::thumbnail));
  }

  /** What a report says about a run. */
  public static RunSection section(String name, JobResult outcome, String command) {
    Map<String, String> provenance = new LinkedHashMap<>(outcome.metadata());
    RunSection section =
        RunSection.named(name)
            .provenance(provenance)
            .summary(
                Summary.of(
                        outcome.model().network(),
                        outcome.job().learningRateMultipliers(),
                        outcome.job().optimizer())
                    .folded(1)
                    .toString())
            .history(outcome.training().history())
            .skipped(outcome.skipped())
            .notes(outcome.notices())
            .command(command);
    for (String side : List.of("validation", "test")) {
      if (outcome.measurements().containsKey(side)) {
        section = section.withMeasurements(side, outcome.measurements().get(side));
      }
    }
    return section;
  }

  /** A picture as a report shows it. */
  public static Optional<BufferedImage> thumbnail(Path file) {
    try {
      Image picture = Decoder.decode(file);
      BufferedImage image =
          new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
      for (int row = 0; row < picture.height(); row++) {
        for (int column = 0; column < picture.width(); column++) {
          int rgb = 0;
          for (int channel = 0; channel < 3; channel++) {
            int source = Math.min(channel, picture.channels() - 1);
            rgb = rgb << 8 | Math.round(picture.sample(row, column, source));
          }
          image.setRGB(column, row, rgb);
        }
      }
      return Optional.of(image);
    } catch (DataException | OutOfMemoryError e) {
      // A report without one image is better than none.
      return Optional.empty();
    }
  }
}

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
import org.blockwright.data.Skipped;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Picture;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.blockwright.model.Provenance;
import org.blockwright.training.measure.MetricsJson;
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
public final class RunFolder {
  /** The file of each run that a later look may trust. */
  public static final String LAST = RunFiles.RUN;

  private final Path path;
  private final boolean overwrite;
  private final boolean created;

  private RunFolder(Path path, boolean overwrite, boolean created) {
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
  public static RunFolder at(Path folder, boolean overwrite) {
    check(folder, overwrite);
    try {
      boolean created = !Files.exists(folder);
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".blockwright", ".tmp"));
      return new RunFolder(folder, overwrite, created);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Checks as {@link #at} does, and makes nothing. */
  public static void check(Path folder, boolean overwrite) {
    AtomicDirectories.restore(folder, RunFiles::isRun);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(JobProblems.notAFolder(folder));
    }
    if (AtomicDirectories.isFree(folder)) {
      return;
    }
    boolean run = RunFiles.hasRecord(folder);
    if (!overwrite) {
      throw new UsageException(JobProblems.notEmpty(folder, run));
    }
    if (!run) {
      throw new UsageException(JobProblems.notARun(folder));
    }
    List<String> foreign = RunFiles.foreign(folder);
    if (!foreign.isEmpty()) {
      throw new UsageException(JobProblems.foreignFiles(folder, foreign));
    }
    if (!AtomicDirectories.isReplaceable(folder)) {
      throw new UsageException(JobProblems.notReplaceable(folder));
    }
  }

  /** Takes the first of {@code runs/<name>-1}, {@code runs/<name>-2}, ... that is free. */
  public static RunFolder next(Path runs, String name) {
    try {
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path folder = runs.resolve(name + "-" + i);
        if (AtomicDirectories.restore(folder, RunFiles::isRun)) {
          continue;
        }
        try {
          // One step, so that two runs that begin together do not get the same.
          return new RunFolder(Files.createDirectory(folder), false, true);
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
  public boolean replaces() {
    return overwrite && !AtomicDirectories.isFree(path);
  }

  /** Removes the directory of a run that came to nothing, if it was made for it and is empty. */
  public void abandon() {
    try {
      if (created) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Not empty: something else was put there meanwhile.
    }
  }

  /** Returns where the run is: elsewhere if the directory was filled by others meanwhile. */
  Path write(Outcome outcome, List<String> command) {
    try {
      return AtomicDirectories.write(
          path,
          old -> overwrite && RunFiles.isRun(old),
          LAST,
          staging -> writeAll(staging, outcome, command));
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  private static void writeAll(Path path, Outcome outcome, List<String> command) {
    String line = command.stream().map(RunFolder::quoted).collect(Collectors.joining(" "));
    Provenance provenance = Provenance.none();
    for (Map.Entry<String, String> fact : outcome.facts().entrySet()) {
      provenance = provenance.with(fact.getKey(), fact.getValue());
    }
    Model model = outcome.model().with(provenance.with("command", line));
    model.save(path.resolve(RunFiles.MODEL));
    outcome.pictures().split().ifPresent(split -> split.write(path.resolve(RunFiles.SPLIT)));
    outcome.run().history().writeCsv(path.resolve(RunFiles.HISTORY));
    MetricsJson.write(path.resolve(RunFiles.METRICS), outcome.measured());
    AtomicFiles.write(path.resolve(RunFiles.SKIPPED), skipped(outcome.skipped()));
    Report.write(path.resolve(RunFiles.REPORT), report(outcome, line));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("command", line);
    run.put("job", outcome.job().tree());
    run.put("facts", outcome.facts());
    run.put("notices", outcome.notices());
    AtomicFiles.write(path.resolve(LAST), NetworkFormat.yaml(run));
  }

  /** A word of a command as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String skipped(List<Skipped> files) {
    StringBuilder csv = new StringBuilder("path,reason\n");
    files.forEach(f -> csv.append(cell(f.key())).append(',').append(cell(f.reason())).append('\n'));
    return csv.toString();
  }

  private static String cell(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static ReportData report(Outcome outcome, String line) {
    String name = outcome.model().network().name();
    return ReportData.of(name, List.of(section(name, outcome, line)))
        .thumbnails(key -> outcome.picture(key).flatMap(RunFolder::thumbnail));
  }

  /** What a report says about a run. */
  public static RunSection section(String name, Outcome outcome, String command) {
    Map<String, String> provenance = new LinkedHashMap<>(outcome.facts());
    RunSection section =
        RunSection.named(name)
            .provenance(provenance)
            .summary(
                Summary.of(
                        outcome.model().network(), outcome.job().rates(), outcome.job().optimizer())
                    .folded(1)
                    .toString())
            .history(outcome.run().history())
            .skipped(outcome.skipped())
            .notes(outcome.notices())
            .command(command);
    for (String side : List.of("validation", "test")) {
      if (outcome.measured().containsKey(side)) {
        section = section.measured(side, outcome.measured().get(side));
      }
    }
    return section;
  }

  /** A picture as a report shows it. */
  public static Optional<BufferedImage> thumbnail(Path file) {
    try {
      Picture picture = Decoder.decode(file);
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

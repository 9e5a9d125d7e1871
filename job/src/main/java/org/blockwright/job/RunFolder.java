package org.blockwright.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * The folder of a run: {@code model.zip}, {@code run.yaml}, {@code split.csv}, {@code history.csv},
 * {@code metrics.json}, {@code report.html}, {@code skipped.csv}. Each file is whole or absent.
 *
 * @param path an existing folder
 */
public record RunFolder(Path path) {
  /** A file of each run that a later look may trust: it is written last. */
  public static final String LAST = "run.yaml";

  /**
   * Makes sure, before anything is computed, that the files can be written later.
   *
   * @param overwrite whether a folder with files in it is taken; those of an older run are removed
   * @throws UsageException where the folder is not empty
   * @throws org.blockwright.base.StorageException where it cannot be written
   */
  public static RunFolder at(Path folder, boolean overwrite) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(JobProblems.notAFolder(folder));
    }
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent() && !overwrite) {
          throw new UsageException(JobProblems.notEmpty(folder));
        }
      }
      for (String name :
          List.of(
              "model.zip",
              LAST,
              "split.csv",
              "history.csv",
              "metrics.json",
              "report.html",
              "skipped.csv")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.delete(Files.createTempFile(folder, ".blockwright", ".tmp"));
      return new RunFolder(folder);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** The first of {@code runs/<name>-1}, {@code runs/<name>-2}, ... that is free. */
  public static RunFolder next(Path runs, String name) {
    for (int i = 1; ; i++) {
      Path folder = runs.resolve(name + "-" + i);
      if (!Files.exists(folder)) {
        return at(folder, false);
      }
    }
  }

  /** Removes the folder of a run that came to nothing, unless something else lies in it. */
  public void abandon() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Not empty: it was there before.
    }
  }

  void write(Outcome outcome, List<String> command) {
    try {
      writeAll(outcome, command);
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  private void writeAll(Outcome outcome, List<String> command) {
    String line = command.stream().map(RunFolder::quoted).collect(Collectors.joining(" "));
    Provenance provenance = Provenance.none();
    for (Map.Entry<String, String> fact : outcome.facts().entrySet()) {
      provenance = provenance.with(fact.getKey(), fact.getValue());
    }
    Model model = outcome.model().with(provenance.with("command", line));
    model.save(path.resolve("model.zip"));
    outcome.pictures().split().ifPresent(split -> split.write(path.resolve("split.csv")));
    outcome.run().history().writeCsv(path.resolve("history.csv"));
    MetricsJson.write(path.resolve("metrics.json"), outcome.measured());
    AtomicFiles.write(path.resolve("skipped.csv"), skipped(outcome.skipped()));
    Report.write(path.resolve("report.html"), report(outcome, line));
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

package org.blockwright.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.model.Model;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/**
 * Output files of an evaluation of a saved model: {@code evaluation.json} and {@code
 * evaluation.html} in any directory, which may be that of a run. Further evaluations in the same
 * directory are numbered: {@code evaluation-2}, {@code evaluation-3}. No other file is touched.
 *
 * @param metrics the JSON file of metrics
 * @param report the HTML report
 */
public record EvaluationFiles(Path metrics, Path report) {
  /** The subset under which the metrics are reported. */
  public static final String SUBSET = "test";

  static final String STEM = "evaluation";

  /**
   * Checks that files can be written into a directory, to be called before any computation. The
   * directory is created later, with the files.
   *
   * @throws UsageException if it is a file
   * @throws org.blockwright.base.StorageException if it is not writable
   */
  public static void check(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new UsageException(JobProblems.notAFolder(directory));
    }
    Path existing = directory.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, ".blockwright", ".tmp"));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /**
   * Returns the files for the next evaluation in a directory.
   *
   * @param overwrite whether to replace the files of the first evaluation instead of numbering
   */
  public static EvaluationFiles in(Path directory, boolean overwrite) {
    EvaluationFiles files = named(directory, STEM);
    for (int i = 2; !overwrite && files.anyExists(); i++) {
      files = named(directory, STEM + "-" + i);
    }
    return files;
  }

  /** Writes the metrics and the report of a model without breakdowns. */
  void write(
      Model model,
      Evaluation result,
      Function<String, Optional<ImageSource>> image,
      List<String> notes) {
    write(model, result, Map.of(), image, notes);
  }

  /**
   * Writes the metrics and the report.
   *
   * @param breakdowns the metrics by the values of columns, by subset and column
   * @param image returns an image by its key
   * @param notes messages for the reader of the report, one line each
   */
  public void write(
      Model model,
      Evaluation result,
      Map<String, Breakdown> breakdowns,
      Function<String, Optional<ImageSource>> image,
      List<String> notes) {
    Map<String, Measurements> measurements = SeveralOutputs.bySubset(SUBSET, result.outputs());
    MetricsJson.write(metrics, withBreakdowns(measurements, breakdowns));
    String name = model.network().name();
    RunSection section =
        RunSection.named(name)
            .provenance(model.provenance().entries())
            .skipped(result.skipped())
            .breakdowns(breakdowns)
            .notes(notes);
    for (Map.Entry<String, Measurements> entry : measurements.entrySet()) {
      section = section.withMeasurements(entry.getKey(), entry.getValue());
    }
    Report.write(report, ReportData.of(name, List.of(section)).images(image));
  }

  /**
   * Returns the metrics of each value of columns, by the name of the metrics and the column, such
   * as test/source.
   *
   * @param all metrics of the images of a dataset, of several outputs by subset and output
   * @throws UsageException if no image has such a column
   */
  public static Map<String, Breakdown> breakdowns(
      Map<String, Measurements> all, Dataset data, List<String> columns) {
    Map<String, Breakdown> breakdowns = new LinkedHashMap<>();
    for (String column : columns) {
      all.forEach((name, m) -> breakdowns.put(name + "/" + column, Breakdown.of(m, data, column)));
    }
    return breakdowns;
  }

  /** Returns metrics, followed by those of each value of columns, such as test/source=figure1. */
  public static Map<String, Measurements> withBreakdowns(
      Map<String, Measurements> measurements, Map<String, Breakdown> breakdowns) {
    Map<String, Measurements> all = new LinkedHashMap<>(measurements);
    breakdowns.forEach(
        (name, breakdown) ->
            breakdown.values().forEach((value, m) -> all.put(name + "=" + value, m)));
    return all;
  }

  private static EvaluationFiles named(Path directory, String stem) {
    return new EvaluationFiles(
        directory.resolve(stem + ".json"), directory.resolve(stem + ".html"));
  }

  private boolean anyExists() {
    return Files.exists(metrics, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(report, LinkOption.NOFOLLOW_LINKS);
  }
}

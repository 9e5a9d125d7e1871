package org.blockwright.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
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
    write(model, result, SeveralOutputs.bySubset(SUBSET, result.outputs()), image, notes);
  }

  /**
   * Writes the metrics and the report.
   *
   * @param metricsInFile the metrics in the JSON file: those of the result, and of parts of it
   * @param image returns an image by its key
   * @param notes messages for the reader of the report, one line each
   */
  public void write(
      Model model,
      Evaluation result,
      Map<String, Measurements> metricsInFile,
      Function<String, Optional<ImageSource>> image,
      List<String> notes) {
    Map<String, Measurements> measurements = SeveralOutputs.bySubset(SUBSET, result.outputs());
    MetricsJson.write(metrics, metricsInFile);
    String name = model.network().name();
    RunSection section =
        RunSection.named(name)
            .provenance(model.provenance().entries())
            .skipped(result.skipped())
            .notes(notes);
    for (Map.Entry<String, Measurements> entry : measurements.entrySet()) {
      section = section.withMeasurements(entry.getKey(), entry.getValue());
    }
    Report.write(report, ReportData.of(name, List.of(section)).images(image));
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

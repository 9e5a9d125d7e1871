package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.job.EvaluationFiles;
import org.blockwright.job.RunDirectory;
import org.blockwright.model.Model;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/** Writes the files of an evaluation of a saved model. */
final class EvaluationReport {
  static final String SUBSET = "test";

  private EvaluationReport() {}

  /**
   * Writes the metrics and the report.
   *
   * @param image returns the file of an image by its key
   * @param notes messages for the reader of the report, one line each
   */
  static void write(
      EvaluationFiles files,
      Model model,
      Evaluation.Result result,
      Function<String, Optional<Path>> image,
      List<String> notes) {
    MetricsJson.write(files.metrics(), Map.of(SUBSET, result.measurements()));
    String name = model.network().name();
    RunSection section =
        RunSection.named(name)
            .provenance(model.provenance().entries())
            .withMeasurements(SUBSET, result.measurements())
            .skipped(result.skipped())
            .notes(notes);
    Report.write(
        files.report(),
        ReportData.of(name, List.of(section))
            .thumbnails(key -> image.apply(key).flatMap(RunDirectory::thumbnail)));
  }
}

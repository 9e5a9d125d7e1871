package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Folds;
import org.blockwright.data.Sample;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/**
 * Cross-validation: a model is trained for each fold on the images of the other folds, and
 * evaluated on the fold. So each image is predicted once, by a model that was not trained on it,
 * and the metrics are those of all images. Each fold is an ordinary run, whose subsets are in a
 * file of the output directory.
 *
 * <pre>
 * DIR/fold-1.csv   the subsets of the first fold
 * DIR/fold-1/      its run
 * DIR/metrics.json metrics of all images under "test", and of each fold under "fold 1", ...
 * DIR/report.html
 * </pre>
 *
 * @param job the settings; its training images are divided into folds
 * @param folds number of folds, at least 2
 */
public record CrossValidation(TrainingJob job, int folds) {
  private static final double VALIDATION_FRACTION = 0.1;

  /** The name of the pooled metrics. */
  private static final String POOLED = "test";

  /**
   * Creates a cross-validation.
   *
   * @throws UsageException if the job sets the subsets in another way
   */
  public CrossValidation {
    for (Setting setting : List.of(Setting.SPLIT, Setting.SPLIT_FILE, Setting.TEST)) {
      if (job.settings().isSet(setting) && !job.settings().text(setting).isEmpty()) {
        throw new UsageException(JobProblems.subsetsOfFolds(setting));
      }
    }
    validationFraction(job.settings());
  }

  /**
   * The result of a cross-validation.
   *
   * @param directory the output directory
   * @param measurements metrics of the predictions of all folds, of several outputs by {@code test}
   *     and output
   * @param runs the directories of the runs
   * @param interrupted whether it was stopped before the last fold; the metrics are those of the
   *     complete folds then
   */
  public record Result(
      Path directory,
      ImmutableMap<String, Measurements> measurements,
      ImmutableList<Path> runs,
      boolean interrupted) {}

  private static double validationFraction(Job job) {
    Optional<ValidationImages> validation = job.validation();
    if (validation.isEmpty()) {
      return VALIDATION_FRACTION;
    }
    if (validation.get() instanceof ValidationImages.HeldOut part) {
      return part.ratios().validation();
    }
    throw new UsageException(JobProblems.validationOfFolds(job.text(Setting.VALIDATION)));
  }

  /**
   * Trains and evaluates the models, and writes their runs, the pooled metrics and a report.
   *
   * @param folder output directory, new or empty
   * @param command command line to record
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or training fails
   */
  public Result run(JobRunner runner, RunDirectory folder, List<String> command) {
    try {
      return trainAll(runner, folder, command);
    } catch (RuntimeException | Error e) {
      folder.deleteIfEmpty();
      throw e;
    }
  }

  private Result trainAll(JobRunner runner, RunDirectory folder, List<String> command) {
    Job settings = job.settings();
    Dataset data = ImageSplits.readTraining(settings, CsvColumns.of(settings));
    Folds divided = Folds.of(data, folds, settings.seed());
    Path directory = folder.path();
    Map<String, List<Measurements>> byName = new LinkedHashMap<>();
    Map<String, Measurements> all = new LinkedHashMap<>();
    List<RunSection> sections = new ArrayList<>();
    List<Path> runs = new ArrayList<>();
    boolean interrupted = false;
    for (int fold = 1; fold <= folds && !interrupted; fold++) {
      runner.progress().note("fold %s/%s".formatted(fold, folds));
      String name = "fold-" + fold;
      Path split = directory.resolve(name + ".csv");
      divided.split(fold - 1, validationFraction(settings)).write(split);
      RunDirectory run = RunDirectory.prepare(directory.resolve(name), false);
      try (JobResult result = runner.run(ofFold(settings, split, fold), run)) {
        interrupted = result.training().interrupted();
        if (result.isUnfinished()) {
          run.deleteIfEmpty();
          continue;
        }
        runs.add(result.write(run, command));
        sections.add(RunDirectory.section("fold " + fold, result, String.join(" ", command)));
        if (!interrupted) {
          String title = "fold " + fold;
          result
              .finalMeasurements()
              .forEach(
                  (key, m) -> {
                    byName.computeIfAbsent(key, k -> new ArrayList<>()).add(m);
                    all.put(key.replaceFirst("^" + POOLED, title), m);
                  });
        }
      }
    }
    ImmutableMap.Builder<String, Measurements> pooled = ImmutableMap.builder();
    byName.forEach((key, m) -> pooled.put(key, Measurements.pooled(m, settings.seed())));
    Result result = new Result(directory, pooled.build(), ImmutableList.copyOf(runs), interrupted);
    write(result, all, sections, data, command);
    return result;
  }

  /** The images are the same in each fold, so that one audit is enough. */
  private static TrainingJob ofFold(Job job, Path split, int fold) {
    Job ofFold =
        job.with(Setting.VALIDATION, Setting.VALIDATION.defaultValue())
            .with(Setting.SPLIT_FILE, split.toString());
    return TrainingJob.of(
        fold == 1
            ? ofFold
            : ofFold.with(Setting.AUDIT, AuditMode.OFF.id()).with(Setting.STRICT, false));
  }

  private void write(
      Result result,
      Map<String, Measurements> ofFolds,
      List<RunSection> sections,
      Dataset data,
      List<String> command) {
    if (result.measurements().isEmpty()) {
      return;
    }
    Map<String, Measurements> all = new LinkedHashMap<>(result.measurements());
    all.putAll(ofFolds);
    MetricsJson.write(result.directory().resolve(RunFiles.METRICS), all);
    RunSection pooled = RunSection.named("all folds").command(String.join(" ", command));
    for (Map.Entry<String, Measurements> entry : result.measurements().entrySet()) {
      pooled = pooled.withMeasurements(entry.getKey(), entry.getValue());
    }
    List<RunSection> runs = new ArrayList<>(List.of(pooled));
    runs.addAll(sections);
    Map<String, ImageSource> images = new LinkedHashMap<>();
    for (Sample sample : data.samples()) {
      images.put(sample.key(), sample.image());
    }
    Report.write(
        result.directory().resolve(RunFiles.REPORT),
        ReportData.of("%s, %s folds".formatted(job.settings().networkName(), folds), runs)
            .lead(
                "Cross-validation: each image is predicted by a model that was not trained on it or"
                    + " on its group. Metrics of all folds are those of all predictions.")
            .images(key -> Optional.ofNullable(images.get(key))));
  }
}

package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Folds;
import org.blockwright.data.Sample;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.Breakdown;
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
 * DIR/folds.yaml   the settings, from which it is resumed
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
   * @param breakdowns metrics of the images of each value of columns, by {@code test} and column
   * @param runs the directories of the runs
   * @param interrupted whether it was stopped before the last fold; the metrics are those of the
   *     complete folds then
   */
  public record Result(
      Path directory,
      ImmutableMap<String, Measurements> measurements,
      Map<String, Breakdown> breakdowns,
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
      Dataset data = read();
      FoldsFile file =
          new FoldsFile(
              job.settings(), folds, data.hash(), List.of(RunDirectory.shellLine(command)), false);
      file.write(folder.path());
      try {
        return trainAll(runner, folder.path(), file, data, command);
      } catch (RuntimeException | Error e) {
        FoldRun first = new FoldRun(folder.path(), job.settings(), 1);
        if (!first.isStarted()) {
          Files.deleteIfExists(first.split());
          file.delete(folder.path());
        }
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder.path(), e);
    } catch (RuntimeException | Error e) {
      folder.deleteIfEmpty();
      throw e;
    }
  }

  /** Returns whether a directory has a cross-validation, finished or not. */
  public static boolean isIn(Path directory) {
    return FoldsFile.isIn(directory);
  }

  /** Returns whether a directory has a cross-validation of which all folds have ended. */
  public static boolean isFinished(Path directory) {
    return isIn(directory) && FoldsFile.read(directory).complete();
  }

  /**
   * Continues a cross-validation that was killed or interrupted: folds that have ended are not
   * trained again, the one that was running goes on from its checkpoint, and the others follow. The
   * result is that of a cross-validation that was never interrupted.
   *
   * @param settings returns the settings given again, from those recorded; they must be the same
   * @param command command line to record
   * @throws UsageException if there is no cross-validation, or settings or images differ
   */
  public static Result resume(
      JobRunner runner, Path directory, UnaryOperator<Job> settings, List<String> command) {
    if (!isIn(directory)) {
      throw new UsageException(JobProblems.noFolds(directory));
    }
    FoldsFile file = FoldsFile.read(directory);
    List<String> changed = changes(file.job(), settings.apply(file.job()));
    if (!changed.isEmpty()) {
      throw new UsageException(JobProblems.otherSettingsOfFolds(directory, changed));
    }
    CrossValidation validation = new CrossValidation(TrainingJob.of(file.job()), file.folds());
    Dataset data = validation.read();
    if (!data.hash().equals(file.images())) {
      throw new UsageException(JobProblems.otherImagesOfFolds(directory, data.name()));
    }
    FoldsFile resumed = file.resumedBy(RunDirectory.shellLine(command));
    resumed.write(directory);
    return validation.trainAll(runner, directory, resumed, data, command);
  }

  /** Returns the settings that differ. */
  private static List<String> changes(Job recorded, Job now) {
    return Arrays.stream(Setting.values())
        .filter(setting -> !recorded.text(setting).equals(now.text(setting)))
        .map(Setting::displayName)
        .toList();
  }

  private Dataset read() {
    return ImageSplits.readTraining(job.settings(), CsvColumns.of(job.settings()));
  }

  private Result trainAll(
      JobRunner runner, Path directory, FoldsFile file, Dataset data, List<String> command) {
    Job settings = job.settings();
    Folds divided = Folds.of(data, folds, settings.seed());
    Map<String, List<Measurements>> byName = new LinkedHashMap<>();
    Map<String, Measurements> all = new LinkedHashMap<>();
    List<RunSection> sections = new ArrayList<>();
    List<Path> runs = new ArrayList<>();
    boolean interrupted = false;
    for (int fold = 1; fold <= folds && !interrupted; fold++) {
      String title = "fold " + fold;
      runner.progress().note("fold %s/%s".formatted(fold, folds));
      FoldRun.Result result =
          new FoldRun(directory, settings, fold)
              .train(runner, divided, validationFraction(settings), command);
      interrupted = result.interrupted();
      runs.addAll(result.run());
      sections.addAll(result.section());
      result
          .measurements()
          .forEach(
              (key, m) -> {
                byName.computeIfAbsent(key, k -> new ArrayList<>()).add(m);
                all.put(key.replaceFirst("^" + POOLED, title), m);
              });
    }
    if (interrupted) {
      runner.progress().note(JobProblems.canBeResumed(directory));
    }
    ImmutableMap.Builder<String, Measurements> pooled = ImmutableMap.builder();
    byName.forEach((key, m) -> pooled.put(key, Measurements.pooled(m, settings.seed())));
    ImmutableMap<String, Measurements> measurements = pooled.build();
    Result result =
        new Result(
            directory,
            measurements,
            EvaluationFiles.breakdowns(measurements, data, settings.metricsBy()),
            ImmutableList.copyOf(runs),
            interrupted);
    write(result, all, sections, data, file.commands().get(0));
    if (!interrupted) {
      file.completed().write(directory);
    }
    return result;
  }

  private void write(
      Result result,
      Map<String, Measurements> ofFolds,
      List<RunSection> sections,
      Dataset data,
      String command) {
    if (result.measurements().isEmpty()) {
      return;
    }
    Map<String, Measurements> all = new LinkedHashMap<>(result.measurements());
    all.putAll(ofFolds);
    MetricsJson.write(
        result.directory().resolve(RunFiles.METRICS),
        EvaluationFiles.withBreakdowns(all, result.breakdowns()));
    RunSection pooled =
        RunSection.named("all folds").command(command).breakdowns(result.breakdowns());
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

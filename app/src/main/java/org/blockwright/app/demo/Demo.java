package org.blockwright.app.demo;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.job.Job;
import org.blockwright.job.JobResult;
import org.blockwright.job.JobRunner;
import org.blockwright.job.RunDirectory;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;

/**
 * Demonstration of transfer learning in two minutes. The blocks of a network, pretrained on the
 * digits 0-4, are frozen, and a new head is trained for 5-9 on 50 images per class. For comparison,
 * the same network is trained from scratch on the same images. Both are evaluated after few and
 * after more epochs.
 *
 * @param stop polled after each batch: whether to stop
 * @param jobCustomizer applies settings of the command line, seed and threads, to each job
 */
public record Demo(Progress progress, BooleanSupplier stop, UnaryOperator<Job> jobCustomizer) {
  /** Number of training images per class. */
  static final int TRAINING_IMAGES_PER_CLASS = 50;

  private static final ImmutableList<Integer> EPOCHS = ImmutableList.of(2, 10);

  static final String COMPARISON_SETUP =
      "Pretrained: blocks frozen, head trained on standardized features with a weight decay of 0.01."
          + " From scratch: random initial weights, all layers trained. Network, images, epochs and"
          + " optimizer (Adam, learning rate 0.001) are the same.";

  static final String DATA_ATTRIBUTION =
      "Images: \"Optical Recognition of Handwritten Digits\", E. Alpaydin and C. Kaynak, UCI"
          + " Machine Learning Repository, 1998, doi 10.24432/C50P49, CC BY 4.0.";

  /**
   * Trains all networks. Writes a folder for each run, and a report on all runs, their metrics and
   * the model with the lowest validation loss.
   *
   * @param folder output directory
   * @param command command line to record
   * @return empty if interrupted; finished runs are saved
   */
  public Optional<DemoResult> run(RunDirectory folder, List<String> command) {
    Path top = folder.path();
    DemoFiles files = DemoFiles.unpack(top);
    progress.note(DATA_ATTRIBUTION);
    Job fromScratch = job(files);
    Job pretrained =
        fromScratch
            .with("weights", files.weights().toString())
            .with("lr-multipliers", List.of("freeze block*"));
    List<DemoRun> runs = new ArrayList<>();
    List<PretrainedComparison> comparisons = new ArrayList<>();
    for (int epochs : EPOCHS) {
      Optional<DemoRun> first = trainRun("pretrained", pretrained, epochs, top, command);
      Optional<DemoRun> second =
          first.flatMap(run -> trainRun("from scratch", fromScratch, epochs, top, command));
      if (first.isEmpty() || second.isEmpty()) {
        return Optional.empty();
      }
      runs.add(first.get());
      runs.add(second.get());
      comparisons.add(new PretrainedComparison(epochs, first.get().test(), second.get().test()));
    }
    DemoResult result = new DemoResult(top, comparisons);
    write(result, runs, files);
    return Optional.of(result);
  }

  private Job job(DemoFiles files) {
    return jobCustomizer.apply(
        Job.defaults()
            .with("model", files.network().toString())
            .with("data.train", files.digits().resolve("train").toString())
            .with("data.validation", files.digits().resolve("validation").toString())
            .with("data.test", files.digits().resolve("test").toString())
            .with("optimizer.kind", "adam")
            .with("optimizer.learning-rate", 0.001)
            .with("batch-size", 32)
            .with("patience", 0));
  }

  private Optional<DemoRun> trainRun(
      String initialization, Job job, int epochs, Path top, List<String> command) {
    String name = "%s, %s epochs".formatted(initialization, epochs);
    progress.note(name);
    String folderName = "%s-%s-epochs".formatted(initialization.replace(' ', '-'), epochs);
    RunDirectory folder = RunDirectory.prepare(top.resolve(folderName), false);
    try (JobResult result =
        new JobRunner(progress, stop, Optional.empty()).run(job.with("epochs", epochs))) {
      result.write(folder, command);
      return result.training().interrupted()
          ? Optional.empty()
          : Optional.of(
              new DemoRun(
                  folder.path(),
                  RunDirectory.section(name, result, String.join(" ", command)),
                  result.measurements().get("validation"),
                  result.measurements().get("test")));
    }
  }

  private static void write(DemoResult result, List<DemoRun> runs, DemoFiles files) {
    Path top = result.directory();
    Path best = runs.stream().reduce(DemoRun::better).orElseThrow().folder().resolve("model.zip");
    AtomicFiles.write(
        top.resolve("model.zip"),
        temporary -> Files.copy(best, temporary, StandardCopyOption.REPLACE_EXISTING));
    Map<String, Measurements> measurements = new LinkedHashMap<>();
    runs.forEach(run -> measurements.put(String.valueOf(run.folder().getFileName()), run.test()));
    MetricsJson.write(top.resolve("metrics.json"), measurements);
    Path testImages = files.digits().resolve("test");
    Report.write(
        top.resolve("report.html"),
        ReportData.of(
                "Transfer learning on handwritten digits",
                runs.stream().map(DemoRun::section).toList())
            .lead("%s %s %s".formatted(result.summary(), COMPARISON_SETUP, DATA_ATTRIBUTION))
            .images(key -> Optional.of(ImageSource.of(testImages.resolve(key)))));
  }
}

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
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.job.Job;
import org.blockwright.job.JobResult;
import org.blockwright.job.JobRunner;
import org.blockwright.job.RunDirectory;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;

/**
 * Transfer learning, seen in two minutes: a network whose blocks learnt the digits 0-4 gets a head
 * for 5-9 from 50 pictures a class; beside it, the same network and pictures without the weights.
 * Both after few epochs and after more, so that one sees how far the other comes to catch up.
 *
 * @param stop asked after every batch: whether to end
 * @param jobCustomizer what the command line says about every job: seed, threads
 */
public record Demo(Progress progress, BooleanSupplier stop, UnaryOperator<Job> jobCustomizer) {
  /** To learn from, of each class. */
  static final int TRAINING_IMAGES_PER_CLASS = 50;

  private static final ImmutableList<Integer> EPOCHS = ImmutableList.of(2, 10);

  static final String COMPARISON_SETUP =
      "With: blocks frozen, head trained on standardized features with a weight decay of 0.01."
          + " Without: initial weights, every layer trained. Else the same: network, pictures, epochs,"
          + " Adam at 0.001.";

  static final String DATA_ATTRIBUTION =
      "Pictures: \"Optical Recognition of Handwritten Digits\", E. Alpaydin and C. Kaynak, UCI"
          + " Machine Learning Repository, 1998, doi 10.24432/C50P49, CC BY 4.0.";

  /**
   * Trains all and writes a folder for each run, and beside them a report of all, their
   * measurements and the model that is best on the validation pictures.
   *
   * @param command what is to be typed to do it again
   * @return empty where it was interrupted; what was finished is written
   */
  public Optional<DemoResult> run(RunDirectory folder, List<String> command) {
    Path top = folder.path();
    DemoFiles materials = DemoFiles.unpack(top);
    progress.note(DATA_ATTRIBUTION);
    Job plain = job(materials);
    Job transfer =
        plain
            .with("weights", materials.weights().toString())
            .with("lr-multipliers", List.of("freeze block*"));
    List<DemoRun> sides = new ArrayList<>();
    List<PretrainedComparison> pairs = new ArrayList<>();
    for (int epochs : EPOCHS) {
      Optional<DemoRun> with = trainRun("with", transfer, epochs, top, command);
      Optional<DemoRun> without =
          with.flatMap(w -> trainRun("without", plain, epochs, top, command));
      if (with.isEmpty() || without.isEmpty()) {
        return Optional.empty();
      }
      sides.add(with.get());
      sides.add(without.get());
      pairs.add(new PretrainedComparison(epochs, with.get().test(), without.get().test()));
    }
    DemoResult found = new DemoResult(top, pairs);
    write(found, sides, materials);
    return Optional.of(found);
  }

  private Job job(DemoFiles materials) {
    return jobCustomizer.apply(
        Job.defaults()
            .with("model", materials.network().toString())
            .with("data.train", materials.digits().resolve("train").toString())
            .with("data.validation", materials.digits().resolve("validation").toString())
            .with("data.test", materials.digits().resolve("test").toString())
            .with("optimizer.kind", "adam")
            .with("optimizer.learning-rate", 0.001)
            .with("batch-size", 32)
            .with("patience", 0));
  }

  private Optional<DemoRun> trainRun(
      String which, Job job, int epochs, Path top, List<String> command) {
    String name = "%s weights, %s epochs".formatted(which, epochs);
    progress.note(name);
    RunDirectory folder =
        RunDirectory.prepare(top.resolve("%s-weights-%s".formatted(which, epochs)), false);
    try (JobResult outcome =
        new JobRunner(progress, stop, Optional.empty()).run(job.with("epochs", epochs))) {
      outcome.write(folder, command);
      return outcome.training().interrupted()
          ? Optional.empty()
          : Optional.of(
              new DemoRun(
                  folder.path(),
                  RunDirectory.section(name, outcome, String.join(" ", command)),
                  outcome.measurements().get("validation"),
                  outcome.measurements().get("test")));
    }
  }

  private static void write(DemoResult found, List<DemoRun> sides, DemoFiles materials) {
    Path top = found.folder();
    Path best = sides.stream().reduce(DemoRun::better).orElseThrow().folder().resolve("model.zip");
    AtomicFiles.write(
        top.resolve("model.zip"),
        temporary -> Files.copy(best, temporary, StandardCopyOption.REPLACE_EXISTING));
    Map<String, Measurements> measured = new LinkedHashMap<>();
    sides.forEach(side -> measured.put(String.valueOf(side.folder().getFileName()), side.test()));
    MetricsJson.write(top.resolve("metrics.json"), measured);
    Path test = materials.digits().resolve("test");
    Report.write(
        top.resolve("report.html"),
        ReportData.of(
                "Transfer learning on handwritten digits",
                sides.stream().map(DemoRun::section).toList())
            .lead("%s %s %s".formatted(found.summary(), COMPARISON_SETUP, DATA_ATTRIBUTION))
            .thumbnails(key -> RunDirectory.thumbnail(test.resolve(key))));
  }
}

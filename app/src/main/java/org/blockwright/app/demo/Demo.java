package org.blockwright.app.demo;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Outcome;
import org.blockwright.job.RunFolder;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.measure.MetricsJson;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;

/**
 * Transfer learning, seen in two minutes: a network whose blocks learnt the digits 0-4 gets a head
 * for 5-9 from 50 pictures a class; beside it, the same network and pictures without the weights.
 *
 * @param adjust what the command line says about every job: seed, threads
 */
public record Demo(Progress progress, BooleanSupplier stop, UnaryOperator<Job> adjust) {
  /** To learn from, of each class. */
  static final int PICTURES = 50;

  private static final int EPOCHS = 10;

  static final String WHAT =
      "Both: the same network, pictures, order, %d epochs, Adam at 0.001, best epoch by validation loss. With: weights from digits 0-4, blocks frozen, head trained. Without: initial weights, every layer trained."
          .formatted(EPOCHS);

  private static final String SOURCE =
      "Pictures: \"Optical Recognition of Handwritten Digits\", E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, doi 10.24432/C50P49, CC BY 4.0.";

  private static final String WITH = "with-weights";
  private static final String WITHOUT = "without-weights";

  /** One of the two runs, after it was written; its model is closed. */
  private record Side(RunSection section, Measurements test, double seconds) {}

  /**
   * Trains both and writes a folder for each, and beside them a report of both, their measurements
   * and the better model.
   *
   * @param command what is to be typed to do it again
   * @return empty where it was interrupted
   */
  public Optional<Comparison> run(RunFolder folder, List<String> command) {
    Path top = folder.path();
    Materials materials = Materials.into(top);
    progress.note(SOURCE);
    Job plain = adjust.apply(job(materials));
    Job transfer =
        plain
            .with("weights", materials.weights().toString())
            .with("rates", List.of("freeze block*"));
    progress.note("1 of 2, with weights: blocks frozen, the head is trained");
    Optional<Side> with = side(transfer, top.resolve(WITH), command);
    if (with.isEmpty()) {
      return Optional.empty();
    }
    progress.note("2 of 2, without weights: every layer is trained");
    return side(plain, top.resolve(WITHOUT), command)
        .map(without -> write(materials, top, with.orElseThrow(), without));
  }

  private static Job job(Materials materials) {
    return Job.defaults()
        .with("model", materials.network().toString())
        .with("data.train", materials.digits().resolve("train").toString())
        .with("data.validation", materials.digits().resolve("validation").toString())
        .with("data.test", materials.digits().resolve("test").toString())
        .with("optimizer.kind", "adam")
        .with("optimizer.rate", 0.001)
        .with("batch", 32)
        .with("epochs", EPOCHS)
        .with("patience", 0);
  }

  private Optional<Side> side(Job job, Path folder, List<String> command) {
    RunFolder run = RunFolder.at(folder, true);
    try (Outcome outcome = new JobRunner(progress, stop, Optional.empty()).run(job)) {
      outcome.write(run, command);
      if (outcome.run().interrupted()) {
        return Optional.empty();
      }
      String name = String.valueOf(folder.getFileName()).replace('-', ' ');
      return Optional.of(
          new Side(
              RunFolder.section(name, outcome, String.join(" ", command)),
              outcome.measured().get("test"),
              outcome.run().history().seconds()));
    }
  }

  private static double accuracy(Side side) {
    return side.test().accuracy().value().orElseThrow();
  }

  private static Comparison write(Materials materials, Path top, Side with, Side without) {
    Comparison found =
        new Comparison(top, with.test(), with.seconds(), without.test(), without.seconds());
    boolean better = accuracy(with) >= accuracy(without);
    Path model = top.resolve(better ? WITH : WITHOUT).resolve("model.zip");
    AtomicFiles.write(
        top.resolve("model.zip"),
        temporary -> Files.copy(model, temporary, StandardCopyOption.REPLACE_EXISTING));
    MetricsJson.write(
        top.resolve("metrics.json"), ImmutableMap.of(WITH, with.test(), WITHOUT, without.test()));
    Path test = materials.digits().resolve("test");
    Report.write(
        top.resolve("report.html"),
        ReportData.of(
                "Transfer learning on handwritten digits",
                List.of(with.section(), without.section()))
            .lead("%s %s %s".formatted(found.difference(), WHAT, SOURCE))
            .thumbnails(key -> RunFolder.thumbnail(test.resolve(key))));
    return found;
  }
}

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
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Outcome;
import org.blockwright.job.RunFolder;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.measure.MetricsJson;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;

/**
 * Transfer learning, seen in two minutes: a network whose blocks learnt the digits 0-4 gets a head
 * for 5-9 from 50 pictures a class; beside it, the same network and pictures without the weights.
 * Both after few epochs and after more, so that one sees how far the other comes to catch up.
 *
 * @param stop asked after every batch: whether to end
 * @param adjust what the command line says about every job: seed, threads
 */
public record Demo(Progress progress, BooleanSupplier stop, UnaryOperator<Job> adjust) {
  /** To learn from, of each class. */
  static final int PICTURES = 50;

  private static final ImmutableList<Integer> EPOCHS = ImmutableList.of(2, 10);

  static final String COMPARED =
      "With: blocks frozen, head trained on standardized features with a weight decay of 0.01."
          + " Without: initial weights, every layer trained. Else the same: network, pictures, epochs,"
          + " Adam at 0.001.";

  static final String SOURCE =
      "Pictures: \"Optical Recognition of Handwritten Digits\", E. Alpaydin and C. Kaynak, UCI"
          + " Machine Learning Repository, 1998, doi 10.24432/C50P49, CC BY 4.0.";

  /**
   * Trains all and writes a folder for each run, and beside them a report of all, their
   * measurements and the model that is best on the validation pictures.
   *
   * @param command what is to be typed to do it again
   * @return empty where it was interrupted; what was finished is written
   */
  public Optional<Comparison> run(RunFolder folder, List<String> command) {
    Path top = folder.path();
    Materials materials = Materials.into(top);
    progress.note(SOURCE);
    Job plain = job(materials);
    Job transfer =
        plain
            .with("weights", materials.weights().toString())
            .with("rates", List.of("freeze block*"));
    List<Side> sides = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int epochs : EPOCHS) {
      Optional<Side> with = side("with", transfer, epochs, top, command);
      Optional<Side> without = with.flatMap(w -> side("without", plain, epochs, top, command));
      if (with.isEmpty() || without.isEmpty()) {
        return Optional.empty();
      }
      sides.add(with.get());
      sides.add(without.get());
      pairs.add(new Pair(epochs, with.get().test(), without.get().test()));
    }
    Comparison found = new Comparison(top, pairs);
    write(found, sides, materials);
    return Optional.of(found);
  }

  private Job job(Materials materials) {
    return adjust.apply(
        Job.defaults()
            .with("model", materials.network().toString())
            .with("data.train", materials.digits().resolve("train").toString())
            .with("data.validation", materials.digits().resolve("validation").toString())
            .with("data.test", materials.digits().resolve("test").toString())
            .with("optimizer.kind", "adam")
            .with("optimizer.rate", 0.001)
            .with("batch", 32)
            .with("patience", 0));
  }

  private Optional<Side> side(String which, Job job, int epochs, Path top, List<String> command) {
    String name = "%s weights, %s epochs".formatted(which, epochs);
    progress.note(name);
    RunFolder folder = RunFolder.at(top.resolve("%s-weights-%s".formatted(which, epochs)), false);
    try (Outcome outcome =
        new JobRunner(progress, stop, Optional.empty()).run(job.with("epochs", epochs))) {
      outcome.write(folder, command);
      return outcome.run().interrupted()
          ? Optional.empty()
          : Optional.of(
              new Side(
                  folder.path(),
                  RunFolder.section(name, outcome, String.join(" ", command)),
                  outcome.measured().get("validation"),
                  outcome.measured().get("test")));
    }
  }

  private static void write(Comparison found, List<Side> sides, Materials materials) {
    Path top = found.folder();
    Path best = sides.stream().reduce(Side::better).orElseThrow().folder().resolve("model.zip");
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
                sides.stream().map(Side::section).toList())
            .lead("%s %s %s".formatted(found.findings(), COMPARED, SOURCE))
            .thumbnails(key -> RunFolder.thumbnail(test.resolve(key))));
  }
}

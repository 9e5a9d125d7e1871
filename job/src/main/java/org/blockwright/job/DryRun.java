package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.blockwright.data.Dataset;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.training.TrainingEstimate;
import org.blockwright.training.TrainingEstimate.PhaseEstimate;

/**
 * What a training would do, see {@link JobRunner#dryRun}.
 *
 * @param network the network that would be trained
 * @param images the images of each subset
 * @param batchSize number of images per step
 * @param estimate phases, steps, time and memory
 * @param notices what was chosen automatically
 */
public record DryRun(
    Network network,
    ImageSplits images,
    int batchSize,
    TrainingEstimate estimate,
    ImmutableList<String> notices) {

  /** Returns a table of the images, a paragraph for each phase, and the estimates. */
  public String text() {
    List<String> lines = new ArrayList<>(imageTable());
    List<PhaseEstimate> phases = estimate.phases();
    for (int i = 0; i < phases.size(); i++) {
      lines.add("");
      lines.addAll(
          phase(
              phases.size() > 1 ? "phase %s/%s".formatted(i + 1, phases.size()) : "training",
              phases.get(i)));
    }
    lines.add("");
    lines.add(
        "estimates from %s batches of each phase: at most %s, peak memory so far %s"
            .formatted(
                estimate.batches(), duration(estimate.seconds()), bytes(estimate.peakBytes())));
    return String.join("\n", lines) + "\n";
  }

  private List<String> imageTable() {
    List<String> lines = new ArrayList<>();
    lines.add(row("images", "training", "validation", "test"));
    Dataset train = images.train();
    if (train.targets().size() == 1 && train.task().isClassification()) {
      for (int label = 0; label < train.classes().size(); label++) {
        int index = label;
        lines.add(
            row(
                train.classes().get(label),
                String.valueOf(train.count(index)),
                String.valueOf(images.validation().count(index)),
                images.test().map(test -> String.valueOf(test.count(index))).orElse("-")));
      }
    } else if (train.targets().size() == 1 && train.task() == Task.MULTI_LABEL) {
      Targets targets = train.targets().get(0);
      for (int label = 0; label < targets.names().size(); label++) {
        int index = label;
        lines.add(
            row(
                targets.names().get(label),
                present(train, index),
                present(images.validation(), index),
                images.test().map(test -> present(test, index)).orElse("-")));
      }
    }
    lines.add(
        row(
            "all",
            String.valueOf(train.size()),
            String.valueOf(images.validation().size()),
            images.test().map(test -> String.valueOf(test.size())).orElse("-")));
    return lines;
  }

  /** Returns the number of images with a label. */
  private static String present(Dataset data, int label) {
    float[] row = new float[data.targets().get(0).names().size()];
    return String.valueOf(
        data.samples().stream()
            .filter(
                sample -> {
                  sample.target().copyTo(row, 0, row.length);
                  return row[label] > 0.5;
                })
            .count());
  }

  private static String row(String name, String train, String validation, String test) {
    return String.format(Locale.ROOT, "%-24s %10s %10s %10s", name, train, validation, test);
  }

  private List<String> phase(String title, PhaseEstimate phase) {
    List<String> lines = new ArrayList<>();
    lines.add(
        phase.solvedLayer().isPresent()
            ? "%s: \"%s\" is solved to convergence by L-BFGS"
                .formatted(title, phase.solvedLayer().orElseThrow())
            : "%s: at most %s epochs of %s steps (%s images each), learning rate %s, schedule %s"
                .formatted(
                    title,
                    phase.epochs(),
                    phase.stepsPerEpoch(),
                    batchSize,
                    BigDecimal.valueOf(phase.learningRate()).stripTrailingZeros().toPlainString(),
                    phase.schedule()));
    lines.add(
        "  augmentation: " + (phase.augmentation().isEmpty() ? "none" : phase.augmentation()));
    lines.add(
        "  parameters: %s of %s trained".formatted(phase.trainedParameters(), phase.parameters()));
    phase
        .cachedAt()
        .ifPresent(
            layer ->
                lines.add(
                    "  features cached at %s: %s".formatted(layer, bytes(phase.cacheBytes()))));
    lines.add(
        "  time: %s to read a batch%s, %s for a step, at most %s"
            .formatted(
                seconds(phase.readSeconds()),
                phase.cachedAt().isPresent() ? " and compute its features, once" : "",
                seconds(phase.stepSeconds()),
                duration(phase.seconds())));
    return lines;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f s", seconds);
  }

  private static String duration(double seconds) {
    if (seconds < 90) {
      return String.format(Locale.ROOT, "%.0f s", Math.ceil(seconds));
    }
    double minutes = seconds / 60;
    return minutes < 90
        ? String.format(Locale.ROOT, "%.0f min", Math.ceil(minutes))
        : String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }

  private static String bytes(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}

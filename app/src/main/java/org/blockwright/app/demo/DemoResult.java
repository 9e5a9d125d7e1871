package org.blockwright.app.demo;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.Table;
import org.blockwright.inference.metrics.MeasurementsText;

/**
 * Result of the demo. The command prints it as text.
 *
 * @param directory output directory
 * @param comparisons comparisons by number of epochs, ascending
 */
public record DemoResult(Path directory, List<PretrainedComparison> comparisons) {
  public DemoResult {
    comparisons = ImmutableList.copyOf(comparisons);
  }

  /** Returns one sentence per comparison. */
  String summary() {
    return comparisons.stream()
        .map(PretrainedComparison::toString)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public String toString() {
    Table table = new Table("epochs", "pretrained on digits 0-4", "from scratch");
    for (PretrainedComparison pair : comparisons) {
      table.row(
          String.valueOf(pair.epochs()),
          MeasurementsText.metric(pair.pretrained().accuracy()),
          MeasurementsText.metric(pair.fromScratch().accuracy()));
    }
    return """
    Digits 5-9, %s training images per class: accuracy on %s test images, with 95 %% interval

    %s

    %s
    %s

    Report: %s

    Try next:
      ./blockwright predict %s %s
      ./blockwright train --model %s --weights %s --data %s --test %s
        (fine-tuning: nothing is frozen)
      ./blockwright train --model %s --data FOLDER
        (your own images, one subfolder per class)
    """
        .formatted(
            Demo.TRAINING_IMAGES_PER_CLASS,
            comparisons.get(0).pretrained().samples(),
            table,
            summary(),
            Demo.COMPARISON_SETUP,
            directory.resolve("report.html"),
            directory.resolve("model.zip"),
            directory.resolve("digits/test/7/digit-7-100.png"),
            directory.resolve(DemoFiles.NETWORK),
            directory.resolve(DemoFiles.WEIGHTS),
            directory.resolve("digits/train"),
            directory.resolve("digits/test"),
            directory.resolve(DemoFiles.NETWORK));
  }
}

package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.Overlap;
import org.blockwright.data.Ratios;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Split;

/**
 * Training, validation and test images of a job.
 *
 * @param split the split of the training folder, if it was split
 * @param skipped files of all folders that are not valid images
 * @param warnings messages to the user, one line each
 */
public record ImageSplits(
    Dataset train,
    Dataset validation,
    Optional<Dataset> test,
    Optional<Split> split,
    List<SkippedFile> skipped,
    List<String> warnings) {

  /** Fraction of the training images held out for validation if only a test folder is given. */
  private static final double HOLD_OUT_FRACTION = 0.1;

  /**
   * Reads and splits the images of a job.
   *
   * @throws DataException if a folder is missing, or has a class that the training images lack
   */
  public static ImageSplits of(Job job) {
    return of(job, classes -> classes);
  }

  /**
   * Reads and splits the images of a job.
   *
   * @param classOrder maps the classes of the training images, sorted by name, to the labels of the
   *     model in order
   */
  static ImageSplits of(Job job, UnaryOperator<List<String>> classOrder) {
    ImageFolder.Options options = ImageFolder.Options.defaults().withGrouping(job.grouping());
    Dataset folder = ImageFolder.read(Path.of(job.require(Setting.TRAIN)), options);
    Dataset train = folder.withClasses(classOrder.apply(folder.classes()));
    ImageFolder.Options sameClasses = options.withClasses(train.classes());
    Optional<Dataset> test =
        job.get(Setting.TEST).map(path -> ImageFolder.read(Path.of(path), sameClasses));
    Optional<String> validation = job.get(Setting.VALIDATION);
    Optional<Ratios> ratios = job.split();
    if (ratios.isPresent() && (validation.isPresent() || test.isPresent())) {
      throw new UsageException(JobProblems.conflictingSplit());
    }
    if (validation.isPresent() && Files.isDirectory(Path.of(validation.orElseThrow()))) {
      Dataset heldOut = ImageFolder.read(Path.of(validation.orElseThrow()), sameClasses);
      return new ImageSplits(
          train,
          heldOut,
          test,
          Optional.empty(),
          skipped(train, Optional.of(heldOut), test),
          concat(
              List.of(
                  warnings(Stream.concat(Stream.of(train, heldOut), test.stream())),
                  overlapWarnings(train, Optional.of(heldOut), test))));
    }
    Ratios fractions =
        ratios
            .or(() -> validation.map(ImageSplits::parseFraction))
            .orElse(test.isPresent() ? Ratios.holdOut(HOLD_OUT_FRACTION) : Ratios.DEFAULT);
    Split split = Split.of(train, fractions, job.longValue(Setting.SEED));
    List<String> warnings =
        concat(
            List.of(
                warnings(Stream.concat(Stream.of(train), test.stream())),
                split.warnings(),
                overlapWarnings(train, Optional.empty(), test)));
    return new ImageSplits(
        split.train(),
        split.validation(),
        test.or(() -> Optional.of(split.test()).filter(subset -> subset.size() > 0)),
        Optional.of(split),
        skipped(train, Optional.empty(), test),
        warnings);
  }

  private static List<String> concat(List<List<String>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  /** Warns about images that occur in more than one of the folders. */
  private static List<String> overlapWarnings(
      Dataset train, Optional<Dataset> validation, Optional<Dataset> test) {
    return Stream.of(
            validation.flatMap(v -> Overlap.warning("training", train, "validation", v)),
            test.flatMap(t -> Overlap.warning("training", train, "test", t)),
            validation.flatMap(v -> test.flatMap(t -> Overlap.warning("validation", v, "test", t))))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Ratios parseFraction(String text) {
    try {
      double fraction = Double.parseDouble(text);
      if (fraction > 0 && fraction < 1) {
        return Ratios.holdOut(fraction);
      }
    } catch (NumberFormatException e) {
      // Same message as for a number out of range.
    }
    throw new UsageException(JobProblems.invalidFraction(text));
  }

  private static List<String> warnings(Stream<Dataset> datasets) {
    return datasets.flatMap(data -> data.warnings().stream()).toList();
  }

  private static List<SkippedFile> skipped(
      Dataset train, Optional<Dataset> validation, Optional<Dataset> test) {
    List<SkippedFile> skipped = new ArrayList<>(train.skipped());
    validation.ifPresent(v -> skipped.addAll(v.skipped()));
    test.ifPresent(t -> skipped.addAll(t.skipped()));
    return List.copyOf(skipped);
  }
}

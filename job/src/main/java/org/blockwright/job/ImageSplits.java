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
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.Overlap;
import org.blockwright.data.Ratios;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Split;

/**
 * The pictures of a job: to learn from, to choose by, and to measure on.
 *
 * @param split how the training folder was split, where it was
 * @param skipped files of all folders that are no pictures
 * @param warnings what a user ought to know, a line each
 */
public record ImageSplits(
    Dataset train,
    Dataset validation,
    Optional<Dataset> test,
    Optional<Split> split,
    List<SkippedFile> skipped,
    List<String> warnings) {

  /** Held out of the training pictures where a test folder is given and nothing else is said. */
  private static final double HOLD_OUT_FRACTION = 0.1;

  /**
   * Reads and splits what a job names.
   *
   * @throws DataException where a folder is missing, or has a class that the training images have
   *     not
   */
  public static ImageSplits of(Job job) {
    return of(job, classes -> classes);
  }

  /**
   * Reads and splits what a job names.
   *
   * @param order the labels, in order, for the classes of the training images: all of them
   */
  static ImageSplits of(Job job, UnaryOperator<List<String>> order) {
    Grouping grouping = job.get(Setting.GROUP_BY).map(Grouping::byFileName).orElse(Grouping.none());
    ImageFolder.Options options = ImageFolder.Options.defaults().withGrouping(grouping);
    Dataset found = ImageFolder.read(Path.of(job.require(Setting.TRAIN)), options);
    Dataset all = found.withClasses(order.apply(found.classes()));
    ImageFolder.Options known = options.withClasses(all.classes());
    Optional<Dataset> test =
        job.get(Setting.TEST).map(folder -> ImageFolder.read(Path.of(folder), known));
    Optional<String> validation = job.get(Setting.VALIDATION);
    Optional<String> ratios = job.get(Setting.SPLIT);
    if (ratios.isPresent() && (validation.isPresent() || test.isPresent())) {
      throw new UsageException(JobProblems.conflictingSplit());
    }
    if (validation.isPresent() && Files.isDirectory(Path.of(validation.orElseThrow()))) {
      Dataset chosen = ImageFolder.read(Path.of(validation.orElseThrow()), known);
      return new ImageSplits(
          all,
          chosen,
          test,
          Optional.empty(),
          skipped(all, Optional.of(chosen), test),
          concat(
              List.of(
                  warnings(Stream.concat(Stream.of(all, chosen), test.stream())),
                  overlapWarnings(all, Optional.of(chosen), test))));
    }
    Ratios parts =
        ratios
            .map(Ratios::parse)
            .or(() -> validation.map(ImageSplits::parseFraction))
            .orElse(test.isPresent() ? Ratios.holdOut(HOLD_OUT_FRACTION) : Ratios.DEFAULT);
    Split split = Split.of(all, parts, job.longValue(Setting.SEED));
    Optional<Dataset> tested =
        test.or(() -> Optional.of(split.test()).filter(part -> part.size() > 0));
    List<String> warnings =
        concat(
            List.of(
                warnings(Stream.concat(Stream.of(all), test.stream())),
                split.warnings(),
                overlapWarnings(all, Optional.empty(), test)));
    return new ImageSplits(
        split.train(),
        split.validation(),
        tested,
        Optional.of(split),
        skipped(all, Optional.empty(), test),
        warnings);
  }

  private static List<String> concat(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** Images that folders given apart from each other have in common. */
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
      double share = Double.parseDouble(text);
      if (share > 0 && share < 1) {
        return Ratios.holdOut(share);
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new UsageException(JobProblems.invalidFraction(text));
  }

  private static List<String> warnings(Stream<Dataset> all) {
    return all.flatMap(data -> data.warnings().stream()).toList();
  }

  private static List<SkippedFile> skipped(
      Dataset all, Optional<Dataset> validation, Optional<Dataset> test) {
    List<SkippedFile> skipped = new ArrayList<>(all.skipped());
    validation.ifPresent(v -> skipped.addAll(v.skipped()));
    test.ifPresent(t -> skipped.addAll(t.skipped()));
    return List.copyOf(skipped);
  }
}

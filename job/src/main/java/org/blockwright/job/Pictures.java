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
import org.blockwright.data.Skipped;
import org.blockwright.data.Split;

/**
 * The pictures of a job: to learn from, to choose by, and to measure on.
 *
 * @param split how the training folder was split, where it was
 * @param skipped files of all folders that are no pictures
 * @param warnings what a user ought to know, a line each
 */
public record Pictures(
    Dataset train,
    Dataset validation,
    Optional<Dataset> test,
    Optional<Split> split,
    List<Skipped> skipped,
    List<String> warnings) {

  /** Held out of the training pictures where a test folder is given and nothing else is said. */
  private static final double HELD_OUT = 0.1;

  /**
   * Reads and splits what a job names.
   *
   * @throws DataException where a folder is missing, or has a class that the training images have
   *     not
   */
  public static Pictures of(Job job) {
    return of(job, classes -> classes);
  }

  /**
   * Reads and splits what a job names.
   *
   * @param order the labels, in order, for the classes of the training images: all of them
   */
  static Pictures of(Job job, UnaryOperator<List<String>> order) {
    Grouping grouping = job.find(Setting.GROUP).map(Grouping::byName).orElse(Grouping.none());
    ImageFolder.Options options = ImageFolder.Options.defaults().groupedBy(grouping);
    Dataset found = ImageFolder.read(Path.of(job.need(Setting.TRAIN)), options);
    Dataset all = found.labelled(order.apply(found.classes()));
    ImageFolder.Options known = options.labelled(all.classes());
    Optional<Dataset> test =
        job.find(Setting.TEST).map(folder -> ImageFolder.read(Path.of(folder), known));
    Optional<String> validation = job.find(Setting.VALIDATION);
    Optional<String> ratios = job.find(Setting.SPLIT);
    if (ratios.isPresent() && (validation.isPresent() || test.isPresent())) {
      throw new UsageException(JobProblems.splitTwice());
    }
    if (validation.isPresent() && Files.isDirectory(Path.of(validation.orElseThrow()))) {
      Dataset chosen = ImageFolder.read(Path.of(validation.orElseThrow()), known);
      return new Pictures(
          all,
          chosen,
          test,
          Optional.empty(),
          skipped(all, Optional.of(chosen), test),
          joined(
              List.of(
                  warnings(Stream.concat(Stream.of(all, chosen), test.stream())),
                  overlaps(all, Optional.of(chosen), test))));
    }
    Ratios parts =
        ratios
            .map(Ratios::parse)
            .or(() -> validation.map(Pictures::share))
            .orElse(test.isPresent() ? Ratios.holdOut(HELD_OUT) : Ratios.DEFAULT);
    Split split = Split.of(all, parts, job.integer(Setting.SEED));
    Optional<Dataset> tested =
        test.or(() -> Optional.of(split.test()).filter(part -> part.size() > 0));
    List<String> warnings =
        joined(
            List.of(
                warnings(Stream.concat(Stream.of(all), test.stream())),
                split.warnings(),
                overlaps(all, Optional.empty(), test)));
    return new Pictures(
        split.train(),
        split.validation(),
        tested,
        Optional.of(split),
        skipped(all, Optional.empty(), test),
        warnings);
  }

  private static List<String> joined(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** Images that folders given apart from each other have in common. */
  private static List<String> overlaps(
      Dataset train, Optional<Dataset> validation, Optional<Dataset> test) {
    return Stream.of(
            validation.flatMap(v -> Overlap.warning("training", train, "validation", v)),
            test.flatMap(t -> Overlap.warning("training", train, "test", t)),
            validation.flatMap(v -> test.flatMap(t -> Overlap.warning("validation", v, "test", t))))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Ratios share(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share > 0 && share < 1) {
        return Ratios.holdOut(share);
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new UsageException(JobProblems.share(text));
  }

  private static List<String> warnings(Stream<Dataset> all) {
    return all.flatMap(data -> data.warnings().stream()).toList();
  }

  private static List<Skipped> skipped(
      Dataset all, Optional<Dataset> validation, Optional<Dataset> test) {
    List<Skipped> skipped = new ArrayList<>(all.skipped());
    validation.ifPresent(v -> skipped.addAll(v.skipped()));
    test.ifPresent(t -> skipped.addAll(t.skipped()));
    return List.copyOf(skipped);
  }
}

package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.base.DataException;
import org.blockwright.base.ParallelStreams;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageData;
import org.blockwright.data.Overlap;
import org.blockwright.data.Ratios;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Split;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.DecodedImages;

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
    return of(job, CsvColumns.DEFAULT, Dataset::targets);
  }

  /**
   * Reads and splits the images of a job.
   *
   * @param columns those of the network
   * @param toModel returns the targets of the model for the training images
   */
  static ImageSplits of(Job job, CsvColumns columns, Function<Dataset, List<Targets>> toModel) {
    job.requireOneSplit();
    return ParallelStreams.limit(job.threads(), () -> read(job, columns, toModel));
  }

  private static ImageSplits read(
      Job job, CsvColumns columns, Function<Dataset, List<Targets>> toModel) {
    ImageData.Options options = options(job);
    Dataset read = readTraining(job, columns);
    Dataset train = read.withTargets(toModel.apply(read));
    ImageData.Options sameTargets = options.withTargets(train.targets());
    Function<Path, Dataset> others =
        path ->
            ImageData.read(
                path,
                // Columns are those of CSV files; images to evaluate may also be in a folder.
                Files.isDirectory(path) ? sameTargets : withColumns(job, columns, sameTargets));
    Optional<Dataset> test = job.test().map(others);
    Optional<ValidationImages> validation = job.validation();
    if (validation.isPresent() && validation.get() instanceof ValidationImages.Folder images) {
      Dataset heldOut = others.apply(images.path());
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
    Split split = split(job, train);
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

  /**
   * Returns the same images, of which those for training and validation are decoded once for the
   * audit and the first epoch. Test images are used too late to be kept.
   */
  ImageSplits sharing(DecodedImages decoded) {
    return new ImageSplits(
        train.sharing(decoded), validation.sharing(decoded), test, split, skipped, warnings);
  }

  /** Reads all training images of a job, before they are split. */
  static Dataset readTraining(Job job, CsvColumns columns) {
    return ParallelStreams.limit(
        job.threads(), () -> ImageData.read(job.train(), withColumns(job, columns, options(job))));
  }

  private static ImageData.Options options(Job job) {
    ImageData.Options grouped = ImageData.Options.defaults().withGrouping(job.grouping());
    return job.images().map(grouped::withImages).orElse(grouped);
  }

  /** Splits as the job says: by a file, ratios, the column of the CSV file, or by default. */
  private static Split split(Job job, Dataset train) {
    if (job.splitFile().isPresent()) {
      return Split.read(train, job.splitFile().get());
    }
    Optional<Ratios> ratios =
        job.split()
            .or(() -> job.validation().map(part -> ((ValidationImages.HeldOut) part).ratios()));
    if (ratios.isEmpty()) {
      Optional<Split> column = Split.ofColumn(train, job.seed());
      if (column.isPresent()) {
        return column.get();
      }
    }
    Ratios defaults = job.test().isPresent() ? Ratios.holdOut(HOLD_OUT_FRACTION) : Ratios.DEFAULT;
    return Split.of(train, ratios.orElse(defaults), job.seed());
  }

  private static ImageData.Options withColumns(
      Job job, CsvColumns columns, ImageData.Options options) {
    ImageData.Options ofNetwork = columns.addTo(options);
    if (!columns.outputs().isEmpty()) {
      return ofNetwork;
    }
    ImageData.Options ofJob =
        job.targetColumns().isEmpty() ? ofNetwork : ofNetwork.withColumns(job.targetColumns());
    return job.task().map(ofJob::withTask).orElse(ofJob);
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

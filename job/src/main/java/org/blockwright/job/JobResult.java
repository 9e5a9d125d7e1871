package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.blockwright.training.TrainingResult;

/**
 * What came of a job. Closing it frees the model.
 *
 * @param measurements by side, {@code validation} and {@code test}
 * @param skipped files that are no pictures, with the reason
 * @param notices what a user should know, a line each
 * @param metadata provenance: hashes, versions, machine, seconds
 */
public record JobResult(
    Job job,
    Model model,
    TrainingResult training,
    ImageSplits images,
    Map<String, Measurements> measurements,
    List<SkippedFile> skipped,
    List<String> notices,
    Map<String, String> metadata)
    implements AutoCloseable {

  public JobResult {
    measurements = ImmutableMap.copyOf(measurements);
    skipped = ImmutableList.copyOf(skipped);
    notices = ImmutableList.copyOf(notices);
    metadata = ImmutableMap.copyOf(metadata);
  }

  /** What it measured on the test pictures, or on the validation pictures where there are none. */
  public Optional<Measurements> finalMeasurements() {
    return Optional.ofNullable(measurements.get("test"))
        .or(() -> Optional.ofNullable(measurements.get("validation")));
  }

  /**
   * Writes the files of a run, see {@link RunDirectory}.
   *
   * @return the directory: the one that was asked for, or, where something else was put there
   *     meanwhile, one beside it
   */
  public Path write(RunDirectory folder, List<String> command) {
    return folder.write(this, command);
  }

  /** Whether no epoch ended: the run was interrupted in its first one, or before. */
  public boolean isUnfinished() {
    return training.interrupted()
        && training.history().epochs().stream().allMatch(epoch -> !epoch.note().isEmpty());
  }

  /** Where a picture lies, by its key in a measured side. */
  Optional<Path> imagePath(String key) {
    return Stream.of(images.test(), Optional.of(images.validation()))
        .flatMap(Optional::stream)
        .flatMap(data -> data.samples().stream())
        .filter(sample -> sample.key().equals(key))
        .map(sample -> sample.path())
        .findFirst();
  }

  @Override
  public void close() {
    model.close();
  }
}

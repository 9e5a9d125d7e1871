package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.Predictor;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.blockwright.training.TrainingResult;

/**
 * Result of a job. Closing it frees the memory of the model.
 *
 * @param job the job, with defaults that depend on the network resolved
 * @param measurements metrics by subset, {@code validation} and {@code test}; of several outputs by
 *     subset and output, such as {@code test/age}
 * @param skipped files that are not valid images, with the reason
 * @param notices messages to the user, one line each
 * @param metadata provenance: hashes, versions, platform, duration
 */
public record JobResult(
    TrainingJob job,
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

  /**
   * Returns the metrics on the test images.
   *
   * @throws UsageException if the job has none, or was interrupted
   */
  public Measurements test() {
    return measurements("test");
  }

  /**
   * Returns the metrics of the best epoch on the validation images.
   *
   * @throws UsageException if the job was interrupted before the end of the first epoch
   */
  public Measurements validation() {
    return measurements("validation");
  }

  private Measurements measurements(String subset) {
    return Optional.ofNullable(measurements.get(subset))
        .orElseThrow(() -> new UsageException(JobProblems.noMetrics(subset)));
  }

  /** Returns the metrics on the test images, or on the validation images if there are none. */
  public Optional<Measurements> finalMeasurements() {
    return Optional.ofNullable(measurements.get("test"))
        .or(() -> Optional.ofNullable(measurements.get("validation")));
  }

  /**
   * Returns the metrics on the test images, or on the validation images if there are none, by name;
   * of several outputs all, such as {@code test/age}.
   */
  public Map<String, Measurements> finalOutputs() {
    Map<String, Measurements> test = ofSubset("test");
    return test.isEmpty() ? ofSubset("validation") : test;
  }

  private Map<String, Measurements> ofSubset(String subset) {
    return Maps.filterKeys(
        measurements, name -> name.equals(subset) || name.startsWith(subset + "/"));
  }

  /** Returns a predictor with the trained model, which can be used until this result is closed. */
  public Predictor predictor() {
    return Predictor.of(model);
  }

  /**
   * Writes the model, the metrics, the report and the other files of the run to a directory, see
   * {@link RunDirectory}.
   *
   * @param directory new or empty
   * @return the directory, or a numbered sibling if another process wrote into it in the meantime
   * @throws UsageException if it is not empty
   */
  public Path save(Path directory) {
    return write(RunDirectory.prepare(directory, false), List.of());
  }

  /**
   * Writes the files of the run, see {@link RunDirectory}.
   *
   * @param command the command line to record
   * @return the directory of the run: {@code folder}, or a numbered sibling if another process
   *     wrote into it in the meantime
   */
  public Path write(RunDirectory folder, List<String> command) {
    return folder.write(this, command);
  }

  /** Returns whether training was interrupted before the end of the first epoch. */
  public boolean isUnfinished() {
    return training.interrupted()
        && training.history().epochs().stream().allMatch(epoch -> !epoch.note().isEmpty());
  }

  /** Returns a validation or test image by its key. */
  Optional<ImageSource> image(String key) {
    return Stream.of(images.test(), Optional.of(images.validation()))
        .flatMap(Optional::stream)
        .flatMap(data -> data.samples().stream())
        .filter(sample -> sample.key().equals(key))
        .map(Sample::image)
        .findFirst();
  }

  @Override
  public void close() {
    model.close();
  }
}

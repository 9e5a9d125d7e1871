package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Output;
import org.blockwright.inference.Breakdown;
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
 * @param audit the audit of the images; empty if the job has none
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
    Optional<Audit> audit,
    List<String> notices,
    Map<String, String> metadata)
    implements AutoCloseable {
  private static final String VALIDATION = "validation";
  private static final String TEST = "test";

  public JobResult {
    measurements = ImmutableMap.copyOf(measurements);
    skipped = ImmutableList.copyOf(skipped);
    notices = ImmutableList.copyOf(notices);
    metadata = ImmutableMap.copyOf(metadata);
  }

  /**
   * Returns the metrics on the test images.
   *
   * @throws UsageException if the job has none, was interrupted, or the network has several outputs
   */
  public Measurements test() {
    return measurements(TEST);
  }

  /**
   * Returns the metrics of one of several outputs on the test images.
   *
   * @throws UsageException if there is no such output or no test images, or the job was interrupted
   */
  public Measurements test(String output) {
    return measurements(TEST, output);
  }

  /**
   * Returns the metrics of the best epoch on the validation images.
   *
   * @throws UsageException if the job was interrupted before the end of the first epoch, or the
   *     network has several outputs
   */
  public Measurements validation() {
    return measurements(VALIDATION);
  }

  /**
   * Returns the metrics of the best epoch of one of several outputs on the validation images.
   *
   * @throws UsageException if there is no such output, or the job was interrupted before the end of
   *     the first epoch
   */
  public Measurements validation(String output) {
    return measurements(VALIDATION, output);
  }

  private Measurements measurements(String subset) {
    Map<String, Measurements> found = ofSubset(subset);
    if (found.isEmpty()) {
      throw new UsageException(JobProblems.noMetrics(subset));
    }
    if (found.size() > 1) {
      throw new UsageException(JobProblems.outputRequired(subset, outputNames()));
    }
    return found.values().iterator().next();
  }

  private Measurements measurements(String subset, String output) {
    List<Measurements> found = List.copyOf(ofSubset(subset).values());
    if (found.isEmpty()) {
      throw new UsageException(JobProblems.noMetrics(subset));
    }
    int index = outputNames().indexOf(output);
    if (index < 0) {
      throw new UsageException(JobProblems.unknownOutput(output, subset, outputNames()));
    }
    return found.get(index);
  }

  private List<String> outputNames() {
    return model.network().outputs().stream().map(Output::name).toList();
  }

  private Map<String, Measurements> ofSubset(String subset) {
    return measurements.entrySet().stream()
        .filter(entry -> SeveralOutputs.isOfSubset(entry.getKey(), subset))
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Returns the metrics on the test images, or on the validation images if there are none, by
   * subset, of several outputs by subset and output.
   */
  public Map<String, Measurements> finalMeasurements() {
    Map<String, Measurements> test = ofSubset(TEST);
    return test.isEmpty() ? ofSubset(VALIDATION) : test;
  }

  /**
   * Returns the metrics of the images of each value of the columns of {@link Setting#METRICS_BY},
   * by subset and column, such as test/source.
   */
  public Map<String, Breakdown> breakdowns() {
    List<String> columns = job.settings().metricsBy();
    Map<String, Breakdown> all =
        new LinkedHashMap<>(
            EvaluationFiles.breakdowns(ofSubset(VALIDATION), images.validation(), columns));
    images
        .test()
        .ifPresent(test -> all.putAll(EvaluationFiles.breakdowns(ofSubset(TEST), test, columns)));
    return all;
  }

  /** Returns the breakdowns of the {@link #finalMeasurements}. */
  public Map<String, Breakdown> finalBreakdowns() {
    String subset = ofSubset(TEST).isEmpty() ? VALIDATION : TEST;
    return Maps.filterKeys(breakdowns(), name -> name.startsWith(subset + "/"));
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

package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.Values;

/**
 * What a study over jobs records beside its trials, to be continued and shown.
 *
 * @param space space; empty if the study is not one over jobs
 * @param metric name of the metric
 * @param sampler name of the sampler
 * @param seed seed of the sampler
 * @param job job of all trials, and the command, as YAML
 */
public record StudyAttributes(
    Optional<Space> space,
    Optional<String> metric,
    Optional<String> sampler,
    Optional<Long> seed,
    Optional<String> job) {
  private static final String SPACE = "space";
  private static final String METRIC = "metric";
  private static final String SAMPLER = "sampler";
  private static final String SEED = "seed";
  private static final String JOB = "job";

  /** Reads the attributes of a study. */
  public static StudyAttributes read(StudyStore store) {
    Map<String, String> attributes = store.attributes();
    return new StudyAttributes(
        Optional.ofNullable(attributes.get(SPACE)).map(text -> Space.parse(store.name(), text)),
        Optional.ofNullable(attributes.get(METRIC)),
        Optional.ofNullable(attributes.get(SAMPLER)),
        Optional.ofNullable(attributes.get(SEED)).map(Long::valueOf),
        Optional.ofNullable(attributes.get(JOB)));
  }

  /**
   * Returns the job of all trials; empty if the study is not one over jobs.
   *
   * @throws org.blockwright.base.BlockwrightException if it is invalid, such as a network built in
   *     Java
   */
  public Optional<Job> readJob() {
    return job.map(StudyAttributes::parse);
  }

  /** Returns the job with the values of a trial; empty if the study is not one over jobs. */
  public Optional<Job> readJob(Values values) {
    return readJob().map(job -> TrialValues.apply(job, values.asMap()));
  }

  /**
   * Returns the job with the values of a trial as YAML; empty if the study is not one over jobs.
   */
  public Optional<String> bestJob(Values values) {
    return readJob(values).map(job -> NetworkFormat.toYaml(JobFile.entries(job)));
  }

  private static Job parse(String text) {
    try {
      Path file = Files.createTempFile("study", ".yaml");
      try {
        return Job.read(Files.writeString(file, text));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(
      StudyStore store, Space space, Metric metric, String sampler, long seed, String job) {
    store.setAttribute(SAMPLER, sampler);
    store.setAttribute(SPACE, space.toYaml());
    store.setAttribute(METRIC, metric.name());
    store.setAttribute(SEED, String.valueOf(seed));
    store.setAttribute(JOB, job);
  }

  void requireMetric(String study, Metric other) {
    metric
        .filter(name -> !name.equals(other.name()))
        .ifPresent(
            name -> {
              throw new UsageException(StudyProblems.otherStudyMetric(study, name, other.name()));
            });
  }

  void requireSpace(String study, Space other) {
    List<String> differences =
        space.map(s -> other.differences(s, "in the study")).orElse(ImmutableList.of());
    if (!differences.isEmpty()) {
      throw new UsageException(StudyProblems.otherStudySpace(study, differences));
    }
  }
}

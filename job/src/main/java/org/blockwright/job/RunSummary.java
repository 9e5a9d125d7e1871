package org.blockwright.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.DataException;
import org.blockwright.dsl.format.Document;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;

/**
 * A run in a directory: when it was created, its network and its metrics.
 *
 * @param path directory of the run
 * @param created time in UTC, for instance {@code 2025-01-31T12:00:00Z}; empty if not recorded
 * @param model setting {@code model} of its job
 * @param metrics for each subset (validation, test), of several outputs for each subset and output
 *     (test/age), the {@link Metrics#OVERALL} by key; undefined metrics are absent
 * @param problem why the metrics cannot be read; empty if they can
 */
public record RunSummary(
    Path path,
    String created,
    String model,
    Map<String, Map<String, Double>> metrics,
    Optional<String> problem) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public RunSummary {
    metrics = ImmutableMap.copyOf(Maps.transformValues(metrics, ImmutableMap::copyOf));
  }

  /**
   * Reads the runs in a directory, the oldest first: the directory itself if it is a run, and its
   * subdirectories that are. Hidden directories are skipped.
   *
   * @throws DataException if there is no such directory
   */
  public static List<RunSummary> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(JobProblems.noRunsFolder(folder));
    }
    try (Stream<Path> children = Files.list(folder)) {
      return Stream.concat(Stream.of(folder), children.filter(RunSummary::isVisible))
          .filter(RunFiles::hasRunYaml)
          .map(RunSummary::of)
          .sorted(Comparator.comparing(RunSummary::created).thenComparing(RunSummary::path))
          .toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  private static boolean isVisible(Path path) {
    return !path.getFileName().toString().startsWith(".");
  }

  /** Reads a run. */
  static RunSummary of(Path directory) {
    Map<String, Document> run = Document.read(directory.resolve(RunFiles.RUN)).map();
    String created = text(run, RunMetadata.KEY, "created");
    String model = text(run, "job", "model");
    Path file = directory.resolve(RunFiles.METRICS);
    try {
      return new RunSummary(
          directory, created, model, metrics(MAPPER.readTree(file.toFile())), Optional.empty());
    } catch (IOException e) {
      return new RunSummary(
          directory,
          created,
          model,
          Map.of(),
          Optional.of(JobProblems.metricsNotReadable(file, Files.exists(file))));
    }
  }

  private static String text(Map<String, Document> run, String section, String key) {
    try {
      return Optional.ofNullable(run.get(section))
          .flatMap(values -> Optional.ofNullable(values.map().get(key)))
          .map(Document::text)
          .orElse("");
    } catch (BlockwrightException e) {
      return "";
    }
  }

  private static Map<String, Map<String, Double>> metrics(JsonNode root) {
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    for (String subset : List.of("validation", "test")) {
      root.properties()
          .forEach(
              field -> {
                // Those of the values of a column are test/source=NAME.
                if (SeveralOutputs.isOfSubset(field.getKey(), subset)
                    && !field.getKey().contains("=")
                    && field.getValue().isObject()) {
                  metrics.put(field.getKey(), subset(field.getValue()));
                }
              });
    }
    return metrics;
  }

  private static Map<String, Double> subset(JsonNode node) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (MetricDefinition<?> metric : Metrics.OVERALL) {
      JsonNode value = node.path(metric.key());
      JsonNode number = value.isObject() ? value.path("value") : value;
      if (number.isNumber()) {
        values.put(metric.key(), number.asDouble());
      }
    }
    return values;
  }

  /**
   * Returns a metric.
   *
   * @param subset {@code validation} or {@code test}, of several outputs with the output, such as
   *     {@code test/age}
   * @param metric its key
   * @return empty if it is undefined, or the run was not evaluated on this subset
   */
  public OptionalDouble metric(String subset, String metric) {
    Double value = metrics.getOrDefault(subset, Map.of()).get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}

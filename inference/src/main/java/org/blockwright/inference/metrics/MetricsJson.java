package org.blockwright.inference.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.Task;

/**
 * {@link Measurements} as JSON. Keys are stable; a change of their meaning raises {@code format}.
 *
 * <pre>
 * { "format": 1,
 *   "validation": {
 *     "task": "classification",
 *     "samples": 93, "groups": 40,
 *     "accuracy": METRIC, ...        each metric of Metrics.overall(task), by its key
 *     "classes": [
 *       { "name": "covid", "support": 10, "predicted": 11,
 *         "recall": METRIC, ... } ],  each metric of Metrics.ofClass(task), by its key
 *     "confusion": [[9, 1, 0], ...], rows are true classes, columns predicted classes
 *     "notes": ["precision undefined for: ..."],
 *     "bootstrap": { "resamples": 2000, "seed": 42 } },
 *   "test": ... }
 *
 * METRIC: { "value": 0.9, "wilson": [0.5958, 0.9821], "bootstrap": [0.7, 1.0] }
 * </pre>
 *
 * A metric without intervals ({@link IntervalMethod#NONE}) is a number instead of an object. An
 * undefined value or interval is {@code null}. Intervals are 95 % intervals.
 *
 * <p>Other tasks:
 *
 * <ul>
 *   <li>{@code binary}: also {@code "threshold": 0.5}, of the second class;
 *   <li>{@code multi-label}: {@code "labels"} instead of {@code "classes"}, each also with {@code
 *       "threshold"} and {@code "confusion": [[TN, FP], [FN, TP]]}, and no {@code "confusion"} of
 *       all labels;
 *   <li>{@code regression}: {@code "targets"} instead of {@code "classes"}, each with {@code
 *       "name"}, {@code "samples"}, {@code "interval_half_width"} (of the prediction interval, null
 *       if there is none) and its metrics, and no {@code "confusion"}.
 * </ul>
 */
public final class MetricsJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MetricsJson() {}

  /** Writes one object for each subset ("validation", "test"), in the order of the map. */
  public static void write(Path file, Map<String, Measurements> subsets) {
    AtomicFiles.write(file, toJson(subsets));
  }

  /** Returns the indented text of the file, see {@link #write}. */
  public static String toJson(Map<String, Measurements> subsets) {
    ObjectNode root = NODES.objectNode().put("format", 1);
    subsets.forEach((subset, m) -> root.set(subset, toNode(m)));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of plain nodes can be written", e);
    }
  }

  /** Returns the object of one subset. */
  public static ObjectNode toNode(Measurements m) {
    ObjectNode node = NODES.objectNode();
    node.put("task", m.task().id());
    node.put("samples", m.samples()).put("groups", m.groups());
    Metrics.overall(m.task())
        .forEach(metric -> node.set(metric.key(), metricNode(metric, m.get(metric))));
    if (m.task() == Task.BINARY) {
      node.put("threshold", m.thresholds().get(0));
    }
    ArrayNode classes =
        node.putArray(
            switch (m.task()) {
              case CLASSIFICATION, BINARY -> "classes";
              case MULTI_LABEL -> "labels";
              case REGRESSION -> "targets";
            });
    m.classes().forEach(c -> classes.add(classNode(m.task(), c)));
    if (m.task().isClassification()) {
      node.set("confusion", matrixNode(m.matrix()));
    }
    ArrayNode notes = node.putArray("notes");
    m.notes().forEach(notes::add);
    node.putObject("bootstrap").put("resamples", Bootstrap.RESAMPLES).put("seed", m.seed());
    return node;
  }

  private static ArrayNode matrixNode(ConfusionMatrix matrix) {
    ArrayNode node = NODES.arrayNode();
    for (long[] row : matrix.counts()) {
      ArrayNode cells = node.addArray();
      for (long count : row) {
        cells.add(count);
      }
    }
    return node;
  }

  private static ObjectNode classNode(Task task, ClassMeasurements c) {
    ObjectNode node = NODES.objectNode();
    node.put("name", c.name());
    if (task == Task.REGRESSION) {
      node.put("samples", c.support()).set("interval_half_width", number(c.intervalHalfWidth()));
    } else {
      node.put("support", c.support()).put("predicted", c.predicted());
    }
    if (task == Task.MULTI_LABEL) {
      node.set("threshold", number(c.threshold()));
    }
    Metrics.ofClass(task)
        .forEach(metric -> node.set(metric.key(), metricNode(metric, c.get(metric))));
    if (task == Task.MULTI_LABEL) {
      node.set("confusion", matrixNode(c.matrix()));
    }
    return node;
  }

  private static JsonNode metricNode(MetricDefinition<?> metric, MetricValue value) {
    if (metric.interval() == IntervalMethod.NONE) {
      return number(value.value());
    }
    ObjectNode node = NODES.objectNode();
    node.set("value", number(value.value()));
    node.set("wilson", interval(value.wilson()));
    node.set("bootstrap", interval(value.bootstrap()));
    return node;
  }

  private static JsonNode number(OptionalDouble value) {
    return value.isPresent() ? NODES.numberNode(value.getAsDouble()) : NODES.nullNode();
  }

  private static JsonNode interval(Optional<Interval> interval) {
    return interval
        .<JsonNode>map(i -> NODES.arrayNode().add(i.low()).add(i.high()))
        .orElse(NODES.nullNode());
  }
}

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

/**
 * {@link Measurements} as JSON. Keys are stable; a change of their meaning raises {@code format}.
 *
 * <pre>
 * { "format": 1,
 *   "validation": {
 *     "samples": 93, "groups": 40,
 *     "accuracy": METRIC, ...        each metric of Metrics.OVERALL, by its key
 *     "classes": [
 *       { "name": "covid", "support": 10, "predicted": 11,
 *         "recall": METRIC, ... } ],  each metric of Metrics.OF_CLASS, by its key
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
    node.put("samples", m.samples()).put("groups", m.groups());
    Metrics.OVERALL.forEach(metric -> node.set(metric.key(), metricNode(metric, m.get(metric))));
    ArrayNode classes = node.putArray("classes");
    m.classes().forEach(c -> classes.add(classNode(c)));
    ArrayNode confusion = node.putArray("confusion");
    for (long[] row : m.matrix().counts()) {
      ArrayNode cells = confusion.addArray();
      for (long count : row) {
        cells.add(count);
      }
    }
    ArrayNode notes = node.putArray("notes");
    m.notes().forEach(notes::add);
    node.putObject("bootstrap").put("resamples", Bootstrap.RESAMPLES).put("seed", m.seed());
    return node;
  }

  private static ObjectNode classNode(ClassMeasurements c) {
    ObjectNode node = NODES.objectNode();
    node.put("name", c.name()).put("support", c.support()).put("predicted", c.predicted());
    Metrics.OF_CLASS.forEach(metric -> node.set(metric.key(), metricNode(metric, c.get(metric))));
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

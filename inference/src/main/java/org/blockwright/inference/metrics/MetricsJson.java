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
 *     "accuracy":          METRIC,
 *     "balanced_accuracy": METRIC,   mean recall
 *     "macro_precision":   METRIC,
 *     "macro_f1":          METRIC,
 *     "loss": 0.41,                  mean cross-entropy in nats
 *     "classes": [
 *       { "name": "covid", "support": 10, "predicted": 11, "recall": METRIC, "precision": METRIC,
 *         "specificity": METRIC, "f1": METRIC, "one_vs_rest": METRIC, "roc_auc": 0.97 } ],
 *     "confusion": [[9, 1, 0], ...], rows are true classes, columns predicted classes
 *     "notes": ["precision undefined for: ..."],
 *     "bootstrap": { "resamples": 2000, "seed": 42 } },
 *   "test": ... }
 *
 * METRIC: { "value": 0.9, "wilson": [0.5958, 0.9821], "bootstrap": [0.7, 1.0] }
 * </pre>
 *
 * An undefined value or interval is {@code null}. Intervals are 95 % intervals.
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
    node.set("accuracy", metricNode(m.accuracy()));
    node.set("balanced_accuracy", metricNode(m.balancedAccuracy()));
    node.set("macro_precision", metricNode(m.macroPrecision()));
    node.set("macro_f1", metricNode(m.macroF1()));
    node.set("loss", number(m.loss()));
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
    node.set("recall", metricNode(c.recall()));
    node.set("precision", metricNode(c.precision()));
    node.set("specificity", metricNode(c.specificity()));
    node.set("f1", metricNode(c.f1()));
    node.set("one_vs_rest", metricNode(c.oneVsRest()));
    node.set("roc_auc", number(c.auc()));
    return node;
  }

  private static ObjectNode metricNode(MetricValue metric) {
    ObjectNode node = NODES.objectNode();
    node.set("value", number(metric.value()));
    node.set("wilson", interval(metric.wilson()));
    node.set("bootstrap", interval(metric.bootstrap()));
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

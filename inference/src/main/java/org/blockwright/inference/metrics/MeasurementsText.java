package org.blockwright.inference.metrics;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.base.Table;

/** Formats {@link Measurements} as text tables for a terminal. */
public final class MeasurementsText {
  /** A larger confusion matrix is too wide for a terminal; it is in metrics.json. */
  private static final int MAX_CLASSES = 12;

  /** The class metrics that fit a terminal: those that have an average over the classes. */
  private static final List<MetricDefinition<OneVsRest>> CLASS_METRICS =
      Metrics.OF_CLASS.stream().filter(metric -> Metrics.averageOf(metric).isPresent()).toList();

  private MeasurementsText() {}

  /** Returns the overall metrics, a line for each class, the confusion matrix and the notes. */
  public static String format(Measurements m) {
    StringBuilder text = new StringBuilder();
    text.append("%s samples, %s groups\n\n".formatted(m.samples(), m.groups()));
    text.append(overall(m)).append("\n\n").append(classes(m)).append("\n\n");
    text.append(
        m.matrix().size() > MAX_CLASSES
            ? "The confusion matrix of %s classes is in metrics.json.".formatted(m.matrix().size())
            : matrix(m.matrix()));
    text.append('\n');
    m.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.toString();
  }

  /** Formats a value with its interval, {@code 0.9000 [0.5958, 0.9821]}, or {@code n/a}. */
  public static String metric(MetricValue metric) {
    return number(metric.value()) + metric.interval().map(i -> " " + interval(i)).orElse("");
  }

  /** Formats a value, {@code 0.9000}, or {@code n/a}. */
  public static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "n/a";
  }

  /** Formats an interval, {@code [0.5958, 0.9821]}. */
  public static String interval(Interval interval) {
    return String.format(Locale.ROOT, "[%.4f, %.4f]", interval.low(), interval.high());
  }

  private static Table overall(Measurements m) {
    Table table = new Table("metric", "value", "95 % interval");
    for (MetricDefinition<ScoredSamples> metric : Metrics.OVERALL) {
      MetricValue value = m.get(metric);
      table.row(
          metric.title(),
          number(value.value()),
          value.interval().map(MeasurementsText::interval).orElse(""));
    }
    return table;
  }

  private static Table classes(Measurements m) {
    Table table =
        new Table(
            row(
                Stream.of("class", "support"),
                CLASS_METRICS.stream().map(MetricDefinition::title)));
    for (ClassMeasurements c : m.classes()) {
      table.row(
          row(
              Stream.of(c.name(), String.valueOf(c.support())),
              CLASS_METRICS.stream().map(metric -> metric(c.get(metric)))));
    }
    return table;
  }

  private static Table matrix(ConfusionMatrix matrix) {
    Table table = new Table(row(Stream.of("true \\ predicted"), matrix.names().stream()));
    for (int t = 0; t < matrix.size(); t++) {
      int trueClass = t;
      table.row(
          row(
              Stream.of(matrix.names().get(t)),
              IntStream.range(0, matrix.size())
                  .mapToObj(p -> String.valueOf(matrix.count(trueClass, p)))));
    }
    return table;
  }

  private static String[] row(Stream<String> first, Stream<String> others) {
    return Stream.concat(first, others).toArray(String[]::new);
  }
}

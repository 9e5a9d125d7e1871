package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.base.Table;
import org.blockwright.dsl.Task;

/** Formats {@link Measurements} as text tables for a terminal. */
public final class MeasurementsText {
  /** A larger confusion matrix is too wide for a terminal; it is in metrics.json. */
  private static final int MAX_CLASSES = 12;

  private static final ImmutableSet<String> TARGET_METRICS =
      Stream.of(Metrics.MAE, Metrics.RMSE, Metrics.R2, Metrics.INTERVAL_COVERAGE)
          .map(MetricDefinition::key)
          .collect(ImmutableSet.toImmutableSet());

  private MeasurementsText() {}

  /**
   * Returns the overall metrics, a line for each class, label or target, the confusion matrix of a
   * classification or of each label, and the notes.
   */
  public static String format(Measurements m) {
    StringBuilder text = new StringBuilder();
    text.append("%s samples, %s groups\n\n".formatted(m.samples(), m.groups()));
    text.append(overall(m)).append("\n\n").append(classes(m)).append('\n');
    matrix(m).ifPresent(matrix -> text.append('\n').append(matrix).append('\n'));
    m.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.toString();
  }

  /** Formats the metrics of each output, below its name if there are several. */
  public static String format(Map<String, Measurements> outputs) {
    if (outputs.size() == 1) {
      return format(outputs.values().iterator().next());
    }
    StringBuilder text = new StringBuilder();
    outputs.forEach(
        (name, measurements) -> {
          text.append(text.isEmpty() ? "" : "\n").append(name).append(":\n");
          text.append(format(measurements));
        });
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
    for (MetricDefinition<ScoredSamples> metric : m.overallMetrics()) {
      MetricValue value = m.get(metric);
      table.row(
          metric.title(),
          number(value.value()),
          value.interval().map(MeasurementsText::interval).orElse(""));
    }
    return table;
  }

  /** The metrics that fit a terminal. */
  private static List<MetricDefinition<OneVsRest>> classMetrics(Measurements m) {
    return m.classMetrics().stream()
        .filter(
            metric ->
                m.task() == Task.REGRESSION
                    ? TARGET_METRICS.contains(metric.key())
                    : Metrics.averageOf(metric, m.task()).isPresent())
        .toList();
  }

  private static Table classes(Measurements m) {
    List<MetricDefinition<OneVsRest>> metrics = classMetrics(m);
    List<Column> columns = Column.of(m.task());
    Table table =
        new Table(
            row(
                columns.stream().map(Column::title),
                metrics.stream().map(MetricDefinition::title)));
    for (ClassMeasurements c : m.classes()) {
      table.row(
          row(
              columns.stream().map(column -> column.cell().apply(c)),
              metrics.stream().map(metric -> metric(c.get(metric)))));
    }
    return table;
  }

  /** A column of the table of classes, labels or targets, before those of the metrics. */
  private record Column(String title, Function<ClassMeasurements, String> cell) {
    private static final Column SUPPORT = new Column("support", c -> String.valueOf(c.support()));

    static List<Column> of(Task task) {
      return switch (task) {
        case CLASSIFICATION, BINARY ->
            List.of(new Column("class", ClassMeasurements::name), SUPPORT);
        case MULTI_LABEL ->
            List.of(
                new Column("label", ClassMeasurements::name),
                SUPPORT,
                new Column("threshold", c -> number(c.threshold())));
        case REGRESSION ->
            List.of(
                new Column("target", ClassMeasurements::name),
                new Column("90 % of errors up to", c -> number(c.intervalHalfWidth())));
      };
    }
  }

  /** Returns the confusion matrix, or a reference to it; empty if the task has none. */
  private static Optional<Object> matrix(Measurements m) {
    return switch (m.task()) {
      case CLASSIFICATION, BINARY ->
          Optional.of(
              m.names().size() > MAX_CLASSES
                  ? "The confusion matrix of %s classes is in metrics.json."
                      .formatted(m.names().size())
                  : matrix(m.matrix()));
      case MULTI_LABEL -> Optional.of(labelMatrices(m));
      case REGRESSION -> Optional.empty();
    };
  }

  /** Returns the confusion matrix of each label as a line. */
  private static Table labelMatrices(Measurements m) {
    Table table =
        new Table(
            "label", "true positives", "false positives", "false negatives", "true negatives");
    for (ClassMeasurements c : m.classes()) {
      ConfusionMatrix matrix = c.matrix();
      table.row(
          c.name(),
          String.valueOf(matrix.count(1, 1)),
          String.valueOf(matrix.count(0, 1)),
          String.valueOf(matrix.count(1, 0)),
          String.valueOf(matrix.count(0, 0)));
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

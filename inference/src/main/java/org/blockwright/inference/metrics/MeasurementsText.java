package org.blockwright.inference.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Formats {@link Measurements} as text tables for a terminal. */
public final class MeasurementsText {
  /** A larger confusion matrix is too wide for a terminal; it is in metrics.json. */
  private static final int MAX_CLASSES = 12;

  private MeasurementsText() {}

  /** Returns the overall metrics, a line for each class, the confusion matrix and the notes. */
  public static String format(Measurements m) {
    StringBuilder text = new StringBuilder();
    text.append("%s samples, %s groups\n".formatted(m.samples(), m.groups()));
    List<List<String>> overall = new ArrayList<>();
    overall.add(List.of("accuracy", metric(m.accuracy())));
    overall.add(List.of("balanced accuracy", metric(m.balancedAccuracy())));
    overall.add(List.of("macro precision", metric(m.macroPrecision())));
    overall.add(List.of("macro F1", metric(m.macroF1())));
    overall.add(List.of("loss", number(m.loss())));
    table(text, overall, 2);
    text.append('\n');

    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "support", "recall", "precision", "F1"));
    for (ClassMeasurements c : m.classes()) {
      rows.add(
          List.of(
              c.name(),
              String.valueOf(c.support()),
              metric(c.recall()),
              metric(c.precision()),
              metric(c.f1())));
    }
    table(text, rows, 1);
    text.append('\n');
    matrix(text, m.matrix());
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

  private static void matrix(StringBuilder text, ConfusionMatrix matrix) {
    if (matrix.size() > MAX_CLASSES) {
      text.append(
          "The confusion matrix of %s classes is in metrics.json.\n".formatted(matrix.size()));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("true \\ predicted"));
    header.addAll(matrix.names());
    rows.add(header);
    for (int t = 0; t < matrix.size(); t++) {
      List<String> row = new ArrayList<>(List.of(matrix.names().get(t)));
      for (int p = 0; p < matrix.size(); p++) {
        row.add(String.valueOf(matrix.count(t, p)));
      }
      rows.add(row);
    }
    table(text, rows, 1);
  }

  /** Appends a table: the first {@code left} columns are left-aligned, the others right-aligned. */
  private static void table(StringBuilder text, List<List<String>> rows, int left) {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(r -> r.get(c).length()).max().orElse(0))
            .toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String gap = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : "  ").append(c < left ? row.get(c) + gap : gap + row.get(c));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}

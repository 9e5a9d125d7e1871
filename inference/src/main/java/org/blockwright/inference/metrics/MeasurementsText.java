package org.blockwright.inference.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** {@link Measurements} as tables for a terminal. */
public final class MeasurementsText {
  /** Beyond this the matrix no longer fits a terminal; metrics.json has it. */
  private static final int MAX_CLASSES = 12;

  private MeasurementsText() {}

  /** Headline figures, a line for each class, the confusion matrix, notes. */
  public static String format(Measurements m) {
    StringBuilder text = new StringBuilder();
    text.append("%s samples, %s groups\n".formatted(m.samples(), m.groups()));
    List<List<String>> headline = new ArrayList<>();
    headline.add(List.of("accuracy", metric(m.accuracy())));
    headline.add(List.of("balanced accuracy", metric(m.balancedAccuracy())));
    headline.add(List.of("macro precision", metric(m.macroPrecision())));
    headline.add(List.of("macro F1", metric(m.macroF1())));
    headline.add(List.of("loss", number(m.loss())));
    table(text, headline, 2);
    text.append('\n');

    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "samples", "recall", "precision", "F1"));
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

  /** {@code 0.9000 [0.5958, 0.9821]}, or {@code n/a}. */
  public static String metric(MetricValue figure) {
    return number(figure.value()) + figure.interval().map(i -> " " + interval(i)).orElse("");
  }

  /** {@code 0.9000}, or {@code n/a}. */
  public static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "n/a";
  }

  /** {@code [0.5958, 0.9821]}. */
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
    List<String> head = new ArrayList<>(List.of("truth \\ prediction"));
    head.addAll(matrix.names());
    rows.add(head);
    for (int t = 0; t < matrix.size(); t++) {
      List<String> row = new ArrayList<>(List.of(matrix.names().get(t)));
      for (int p = 0; p < matrix.size(); p++) {
        row.add(String.valueOf(matrix.count(t, p)));
      }
      rows.add(row);
    }
    table(text, rows, 1);
  }

  /** The first {@code left} columns are flush left, the others flush right. */
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

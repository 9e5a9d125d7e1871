package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.inference.metrics.Metric;

/**
 * Reads and writes epochs as CSV, with a column for each overall metric of the task on the
 * validation images, of several outputs such as {@code validation_age/mae}, and one for the phase
 * if there are several. Numbers are the shortest text that parses to the same double, in every
 * locale. Files may have the columns of any task and of earlier versions, which had fewer metrics.
 */
final class HistoryCsv {
  private static final String EPOCH = "epoch";
  private static final String PHASE = "phase";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String SECONDS = "seconds";
  private static final String DATA_WAIT_SECONDS = "data_wait_seconds";
  private static final String NOTE = "note";

  private HistoryCsv() {}

  /**
   * Returns the columns of a file with these metrics.
   *
   * @param phases whether there is a column for the number of the phase
   */
  static List<String> columns(List<String> metrics, boolean phases) {
    return ImmutableList.<String>builder()
        .add(EPOCH)
        .addAll(phases ? List.of(PHASE) : List.of())
        .add(Metric.TRAIN_LOSS)
        .addAll(metrics)
        .add(LEARNING_RATE, SECONDS, DATA_WAIT_SECONDS, NOTE)
        .build();
  }

  static String format(List<History.Epoch> epochs, boolean phases) {
    List<ValidationMetric> metrics = HistoryMetrics.columns(epochs);
    StringBuilder csv =
        new StringBuilder(
            Csv.line(columns(metrics.stream().map(ValidationMetric::name).toList(), phases)));
    for (History.Epoch e : epochs) {
      List<Object> cells = new ArrayList<>(List.of(e.epoch()));
      if (phases) {
        cells.add(e.phase());
      }
      cells.add(e.trainLoss());
      for (ValidationMetric metric : metrics) {
        cells.add(e.validation().containsKey(metric.key()) ? e.validation().get(metric.key()) : "");
      }
      cells.addAll(List.of(e.learningRate(), e.seconds(), e.dataWaitSeconds(), e.note()));
      csv.append(Csv.line(cells));
    }
    return csv.toString();
  }

  static List<History.Epoch> read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  static List<History.Epoch> parse(String file, String text) {
    List<Csv.Row> rows = Csv.parse(file, text);
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0).cells();
    List<String> metrics =
        header.stream()
            .filter(column -> ValidationMetric.named(column).isPresent())
            .distinct()
            .toList();
    if (!header.equals(columns(metrics, header.contains(PHASE)))) {
      throw HistoryProblems.wrongHeader(file, header);
    }
    return rows.stream().skip(1).map(row -> new RowReader(file, header, row).epoch()).toList();
  }

  /** Reads the cells of a row by their column. */
  private record RowReader(String file, List<String> header, Csv.Row row) {
    RowReader {
      if (row.cells().size() != header.size()) {
        throw HistoryProblems.wrongFieldCount(file, row.line(), header.size(), row.cells().size());
      }
    }

    History.Epoch epoch() {
      ImmutableMap.Builder<String, Double> validation = ImmutableMap.builder();
      for (String column : header) {
        ValidationMetric.named(column)
            .filter(metric -> !cell(column).isEmpty())
            .ifPresent(metric -> validation.put(metric.key(), number(column)));
      }
      return new History.Epoch(
          integer(EPOCH),
          header.contains(PHASE) ? integer(PHASE) : 1,
          number(Metric.TRAIN_LOSS),
          validation.buildOrThrow(),
          number(LEARNING_RATE),
          number(SECONDS),
          number(DATA_WAIT_SECONDS),
          cell(NOTE));
    }

    private String cell(String column) {
      return row.cells().get(header.indexOf(column));
    }

    private int integer(String column) {
      try {
        return Integer.parseInt(cell(column));
      } catch (NumberFormatException e) {
        throw notANumber(column);
      }
    }

    private double number(String column) {
      try {
        return Double.parseDouble(cell(column));
      } catch (NumberFormatException e) {
        throw notANumber(column);
      }
    }

    private RuntimeException notANumber(String column) {
      return HistoryProblems.notANumber(file, row.line(), column, cell(column));
    }
  }
}

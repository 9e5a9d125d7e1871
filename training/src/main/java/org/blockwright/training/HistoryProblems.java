package org.blockwright.training;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;

/** The messages of {@link History}. */
final class HistoryProblems {
  private HistoryProblems() {}

  /**
   * @param ofOutputs names of the metrics of several outputs
   */
  static UsageException unknownMetric(String name, List<String> ofOutputs) {
    List<String> known =
        Stream.of(
                Stream.of(Metric.TRAIN_LOSS),
                Metrics.OVERALL.stream().map(metric -> Metric.ofValidation(metric).name()),
                ofOutputs.stream())
            .flatMap(names -> names)
            .toList();
    return new UsageException(
        "\"%s\" is not a known metric of a history. %sMetrics: %s."
            .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known)));
  }

  static UsageException epochsNotAscending(int before, int after) {
    return new UsageException(
        "Epoch %s cannot follow epoch %s in a history. Epoch numbers must increase."
            .formatted(after, before));
  }

  static DataException wrongHeader(String file, List<String> got) {
    return new DataException(
        "%s: the first line must be \"%s\", where METRIC is any number of metrics with the prefix %s, got \"%s\". Pass a history.csv written by Blockwright."
            .formatted(
                file,
                String.join(",", HistoryCsv.columns(List.of("METRIC"), false)),
                Metric.VALIDATION_PREFIX,
                String.join(",", got)));
  }

  static DataException wrongFieldCount(String file, int line, int expected, int got) {
    return new DataException(
        "%s:%s: the row has %s fields, expected %s. Correct the row, or train again."
            .formatted(file, line, got, expected));
  }

  static DataException notANumber(String file, int line, String column, String got) {
    return new DataException(
        "%s:%s: column \"%s\" is \"%s\", expected a number with a decimal point. Correct the row, or train again."
            .formatted(file, line, column, got));
  }
}

package org.blockwright.training;

import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** The messages of {@link History}. */
final class HistoryProblems {
  private static final List<String> METRICS =
      List.of("train_loss", "validation_loss", "validation_accuracy");

  private HistoryProblems() {}

  static UsageException unknownMetric(String name) {
    return new UsageException(
        "\"%s\" is not a known metric of a history. %sMetrics: %s."
            .formatted(name, NameSuggestions.hint(name, METRICS), String.join(", ", METRICS)));
  }

  static UsageException epochsNotAscending(int before, int after) {
    return new UsageException(
        "Epoch %s cannot follow epoch %s in a history. Epoch numbers must increase."
            .formatted(after, before));
  }

  static DataException wrongHeader(String file, String expected, String got) {
    return new DataException(
        "%s: the first line must be \"%s\", got \"%s\". Pass a history.csv written by this version of Blockwright."
            .formatted(file, expected, got));
  }

  static DataException wrongFieldCount(String file, int row, int expected, int got) {
    return new DataException(
        "%s: row %s has %s fields, expected %s. Correct the row, or train again."
            .formatted(file, row, got, expected));
  }

  static DataException notANumber(String file, int row, String column, String got) {
    return new DataException(
        "%s: row %s, column \"%s\" is \"%s\", expected a number with a decimal point. Correct the row, or train again."
            .formatted(file, row, column, got));
  }

  static DataException unclosedQuote(String file, int row) {
    return new DataException(
        "%s: row %s has a quote that is not closed. Correct the row, or train again."
            .formatted(file, row));
  }
}

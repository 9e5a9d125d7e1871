package org.blockwright.training;

import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** What {@link History} has to say, each message made in one place. */
final class HistoryProblems {
  private static final List<String> METRICS =
      List.of("train_loss", "validation_loss", "validation_accuracy");

  private HistoryProblems() {}

  static UsageException unknownMetric(String name) {
    return new UsageException(
        "No figure \"%s\" in a history. %sFigures: %s."
            .formatted(name, NameSuggestions.hint(name, METRICS), String.join(", ", METRICS)));
  }

  static UsageException epochsNotAscending(int before, int after) {
    return new UsageException(
        "Epoch %s cannot follow epoch %s in a history. Number epochs in rising order."
            .formatted(after, before));
  }

  static DataException wrongHeader(String file, String expected, String got) {
    return new DataException(
        "%s: the first line must be \"%s\", got \"%s\". Give a history.csv that a run has written."
            .formatted(file, expected, got));
  }

  static DataException wrongFieldCount(String file, int row, int expected, int got) {
    return new DataException(
        "%s: row %s has %s fields, expected %s. Mend the row or train anew."
            .formatted(file, row, got, expected));
  }

  static DataException notANumber(String file, int row, String column, String got) {
    return new DataException(
        "%s: row %s, column \"%s\" is \"%s\", expected a number with a decimal point. Mend the row or train anew."
            .formatted(file, row, column, got));
  }

  static DataException unclosedQuote(String file, int row) {
    return new DataException(
        "%s: row %s has a quote that is not closed. Mend the row or train anew."
            .formatted(file, row));
  }
}

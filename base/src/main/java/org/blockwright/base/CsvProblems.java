package org.blockwright.base;

/** The messages of {@link Csv}. */
final class CsvProblems {
  private CsvProblems() {}

  static DataException invalidQuotes(String file, int line) {
    return new DataException(
        "%s:%s: invalid CSV: a quote is not closed, or text follows a closing quote. Write a quote inside a quoted cell twice."
            .formatted(file, line));
  }
}

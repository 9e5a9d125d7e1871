package org.blockwright.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DataException;

/** Collects the errors in the rows of a CSV file, to report several at once. */
final class CsvErrors {
  /** More errors are only counted. */
  private static final int SHOWN = 10;

  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private int count;

  CsvErrors(Path file) {
    this.file = file;
  }

  /** Adds an error in a cell. */
  void add(int line, String column, String problem) {
    add(CsvCellProblems.at(file, line, column, problem));
  }

  /** Adds an error with its location. */
  void add(String message) {
    if (count++ < SHOWN) {
      lines.add(message);
    }
  }

  /** Returns the number of errors so far. */
  int count() {
    return count;
  }

  /**
   * Throws the errors, if there are any.
   *
   * @throws DataException with one line per error
   */
  void throwIfAny() {
    if (count > SHOWN) {
      lines.add(CsvCellProblems.more(file, count - SHOWN));
    }
    if (count > 0) {
      throw new DataException(String.join("\n", lines));
    }
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.blockwright.dsl.Task;

/** How the columns of a CSV file state the targets of an output; see {@link ImageCsv}. */
enum CsvForm {
  /** One column with one class per image. */
  CLASS(Task.CLASSIFICATION),
  /** One column with any number of labels per image. */
  LABEL_LIST(Task.MULTI_LABEL),
  /** One column for each label, with 0, 1 or a probability. */
  LABEL_COLUMNS(Task.MULTI_LABEL),
  /** One column for each class, with its probability. */
  CLASS_COLUMNS(Task.CLASSIFICATION),
  /** One column with the probability of the second of two classes. */
  SECOND_CLASS(Task.BINARY),
  /** One column for each number. */
  NUMBERS(Task.REGRESSION);

  private final Task defaultTask;

  CsvForm(Task defaultTask) {
    this.defaultTask = defaultTask;
  }

  /** Returns the form of columns for a task. */
  static CsvForm of(Path file, Task task, List<CsvColumn> columns) {
    CsvColumn first = columns.get(0);
    boolean single = columns.size() == 1;
    return switch (task) {
      case REGRESSION -> NUMBERS;
      case MULTI_LABEL -> single && isLabels(first) ? LABEL_LIST : LABEL_COLUMNS;
      case CLASSIFICATION -> single ? CLASS : CLASS_COLUMNS;
      case BINARY -> {
        if (single) {
          yield !first.hasLabelName() && first.isProbability() ? SECOND_CLASS : CLASS;
        }
        if (columns.size() > 2) {
          throw CsvProblems.binaryColumns(file, names(columns));
        }
        yield CLASS_COLUMNS;
      }
    };
  }

  /**
   * Determines the form of columns without a task.
   *
   * @param warnings receives how ambiguous columns are used
   * @throws org.blockwright.base.DataException if the columns are ambiguous and a wrong guess would
   *     not be noticed
   */
  static CsvForm guess(CsvTable table, List<CsvColumn> columns, Consumer<String> warnings) {
    return columns.size() == 1
        ? guessOne(table, columns.get(0), warnings)
        : guessSeveral(table, columns, warnings);
  }

  private static CsvForm guessOne(CsvTable table, CsvColumn column, Consumer<String> warnings) {
    Path file = table.file();
    String name = column.name();
    if (column.hasUnit()) {
      return NUMBERS;
    }
    if (isLabels(column)) {
      if (column.hasPluralName() || column.hasLists()) {
        return LABEL_LIST;
      }
      if (column.isNumeric()) {
        column
            .firstFraction()
            .ifPresent(
                row -> {
                  throw CsvProblems.fractionsAsLabels(
                      file, name, table.line(row), column.cells().get(row));
                });
        warnings.accept(CsvProblems.numbersAsClasses(file, name));
      }
      return CLASS;
    }
    column
        .firstText()
        .ifPresent(
            row -> {
              throw CsvProblems.mixedColumn(file, name, table.line(row), column.cells().get(row));
            });
    if (column.isBinary()) {
      warnings.accept(CsvProblems.binaryColumn(file, name, classesOf(name)));
      return SECOND_CLASS;
    }
    if (column.isProbability()) {
      throw CsvProblems.labelsOrNumbers(file, List.of(name));
    }
    if (column.firstFraction().isEmpty()) {
      warnings.accept(CsvProblems.integersAsNumbers(file, name));
    }
    return NUMBERS;
  }

  private static CsvForm guessSeveral(
      CsvTable table, List<CsvColumn> columns, Consumer<String> warnings) {
    Path file = table.file();
    for (CsvColumn column : columns) {
      if (column.hasUnit()) {
        continue;
      }
      column
          .firstText()
          .ifPresent(
              row -> {
                throw CsvProblems.textColumn(
                    file, column.name(), table.line(row), column.cells().get(row));
              });
    }
    if (columns.stream().anyMatch(column -> column.hasUnit() || !column.isProbability())) {
      columns.stream()
          .filter(column -> column.isBinary() && !column.hasUnit())
          .forEach(column -> warnings.accept(CsvProblems.labelAmongNumbers(file, column.name())));
      return NUMBERS;
    }
    if (!columns.stream().allMatch(CsvColumn::isBinary)) {
      throw CsvProblems.labelsOrNumbers(file, names(columns));
    }
    boolean oneEach =
        IntStream.range(0, table.rows().size())
            .allMatch(row -> columns.stream().filter(c -> isOne(c.cells().get(row))).count() == 1);
    if (oneEach) {
      warnings.accept(CsvProblems.oneLabelEach(file, names(columns)));
    }
    return LABEL_COLUMNS;
  }

  private static boolean isOne(String cell) {
    return !cell.isEmpty() && Double.parseDouble(cell) == 1;
  }

  /** Whether the cells of a single column are labels. */
  private static boolean isLabels(CsvColumn column) {
    return column.hasLabelName() || column.isText();
  }

  /** The two classes of a column with the probability of one. */
  static ImmutableList<String> classesOf(String column) {
    return ImmutableList.of("not " + column, column);
  }

  private static List<String> names(List<CsvColumn> columns) {
    return columns.stream().map(CsvColumn::name).toList();
  }

  /** Returns the task that is set, or the one of this form. */
  Task task(Optional<Task> set) {
    return set.orElse(defaultTask);
  }
}

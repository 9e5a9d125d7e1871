package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.Task;

/** Reads the targets of one output from columns of a CSV file. */
final class TargetReader {
  /** Probabilities with two decimals may miss 1 by this sum. */
  private static final double SUM_TOLERANCE = 0.0101;

  private final CsvTable table;
  private final String name;
  private final List<CsvColumn> columns;
  private final CsvForm form;
  private final Task task;

  /** The names of a model; empty if they are those of the file. */
  private final List<String> known;

  private final CsvErrors errors;

  /**
   * The targets of an output.
   *
   * @param ofRows the target of each row of the file
   * @param warnings how ambiguous columns are used
   */
  record Result(Targets targets, List<Target> ofRows, List<String> warnings) {}

  private TargetReader(
      CsvTable table,
      String name,
      List<CsvColumn> columns,
      CsvForm form,
      Task task,
      List<String> known,
      CsvErrors errors) {
    this.table = table;
    this.name = name;
    this.columns = columns;
    this.form = form;
    this.task = task;
    this.known = known;
    this.errors = errors;
  }

  /**
   * Reads the targets of an output.
   *
   * @param known the targets of a model or of the training images, if they are set
   * @param errors receives errors in cells; if there are any, the result must not be used
   */
  static Result read(
      CsvTable table,
      ImageData.Output output,
      List<CsvColumn> columns,
      Optional<Targets> known,
      CsvErrors errors) {
    List<String> warnings = new ArrayList<>();
    Optional<Task> set = known.map(Targets::task).or(output::task);
    known.ifPresent(targets -> requireLabels(table.file(), columns, targets));
    CsvForm form =
        set.map(task -> CsvForm.of(table.file(), task, columns))
            .orElseGet(() -> CsvForm.guess(table, columns, warnings::add));
    TargetReader reader =
        new TargetReader(
            table,
            output.name(),
            columns,
            form,
            form.task(set),
            known.map(Targets::names).orElse(ImmutableList.of()),
            errors);
    return reader.read(warnings);
  }

  /** Rejects numbers where a model has classes or labels, before each cell is an error. */
  private static void requireLabels(Path file, List<CsvColumn> columns, Targets known) {
    boolean numbers =
        columns.stream().allMatch(CsvColumn::isNumeric)
            && columns.stream().anyMatch(column -> column.hasUnit() || !column.isProbability());
    boolean hasNames =
        columns.stream()
            .anyMatch(
                column ->
                    known.names().contains(column.name())
                        || column.cells().stream().anyMatch(known.names()::contains));
    if (known.task() != Task.REGRESSION && numbers && !hasNames) {
      throw CsvProblems.numbersInsteadOfLabels(
          file, columns.stream().map(CsvColumn::name).toList(), known);
    }
  }

  private Result read(List<String> warnings) {
    return switch (form) {
      case CLASS -> classes(warnings);
      case LABEL_LIST -> labels(warnings);
      case LABEL_COLUMNS, NUMBERS, CLASS_COLUMNS -> values(warnings);
      case SECOND_CLASS -> secondClass(warnings);
    };
  }

  private Path file() {
    return table.file();
  }

  private Result classes(List<String> warnings) {
    CsvColumn column = columns.get(0);
    for (int row = 0; row < column.cells().size(); row++) {
      String cell = column.cells().get(row);
      if (cell.isEmpty()) {
        error(row, column, CsvCellProblems.emptyClass());
      } else if (cell.contains(";")) {
        error(row, column, CsvCellProblems.severalClasses(cell));
      } else {
        requireKnown(row, column, cell);
      }
    }
    errors.throwIfAny();
    ImmutableList<String> names = names(column.cells().stream());
    if (task == Task.BINARY && names.size() != 2) {
      throw CsvProblems.notTwoClasses(file(), column.name(), names);
    }
    if (names.size() < 2) {
      throw CsvProblems.oneClass(file(), column.name(), names.get(0));
    }
    return new Result(
        new Targets(name, task, names),
        column.cells().stream().map(cell -> Target.ofClass(names.indexOf(cell))).toList(),
        warnings);
  }

  private Result labels(List<String> warnings) {
    CsvColumn column = columns.get(0);
    List<List<String>> ofRows = column.cells().stream().map(CsvColumn::labels).toList();
    for (int row = 0; row < ofRows.size(); row++) {
      for (String label : ofRows.get(row)) {
        requireKnown(row, column, label);
      }
    }
    errors.throwIfAny();
    ImmutableList<String> names = names(ofRows.stream().flatMap(Collection::stream));
    if (names.isEmpty()) {
      throw CsvProblems.noLabels(file(), column.name());
    }
    return new Result(
        new Targets(name, task, names),
        ofRows.stream().map(labels -> ListedImages.labels(names, labels)).toList(),
        warnings);
  }

  /** The names of the model, or those that occur, sorted. */
  private ImmutableList<String> names(Stream<String> found) {
    return known.isEmpty()
        ? found.distinct().sorted().collect(ImmutableList.toImmutableList())
        : ImmutableList.copyOf(known);
  }

  private void requireKnown(int row, CsvColumn column, String label) {
    if (!known.isEmpty() && !known.contains(label)) {
      error(row, column, CsvCellProblems.unknownName(TargetProblems.noun(task), label, known));
    }
  }

  private Result values(List<String> warnings) {
    List<Target> ofRows = new ArrayList<>();
    for (int row = 0; row < table.rows().size(); row++) {
      float[] values = new float[columns.size()];
      int before = errors.count();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) number(row, columns.get(i));
      }
      boolean valid = errors.count() == before;
      ofRows.add(
          form == CsvForm.CLASS_COLUMNS && valid ? probabilities(row, values) : Target.of(values));
    }
    return new Result(new Targets(name, task, columnNames()), ofRows, warnings);
  }

  private ImmutableList<String> columnNames() {
    return columns.stream().map(CsvColumn::name).collect(ImmutableList.toImmutableList());
  }

  /** A class if one value is 1 and the others are 0, otherwise probabilities. */
  private Target probabilities(int row, float[] values) {
    double sum = 0;
    int ones = 0;
    for (float value : values) {
      sum += value;
      ones += value == 1 ? 1 : 0;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      error(row, columns.get(0), CsvCellProblems.sum(columnNames(), sum));
      return Target.of(values);
    }
    if (ones == 1 && sum == 1) {
      return Target.ofClass(Target.of(values).classIndex());
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / sum);
    }
    return Target.of(values);
  }

  private Result secondClass(List<String> warnings) {
    CsvColumn column = columns.get(0);
    List<Target> ofRows = new ArrayList<>();
    for (int row = 0; row < column.cells().size(); row++) {
      float second = (float) number(row, column);
      ofRows.add(
          second == 0 || second == 1
              ? Target.ofClass((int) second)
              : Target.of(1 - second, second));
    }
    return new Result(new Targets(name, task, CsvForm.classesOf(column.name())), ofRows, warnings);
  }

  /** The number in a cell; 0 after an error. */
  private double number(int row, CsvColumn column) {
    String cell = column.cells().get(row);
    Optional<Double> number =
        NumberParser.parseDouble(cell).filter(value -> Float.isFinite(value.floatValue()));
    if (form == CsvForm.NUMBERS) {
      if (number.isEmpty()) {
        error(
            row,
            column,
            cell.isEmpty()
                ? CsvCellProblems.empty("a number")
                : isWord(cell)
                    ? CsvCellProblems.labelAsNumber(cell)
                    : CsvCellProblems.notANumber(cell));
      }
      return number.orElse(0.0);
    }
    if (cell.isEmpty()) {
      error(row, column, CsvCellProblems.empty("0, 1 or a probability"));
    } else if (number.isEmpty() || !CsvColumn.isProbability(number.get())) {
      error(row, column, CsvCellProblems.notAProbability(cell));
      return 0;
    }
    return number.orElse(0.0);
  }

  /** Whether a cell is text rather than a number that is not valid. */
  private static boolean isWord(String cell) {
    return Character.isLetter(cell.codePointAt(0))
        && !cell.equalsIgnoreCase("nan")
        && !cell.equalsIgnoreCase("inf")
        && !cell.equalsIgnoreCase("infinity");
  }

  private void error(int row, CsvColumn column, String problem) {
    errors.add(table.line(row), column.name(), problem);
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.blockwright.base.NumberParser;

/**
 * A column of a CSV file.
 *
 * @param name its name in the header
 * @param cells its cells without surrounding spaces
 */
record CsvColumn(String name, ImmutableList<String> cells) {
  private static final Set<String> LABEL_NAMES = Set.of("label", "labels", "class");

  static CsvColumn of(CsvTable table, int index) {
    return new CsvColumn(table.header().get(index), ImmutableList.copyOf(table.cells(index)));
  }

  /** Whether a name is {@code label}, {@code labels} or {@code class}. */
  static boolean isLabelName(String name) {
    return LABEL_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  boolean hasLabelName() {
    return isLabelName(name);
  }

  /** Whether the name is {@code labels}, so that cells have any number of them. */
  boolean hasPluralName() {
    return name.equalsIgnoreCase("labels");
  }

  /** Whether the name ends in a unit in brackets. */
  boolean hasUnit() {
    return name.endsWith("]") && name.contains("[");
  }

  private static boolean isNumber(String cell) {
    return NumberParser.parseDouble(cell).isPresent();
  }

  private OptionalInt first(Predicate<String> predicate) {
    return IntStream.range(0, cells.size())
        .filter(row -> !cells.get(row).isEmpty() && predicate.test(cells.get(row)))
        .findFirst();
  }

  /** The first row that is neither empty nor a number. */
  OptionalInt firstText() {
    return first(cell -> !isNumber(cell));
  }

  /** The first row with a number that is not an integer. */
  OptionalInt firstFraction() {
    return first(cell -> isNumber(cell) && Double.parseDouble(cell) % 1 != 0);
  }

  /** Whether there is text and no number. */
  boolean isText() {
    return firstText().isPresent() && first(CsvColumn::isNumber).isEmpty();
  }

  /** Whether there is no text. */
  boolean isNumeric() {
    return firstText().isEmpty();
  }

  /** Whether all cells are numbers from 0 to 1. */
  boolean isProbability() {
    return first(cell -> !isNumber(cell) || !isProbability(Double.parseDouble(cell))).isEmpty();
  }

  static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  /** Whether all cells are 0 or 1. */
  boolean isBinary() {
    return isProbability() && firstFraction().isEmpty();
  }

  boolean hasEmptyCells() {
    return cells.stream().anyMatch(String::isEmpty);
  }

  /** Whether a cell has several labels. */
  boolean hasLists() {
    return first(cell -> cell.contains(";")).isPresent();
  }

  /** The labels in a cell, which are separated by semicolons. */
  static List<String> labels(String cell) {
    return List.of(cell.split(";")).stream()
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .toList();
  }
}

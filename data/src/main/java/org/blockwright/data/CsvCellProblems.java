package org.blockwright.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.NameSuggestions;

/** The messages about cells of a CSV file; the file, line and column precede them. */
final class CsvCellProblems {
  private CsvCellProblems() {}

  static String at(Path file, int line, String column, String problem) {
    return "%s, line %s, column \"%s\": %s".formatted(file, line, column, problem);
  }

  static String cellCount(Path file, int line, int expected, int got) {
    return "%s, line %s: expected %s cells as in the header, got %s. Quote cells that contain commas."
        .formatted(file, line, expected, got);
  }

  static String more(Path file, int count) {
    return "%s has %s more error%s.".formatted(file, count, count == 1 ? "" : "s");
  }

  static String notANumber(String cell) {
    return "expected a number, got \"%s\". Write a finite number such as 12.5.".formatted(cell);
  }

  /** A label where a number of a regression is expected. */
  static String labelAsNumber(String cell) {
    return "expected a number, since the task is regression, got \"%s\". Write a finite number such as 12.5; for classes, set task classification."
        .formatted(cell);
  }

  static String empty(String expected) {
    return "the cell is empty; expected %s. Fill it in, or remove the row.".formatted(expected);
  }

  static String emptyClass() {
    return "the cell is empty; expected a class. Fill it in, or set task multi-label for images without a label.";
  }

  static String notAProbability(String cell) {
    return "expected 0, 1 or a probability between them, got \"%s\". Correct the cell, or set task regression for numbers."
        .formatted(cell);
  }

  static String sum(List<String> columns, double sum) {
    return String.format(
        Locale.ROOT,
        "the probabilities of %s sum to %.4g; expected 1. Correct the row, or set task multi-label for independent labels.",
        String.join(", ", columns),
        sum);
  }

  static String severalClasses(String cell) {
    return "expected one class, got \"%s\". Write one class, or set task multi-label."
        .formatted(cell);
  }

  static String unknownName(String noun, String name, List<String> known) {
    return "\"%s\" is a %s that the model does not have. %sThe model's: %s."
        .formatted(name, noun, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String weight(String cell) {
    return "expected a weight of at least 0, got \"%s\". Write a finite number such as 1."
        .formatted(cell);
  }

  static String duplicateFile(String name, int firstLine) {
    return "\"%s\" is already in line %s. Write one row per image; for several labels separate them by \";\"."
        .formatted(name, firstLine);
  }

  static String missingFile(String name, Path folder) {
    return "\"%s\" does not exist in %s. Correct the path, or set the folder of the images."
        .formatted(name, folder);
  }

  static String notAFile(String name) {
    return "\"%s\" is a folder; expected an image. Write the path of an image.".formatted(name);
  }

  static String outsideFolder(String name, Path folder) {
    return "\"%s\" is outside of %s. Set a folder of images that contains all of them."
        .formatted(name, folder);
  }

  static String subset(String cell) {
    return "expected train, validation or test, got \"%s\". Write one of them in each row, or remove the column."
        .formatted(cell);
  }
}

package org.blockwright.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;

/** The messages about CSV files of images and targets; see {@link CsvCellProblems} for cells. */
final class CsvProblems {
  private CsvProblems() {}

  static DataException noSuchData(Path path) {
    return new DataException(
        "%s does not exist. Give a folder with one subfolder of images per class, or a CSV file with the columns file,label."
            .formatted(path));
  }

  static DataException neitherFolderNorCsv(Path path) {
    return new DataException(
        "%s is neither a folder nor a .zip, .tar, .tar.gz, .csv, .tsv or .txt file. Give a folder with one subfolder of images per class, a CSV file with the columns file,label, or a list of paths."
            .formatted(path));
  }

  static UsageException csvOptionForFolder(Path folder) {
    return new UsageException(
        "%s is a folder: several outputs, columns of targets, and a folder that file names are relative to (--images) apply to CSV files only. Remove these options, or give a CSV file."
            .formatted(folder));
  }

  static DataException taskOfFolder(Path folder, Optional<Task> task) {
    return new DataException(
        "%s is a folder, which has one class per image; %s needs a CSV file. Give a CSV file, or use task %s or %s."
            .formatted(
                folder,
                task.map(t -> "task " + t.id()).orElse("a model with several outputs"),
                Task.CLASSIFICATION.id(),
                Task.BINARY.id()));
  }

  static UsageException noOutputs() {
    return new UsageException("The list of outputs is empty. Pass at least one output.");
  }

  static UsageException duplicateOutput(String name) {
    return new UsageException(
        "Two outputs are named \"%s\". Give each its own name.".formatted(name));
  }

  static UsageException outputWithoutColumns(String name) {
    return new UsageException(
        "Output \"%s\" has no columns. With several outputs, list the columns of each."
            .formatted(name));
  }

  static DataException notUtf8(Path file) {
    return new DataException(
        "%s is not encoded in UTF-8. Save it as \"CSV UTF-8\".".formatted(file));
  }

  static DataException noRows(Path file) {
    return new DataException(
        "%s has no rows. Write a header such as \"file,label\" and one row per image."
            .formatted(file));
  }

  static DataException fileColumn(Path file, String first) {
    return new DataException(
        "%s, line 1: no column is named \"file\", \"path\", \"image\" or \"filename\", and the first one is \"%s\"; expected a header such as \"file,label\". Add a header, or rename the column of the files."
            .formatted(file, first));
  }

  static DataException severalDrives(Path list, Path one, Path other) {
    return new DataException(
        "%s lists files on several drives, which have no common folder: in %s and %s. List the files of one drive, or copy them to one."
            .formatted(list, one, other));
  }

  static DataException emptyList(Path list) {
    return new DataException(
        "%s has no lines. Write the path of one image per line, in folders with the names of the classes."
            .formatted(list));
  }

  static DataException notAPath(Path list, int line, String text) {
    return new DataException(
        "%s, line %s: \"%s\" is not a valid path. Write the path of one image per line."
            .formatted(list, line, text));
  }

  static DataException missingInputs(Path file, List<String> missing, List<String> inputs) {
    return new DataException(
        "%s, line 1: no column for %s. The network has the inputs %s: write a column of files for each of them, or one column \"file\", whose image all inputs get."
            .formatted(
                file,
                missing.size() == 1 ? "input " + missing.get(0) : "the inputs " + list(missing),
                list(inputs)));
  }

  static DataException otherSeparator(Path file, String separator) {
    return new DataException(
        "%s, line 1: the cells are separated by %s; expected commas. Save the file with commas."
            .formatted(file, separator));
  }

  static DataException emptyColumnName(Path file, int number) {
    return new DataException(
        "%s, line 1: column %s has no name. Name it, or remove the column."
            .formatted(file, number));
  }

  static DataException duplicateColumn(Path file, String name) {
    return new DataException(
        "%s, line 1: column \"%s\" occurs twice. Rename or remove one of them."
            .formatted(file, name));
  }

  static DataException noTargetColumns(Path file, List<String> header) {
    return new DataException(
        "%s has no column of targets: its columns are %s. Add a column such as \"label\", or set the columns to use one of these as target."
            .formatted(file, list(header)));
  }

  static DataException twoLabelColumns(Path file, String name, String label) {
    return new DataException(
        "%s, line 1: both \"%s\" and \"%s\" are names of labels. Rename one of them, or set the columns of the targets (--targets)."
            .formatted(file, label, name));
  }

  static DataException missingColumn(Path file, String output, String column, List<String> header) {
    return new DataException(
        "%s has no column \"%s\"%s. %sIts columns: %s."
            .formatted(
                file,
                column,
                output.isEmpty() ? "" : ", which output \"%s\" needs".formatted(output),
                NameSuggestions.hint(column, header),
                list(header)));
  }

  static DataException missingOutputColumns(Path file, String output) {
    return new DataException(
        "%s has no columns for output \"%s\": no columns are set for it. Set the columns of this output."
            .formatted(file, output));
  }

  static DataException textColumn(Path file, String column, int line, String cell) {
    return new DataException(
        "%s, line %s, column \"%s\": expected a number, got \"%s\". Several columns of targets must be numbers: remove the column, or set the columns of the targets."
            .formatted(file, line, column, cell));
  }

  static DataException mixedColumn(Path file, String column, int line, String cell) {
    return new DataException(
        "%s, line %s, column \"%s\": got \"%s\", but other rows have numbers. For numbers, correct the cell; for classes, set task %s."
            .formatted(file, line, column, cell, Task.CLASSIFICATION.id()));
  }

  static DataException fractionsAsLabels(Path file, String column, int line, String cell) {
    return new DataException(
        "%s, line %s, column \"%s\": the labels are numbers such as %s, which may be classes or values to predict. Set task %s or %s."
            .formatted(file, line, column, cell, Task.REGRESSION.id(), Task.CLASSIFICATION.id()));
  }

  static DataException labelsOrNumbers(Path file, List<String> columns) {
    return new DataException(
        "%s: the values of %s are all from 0 to 1, which may be probabilities of labels or values to predict. Set task %s, %s or %s."
            .formatted(
                file,
                columns(columns),
                columns.size() == 1 ? Task.BINARY.id() : Task.MULTI_LABEL.id(),
                columns.size() == 1 ? Task.MULTI_LABEL.id() : Task.CLASSIFICATION.id(),
                Task.REGRESSION.id()));
  }

  /** A file of numbers for a model that predicts classes or labels. */
  static DataException numbersInsteadOfLabels(Path file, List<String> columns, Targets expected) {
    boolean labels = expected.task() == Task.MULTI_LABEL;
    return new DataException(
        "%s has numbers in %s, but the model predicts %s (task %s): expected a column %s. Give a file with %s, or a model of task %s."
            .formatted(
                file,
                columns(columns),
                list(expected.names()),
                expected.task().id(),
                labels
                    ? "\"labels\", or one with 0 and 1 for each label"
                    : "\"label\" with the class",
                labels ? "labels" : "classes",
                Task.REGRESSION.id()));
  }

  static DataException notTwoClasses(Path file, String column, List<String> classes) {
    return new DataException(
        "%s, column \"%s\": task %s needs two classes, got %s: %s. Use task %s, or correct the labels."
            .formatted(
                file,
                column,
                Task.BINARY.id(),
                classes.size(),
                list(classes),
                Task.CLASSIFICATION.id()));
  }

  static DataException binaryColumns(Path file, List<String> columns) {
    return new DataException(
        "%s: task %s needs one column, or one for each of two classes; got %s: %s. Use task %s or %s."
            .formatted(
                file,
                Task.BINARY.id(),
                columns.size(),
                list(columns),
                Task.CLASSIFICATION.id(),
                Task.MULTI_LABEL.id()));
  }

  static DataException oneClass(Path file, String column, String name) {
    return new DataException(
        "%s, column \"%s\": all images are of class \"%s\"; classification needs at least two classes. Add images of other classes."
            .formatted(file, column, name));
  }

  static DataException noLabels(Path file, String column) {
    return new DataException(
        "%s, column \"%s\": no image has a label. Write the labels of each image, separated by \";\"."
            .formatted(file, column));
  }

  static DataException emptyClass(Path file, String name, SkippedFile example) {
    return new DataException(
        "Class \"%s\" of %s has no images: all are skipped, for example %s (%s). Add images, or remove the class."
            .formatted(name, file, example.key(), example.reason()));
  }

  static DataException noWeight(Path file) {
    return new DataException(
        "%s, column \"weight\": all weights are 0. Give at least one image a weight above 0."
            .formatted(file));
  }

  static String numbersAsClasses(Path file, String column) {
    return "%s, column \"%s\": the numbers are used as names of classes. To predict numbers, set task %s."
        .formatted(file, column, Task.REGRESSION.id());
  }

  static String integersAsNumbers(Path file, String column) {
    return "%s, column \"%s\": the integers are used as numbers to predict (task %s). If they are classes, set task %s."
        .formatted(file, column, Task.REGRESSION.id(), Task.CLASSIFICATION.id());
  }

  static String binaryColumn(Path file, String column, List<String> classes) {
    return "%s, column \"%s\": 0 and 1 are used as the classes \"%s\" and \"%s\" (task %s). For other uses, set task %s or %s."
        .formatted(
            file,
            column,
            classes.get(0),
            classes.get(1),
            Task.BINARY.id(),
            Task.MULTI_LABEL.id(),
            Task.REGRESSION.id());
  }

  static String oneLabelEach(Path file, List<String> columns) {
    return "%s: every image has exactly one of the labels %s, used as independent labels (task %s). If they are classes, of which one is true, set task %s."
        .formatted(file, list(columns), Task.MULTI_LABEL.id(), Task.CLASSIFICATION.id());
  }

  static String labelAmongNumbers(Path file, String column) {
    return "%s, column \"%s\": the values are 0 and 1, used as numbers to predict like the other columns (task %s). To use it as a label, make it an output of its own."
        .formatted(file, column, Task.REGRESSION.id());
  }

  static String ignoredColumns(Path file, List<String> columns) {
    return "%s: %s %s not used."
        .formatted(file, columns(columns), columns.size() == 1 ? "is" : "are");
  }

  static String withoutGroup(long count, int all) {
    return "%s of %s images have no group in the column \"group\"; each of them is its own group."
        .formatted(count, all);
  }

  private static String columns(List<String> columns) {
    return (columns.size() == 1 ? "column " : "columns ") + list(columns);
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }
}

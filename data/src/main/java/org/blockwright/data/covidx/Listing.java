package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A file of metadata and the folder of its images, as a table describes it.
 *
 * @param metadata names of the file of metadata, relative to the source; the first that exists is
 *     read
 * @param images folders of the images, relative to the source; the first that exists is used
 * @param columns the names of columns
 * @param optional the columns that may be missing
 * @param names how the cell of {@link Column#FILE} becomes names of files, in order of preference
 * @param finding the finding of every row; empty if it is in a column. Only such a listing may be
 *     without metadata: then every PNG file of the folder is a row
 */
record Listing(
    ImmutableList<String> metadata,
    ImmutableList<String> images,
    ImmutableMap<Column, String> columns,
    ImmutableList<Column> optional,
    ImmutableList<NameRule> names,
    String finding) {

  /**
   * Makes a file name of a cell.
   *
   * @param pattern a regular expression that the whole cell must match
   * @param replacement of the cell
   * @param extension appended to it; {@code .*} is that of the column {@link Column#FORMAT}
   */
  record NameRule(String pattern, String replacement, String extension) {
    /** Returns a rule that appends an extension, which may be empty. */
    static NameRule extension(String extension) {
      return new NameRule("(.*)", "$1", extension);
    }

    private Stream<String> apply(String cell, String format) {
      if (!cell.matches(pattern)) {
        return Stream.empty();
      }
      String ending = extension.equals(".*") ? "." + format.toLowerCase(Locale.ROOT) : extension;
      return Stream.of(cell.replaceFirst(pattern, replacement) + ending);
    }
  }

  /** Returns whether the finding of every row is that of the folder. */
  boolean isOfOneClass() {
    return !finding.isEmpty();
  }

  /** Returns the names of files for a cell, in order of preference. */
  ImmutableList<String> fileNames(String cell, String format) {
    return names.stream()
        .flatMap(rule -> rule.apply(cell, format))
        .collect(ImmutableList.toImmutableList());
  }
}

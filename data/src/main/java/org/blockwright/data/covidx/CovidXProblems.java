package org.blockwright.data.covidx;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;

/** All messages of this package. */
final class CovidXProblems {
  private static final int SHOWN = 10;

  private CovidXProblems() {}

  static UsageException noSources() {
    return new UsageException(
        "No source is given. Give the folder of at least one of ieee8023, figure1, actualmed and radiography.");
  }

  static UsageException noViews() {
    return new UsageException("The list of views is empty; give at least one, such as PA.");
  }

  static DataException noSourceFolder(Source source, Path folder) {
    return new DataException(
        "%s: %s is not a folder. Give the folder of a local copy, or omit this source."
            .formatted(source, folder));
  }

  static DataException noMetadata(Source source, Path file) {
    return new DataException(
        "%s: %s does not exist. Give the folder that contains it.".formatted(source, file));
  }

  static DataException noImageFolder(Source source, Path folder) {
    return new DataException(
        "%s: the folder of images %s does not exist. Copy the images there."
            .formatted(source, folder));
  }

  static DataException emptySource(Source source, Path folder) {
    String expected =
        source.listings().stream()
            .map(listing -> listing.images().get(listing.images().size() - 1))
            .collect(Collectors.joining(", "));
    return new DataException(
        "%s: %s has no images in any of the folders %s. Give the folder that contains them."
            .formatted(source, folder, expected));
  }

  static DataException noRows(Path file) {
    return new DataException("%s has no rows after the header.".formatted(file));
  }

  static DataException tooManyCells(Path file, int line, int expected, int got) {
    return new DataException(
        "%s line %s has %s cells, expected at most %s as in the header. Put cells with commas in quotes."
            .formatted(file, line, got, expected));
  }

  static DataException missingColumn(Path file, String name, List<String> header) {
    return new DataException(
        "%s has no column \"%s\". It has: %s."
            .formatted(
                file,
                name,
                header.stream().filter(h -> !h.isEmpty()).collect(Collectors.joining(", "))));
  }

  static DataException notASheet(Path file, Exception cause) {
    return new DataException(
        "%s is not an Excel file (.xlsx): %s. Copy it again, or remove it: then all PNG files of the folder are used."
            .formatted(file, cause.getMessage()),
        cause);
  }

  static DataException noImagesLeft(int rows) {
    return new DataException(
        "None of the %s rows is left, so no dataset is written. See the reasons in the statistics, and check views and profile."
            .formatted(rows));
  }

  static DataException unusableImages(List<DroppedRow> rows) {
    String shown =
        rows.stream()
            .limit(SHOWN)
            .map(
                row ->
                    "\n  %s line %s: %s: %s"
                        .formatted(
                            row.source(),
                            row.line(),
                            row.file(),
                            row.detail().isEmpty() ? "no such file" : row.detail()))
            .collect(Collectors.joining());
    String more = rows.size() > SHOWN ? "\n  and %s more".formatted(rows.size() - SHOWN) : "";
    return new DataException(
        "%s. Copy the sources completely, or skip such rows.%s%s"
            .formatted(
                rows.size() == 1
                    ? "1 row has an image that cannot be used"
                    : rows.size() + " rows have images that cannot be used",
                shown,
                more));
  }

  static DataException changedImage(Path image) {
    return new DataException(
        "%s vanished or changed while the dataset was built. Run the command again; it continues."
            .formatted(image));
  }

  static DataException notALabelLine(Path file, int line) {
    return new DataException(
        "%s line %s is not a line of labels; expected PATIENT FILE CLASS SOURCE, without SOURCE in early files, or one patient."
            .formatted(file, line));
  }

  static String absentSource(Source source) {
    return "%s: not given, so it is not in the dataset.".formatted(source);
  }

  static String windows1252(Source source, Path file) {
    return "%s: %s is not UTF-8; it was read as Windows-1252."
        .formatted(source, file.getFileName());
  }

  static String folderWithoutSheet(Source source, Path folder) {
    return "%s: %s has no sheet of metadata; all its PNG files are used."
        .formatted(source, folder.getFileName());
  }

  static String sheetWithoutFolder(Source source, Path sheet) {
    return "%s: %s has no folder of images and is ignored.".formatted(source, sheet.getFileName());
  }

  static String unlistedFiles(Source source, long count) {
    return "%s: %s in the folder of images %s no row of metadata."
        .formatted(source, count(count, "file"), count == 1 ? "has" : "have");
  }

  static String withoutPatient(long count, int all) {
    return "%s of %s images have no patient; each is a group of its own.".formatted(count, all);
  }

  static String smallClass(String name, int count, int subsets) {
    return "%s has %s, fewer than the %s subsets: all are in train."
        .formatted(name, count(count, "image"), subsets);
  }

  static String emptyClass(ImageClass name) {
    return "%s has no image.".formatted(name);
  }

  static String changingFinding(String patient, Map<String, List<Integer>> lines) {
    return "patient %s has several findings: %s. The split keeps the images together."
        .formatted(
            patient,
            lines.entrySet().stream()
                .map(entry -> "%s (%s)".formatted(entry.getKey(), lines(entry.getValue())))
                .collect(Collectors.joining(", ")));
  }

  private static String lines(List<Integer> lines) {
    return (lines.size() == 1 ? "line " : "lines ")
        + lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  static String diseaseInNotes(MetadataRow row, String disease) {
    return "%s: the finding of %s is empty, but the notes name \"%s\"."
        .formatted(row.place(), row.file(), disease);
  }

  static String negativeTest(Source source, long count) {
    return "%s: of %s the notes say that a test was negative, not that the lung is healthy."
        .formatted(source, count(count, "NORMAL image"));
  }

  static String imageOfTwoPatients(Selection.Pair pair) {
    return "%s (%s) and %s (%s) are the same image (%s, correlation %s) of two patients. They are one group."
        .formatted(
            pair.first().row().place(),
            pair.first().row().file(),
            pair.second().row().place(),
            pair.second().row().file(),
            pair.match().kind(),
            String.format(Locale.ROOT, "%.3f", pair.match().correlation()));
  }

  static String repeatedLabels(Path file, int count, int line) {
    return "%s: %s %s an image again, the first in line %s."
        .formatted(file.getFileName(), count(count, "line"), count == 1 ? "lists" : "list", line);
  }

  static String blankInPatient(Path file, int count, int line) {
    return "%s: %s %s a blank in the patient, the first in line %s; fields were read from the right."
        .formatted(file.getFileName(), count(count, "line"), count == 1 ? "has" : "have", line);
  }

  static String imageInTwoLabelFiles(String image, Path first, int line, Path file, int other) {
    return "image %s is in %s line %s and in %s line %s."
        .formatted(image, first.getFileName(), line, file.getFileName(), other);
  }

  static String patientInTwoLabelFiles(String patient, Path first, int line, Path file, int other) {
    return "patient %s is in %s line %s and in %s line %s."
        .formatted(patient, first.getFileName(), line, file.getFileName(), other);
  }

  static String unknownPatients(Path file, int count, String first, int line) {
    return "%s: %s %s in no source, for example \"%s\" in line %s. Is a comma missing, or a source?"
        .formatted(
            file.getFileName(), count(count, "patient"), count == 1 ? "is" : "are", first, line);
  }

  static String sameUrl(String url) {
    return "url " + url;
  }

  static String copyOf(ScannedCandidate first) {
    return first.name();
  }

  static String labelConflict(ScannedCandidate other) {
    return "label-conflict " + other.name();
  }

  static String vanished() {
    return "vanished while it was read";
  }

  static String readError(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : "read error: " + e.getMessage();
  }

  private static String count(long count, String noun) {
    return "%s %s".formatted(count, count == 1 ? noun : noun + "s");
  }
}

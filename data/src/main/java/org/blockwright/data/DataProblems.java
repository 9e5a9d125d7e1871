package org.blockwright.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** Every message of this package. */
final class DataProblems {
  private DataProblems() {}

  private static final String EXPECTED_LAYOUT =
      "Give a folder with one sub-folder of pictures a class.";

  static DataException noSuchFolder(Path root) {
    return new DataException("There is no folder %s. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException notAFolder(Path root) {
    return new DataException("%s is a file. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException noClasses(Path root) {
    return new DataException(
        "%s has no sub-folders, hence no classes. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException oneClass(Path root, String name) {
    return new DataException(
        "%s has one class only, \"%s\"; telling classes apart needs at least two. %s"
            .formatted(root, name, EXPECTED_LAYOUT));
  }

  static DataException emptyClass(Path root, String name, List<SkippedFile> skipped) {
    List<SkippedFile> here = skipped.stream().filter(s -> s.key().startsWith(name + "/")).toList();
    String why =
        here.isEmpty()
            ? ""
            : ": %s left out, for instance %s (%s)"
                .formatted(files(here.size()), here.get(0).key(), here.get(0).reason());
    return new DataException(
        "Class \"%s\" of %s has no pictures%s. Add some, or remove the folder."
            .formatted(name, root, why));
  }

  static DataException unknownClass(Path root, String name, List<String> known) {
    return new DataException(
        "%s has a class \"%s\" that the model does not know. %sThe model's classes: %s."
            .formatted(root, name, NameSuggestions.hint(name, known), String.join(", ", known)));
  }

  static DataException unreadable(Path folder, IOException cause) {
    String reason =
        cause instanceof AccessDeniedException ? "permission denied" : cause.getMessage();
    return new DataException("%s cannot be read: %s.".formatted(folder, reason), cause);
  }

  /** Two folders whose names are equal once composed (NFC): their labels look alike. */
  static DataException duplicateClassName(Path root, String first, String second) {
    return new DataException(
        "%s has two class folders of the same name, in two Unicode spellings: \"%s\" and \"%s\". Rename one, or put their images into one folder."
            .formatted(root, escaped(first), escaped(second)));
  }

  static DataException duplicateClassFolder(Path root, String first, String second) {
    return new DataException(
        "The classes \"%s\" and \"%s\" of %s are one folder under two names. Remove one of the links."
            .formatted(first, second, root));
  }

  static String similarClassNames(Path root, String first, String second) {
    return "The classes \"%s\" and \"%s\" of %s differ only in upper and lower case; they are two classes."
        .formatted(first, second, root);
  }

  static String duplicateFileName(String first) {
    return "its name is that of \"%s\", in another Unicode spelling".formatted(first);
  }

  /** A name with everything beyond ASCII as in Java: so that spellings can be told apart. */
  static String escaped(String name) {
    StringBuilder out = new StringBuilder();
    for (char c : name.toCharArray()) {
      out.append(c < 128 ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return out.toString();
  }

  static String brokenLink() {
    return "it is a link that leads nowhere";
  }

  static String linkLoop() {
    return "it is a link that leads back to a folder above it";
  }

  static String notARegularFile() {
    return "it is a pipe, socket or device, not a regular file";
  }

  static String permissionDenied() {
    return "permission denied";
  }

  static String readError(String message) {
    return "the disk says " + message;
  }

  static String overlappingFolder(String first, String second, Path one, Path other) {
    return "The %s and the %s images are the same folder (%s, %s): the %s results say nothing about new images."
        .formatted(first, second, one, other, second);
  }

  static String overlappingFiles(
      String first, String second, int equal, int all, Path example, Path other) {
    return "%s of %s %s images %s also among the %s images, for instance %s (the same content as %s): the %s results are too good."
        .formatted(equal, all, second, equal == 1 ? "is" : "are", first, example, other, second);
  }

  static UsageException badPattern(String regex, PatternSyntaxException cause) {
    return new UsageException(
        "The group pattern \"%s\" is no regular expression: %s near character %s."
            .formatted(regex, cause.getDescription(), Math.max(0, cause.getIndex()) + 1),
        cause);
  }

  static UsageException groupCount(String regex, int groups) {
    return new UsageException(
        "The group pattern \"%s\" has %s capturing groups; it needs exactly one, as in \"^(\\d{8})_\"."
            .formatted(regex, groups == 0 ? "no" : String.valueOf(groups)));
  }

  static String noImages(String name, Path root) {
    return "Class \"%s\" has no pictures in %s.".formatted(name, root);
  }

  static String skippedFiles(List<SkippedFile> skipped) {
    return "%s left out as no pictures, for instance %s: %s."
        .formatted(files(skipped.size()), skipped.get(0).key(), skipped.get(0).reason());
  }

  static String ungrouped(long alone, int all) {
    return "%s of %s pictures do not match the group pattern; each is a group of its own."
        .formatted(alone, all);
  }

  private static String files(int count) {
    return count == 1 ? "1 file is" : count + " files are";
  }

  static UsageException badRatios(String text) {
    return new UsageException(
        "\"%s\" is no split. Write train:validation:test such as 8:1:1, train:validation such as 9:1, or a share for validation such as 0.1."
            .formatted(text));
  }

  static DataException tooFewImages(String name, int pictures, int parts) {
    return new DataException(
        "Class \"%s\" has %s picture%s, too few for %s parts. Add some, or split into fewer parts."
            .formatted(name, pictures, pictures == 1 ? "" : "s", parts));
  }

  static String fewGroups(String stratum, int groups, int parts) {
    return "\"%s\" has %s group%s, fewer than the %s parts: all of it is in train."
        .formatted(stratum, groups, groups == 1 ? "" : "s", parts);
  }

  static String fractionOffTarget(String name, Subset side, double share, double wanted) {
    return "Class \"%s\" has %s %% of its pictures in %s instead of %s %%. For a better fit make a new split with another seed."
        .formatted(name, percent(share), side, percent(wanted));
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }

  static String missingFromSubset(String name, Subset side) {
    return "Class \"%s\" has no pictures in %s.".formatted(name, side);
  }

  static DataException badSplitFile(Path file, int line, String what) {
    return new DataException(
        "%s, line %s: %s. Give a split.csv that this program wrote, or make a new split."
            .formatted(file, line, what));
  }

  static UsageException channels(int channels) {
    return new UsageException(
        "The network takes %s channels; pictures have 1 (gray) or 3 (red, green, blue)."
            .formatted(channels));
  }

  static UsageException batchSize(int size) {
    return new UsageException("A batch needs at least 1 picture, got %s.".formatted(size));
  }

  static UsageException threads(int threads) {
    return new UsageException("Reading needs at least 1 thread, got %s.".formatted(threads));
  }

  static DataException noDecodableImages(Path root, List<SkippedFile> skipped) {
    return new DataException(
        "None of the pictures of %s can be decoded, for instance %s: %s."
            .formatted(root, skipped.get(0).key(), skipped.get(0).reason()));
  }

  static DataException noSamples(Path root) {
    return new DataException(
        "This part of %s has no pictures. Use other ratios, or add pictures.".formatted(root));
  }

  static DataException outOfMemory(String key, OutOfMemoryError cause) {
    return new DataException(
        "There is not enough memory to prepare %s: %s. Give more memory, or use fewer threads or a smaller batch."
            .formatted(key, cause.getMessage()),
        cause);
  }

  static DataException unexpected(Throwable cause) {
    return new DataException("A picture could not be prepared: %s.".formatted(cause), cause);
  }

  static DataException interrupted() {
    return new DataException("Reading pictures was interrupted.");
  }
}

package org.blockwright.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;

/** All messages of this package. */
final class DataProblems {
  private DataProblems() {}

  private static final String EXPECTED_LAYOUT =
      "Give a folder with one subfolder of images per class.";

  static DataException noSuchFolder(Path root) {
    return new DataException("Folder %s does not exist. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException notAFolder(Path root) {
    return new DataException("%s is a file, not a folder. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException noClasses(Path root) {
    return new DataException(
        "%s has no subfolders, so it has no classes. %s".formatted(root, EXPECTED_LAYOUT));
  }

  static DataException oneClass(Path root, String name) {
    return new DataException(
        "%s has only one class, \"%s\"; classification needs at least two. %s"
            .formatted(root, name, EXPECTED_LAYOUT));
  }

  static DataException emptyClass(Path root, String name, List<SkippedFile> skipped) {
    List<SkippedFile> ofClass =
        skipped.stream()
            // The folder itself, if it cannot be read.
            .filter(s -> s.key().equals(name) || s.key().startsWith(name + "/"))
            .toList();
    String reason =
        ofClass.isEmpty()
            ? ""
            : ": %s, for example %s (%s)"
                .formatted(
                    filesSkipped(ofClass.size()), ofClass.get(0).key(), ofClass.get(0).reason());
    return new DataException(
        "Class \"%s\" of %s has no images%s. Add images, or remove the folder."
            .formatted(name, root, reason));
  }

  static DataException unknownClass(String root, String name, List<String> known) {
    return new DataException(
        "%s has a class \"%s\" that the model does not have. %sThe model's classes: %s."
            .formatted(
                root, name, NameSuggestions.hint(name, known), NameSuggestions.listed(known)));
  }

  static DataException unreadable(Path folder, IOException cause) {
    String reason =
        cause instanceof AccessDeniedException ? "permission denied" : cause.getMessage();
    return new DataException("%s cannot be read: %s.".formatted(folder, reason), cause);
  }

  /** Two folders whose names are equal in Unicode normalization form C: their labels look alike. */
  static DataException duplicateClassName(Path root, String first, String second) {
    return new DataException(
        "%s has two class folders whose names differ only in Unicode normalization: \"%s\" and \"%s\". Rename one, or merge the two folders."
            .formatted(root, escaped(first), escaped(second)));
  }

  static DataException duplicateClassFolder(Path root, String first, String second) {
    return new DataException(
        "The classes \"%s\" and \"%s\" of %s are the same folder under two names. Remove one of the links."
            .formatted(first, second, root));
  }

  static String similarClassNames(Path root, String first, String second) {
    return "The classes \"%s\" and \"%s\" of %s differ only in upper and lower case; they are treated as two classes."
        .formatted(first, second, root);
  }

  static String duplicateFileName(String first) {
    return "its name differs from \"%s\" only in Unicode normalization".formatted(first);
  }

  /** A name with non-ASCII characters as Java escapes, which shows how it is normalized. */
  static String escaped(String name) {
    StringBuilder out = new StringBuilder();
    for (char c : name.toCharArray()) {
      out.append(c < 128 ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return out.toString();
  }

  static String brokenLink() {
    return "it is a broken link";
  }

  static String linkLoop() {
    return "it is a link to one of its parent folders";
  }

  static String notARegularFile() {
    return "it is a pipe, socket or device, not a regular file";
  }

  static String permissionDenied() {
    return "permission denied";
  }

  static String readError(String message) {
    return "read error: " + message;
  }

  static String samePath(String first, String second, String noun, String one, String other) {
    return "The %s and the %s images are the same %s (%s, %s): the %s results do not apply to new images."
        .formatted(first, second, noun, one, other, second);
  }

  static String overlappingFiles(
      String first, String second, int equal, int all, ImageSource example, ImageSource other) {
    return "%s of %s %s images %s also among the %s images, for example %s (the same content as %s): the %s results are too optimistic."
        .formatted(equal, all, second, equal == 1 ? "is" : "are", first, example, other, second);
  }

  static UsageException badPattern(String regex, PatternSyntaxException cause) {
    return new UsageException(
        "The group pattern \"%s\" is not a valid regular expression: %s near character %s."
            .formatted(regex, cause.getDescription(), Math.max(0, cause.getIndex()) + 1),
        cause);
  }

  static UsageException groupCount(String regex, int groups) {
    return new UsageException(
        "The group pattern \"%s\" has %s capturing groups; it must have exactly one, as in \"^(\\d{8})_\"."
            .formatted(regex, groups == 0 ? "no" : String.valueOf(groups)));
  }

  static String noImages(String name, String root) {
    return "Class \"%s\" has no images in %s.".formatted(name, root);
  }

  static String skippedFiles(List<SkippedFile> skipped) {
    return "%s, for example %s: %s."
        .formatted(filesSkipped(skipped.size()), skipped.get(0).key(), skipped.get(0).reason());
  }

  static String ungrouped(long ungrouped, int all) {
    return "%s of %s images do not match the group pattern; each of them is its own group."
        .formatted(ungrouped, all);
  }

  private static String filesSkipped(int count) {
    return count == 1 ? "1 file is skipped" : count + " files are skipped";
  }

  static UsageException badRatios(String text) {
    return new UsageException(
        "\"%s\" is not a valid split. Write train:validation:test such as 8:1:1, train:validation such as 9:1, or a fraction for validation such as 0.1."
            .formatted(text));
  }

  static DataException tooFewImages(String name, int images, int subsets) {
    return new DataException(
        "Class \"%s\" has %s image%s, too few for %s subsets. Add images, or split into fewer subsets."
            .formatted(name, images, images == 1 ? "" : "s", subsets));
  }

  static String fewGroups(String stratum, int groups, int subsets) {
    return "\"%s\" has %s group%s, fewer than the %s subsets: all its images are in %s."
        .formatted(stratum, groups, groups == 1 ? "" : "s", subsets, Subset.TRAINING);
  }

  static String fractionOffTarget(
      Task task, String name, Subset subset, double fraction, double target) {
    return "%s \"%s\" has %s %% of its images in %s instead of %s %%. For a closer match, make a new split with another seed."
        .formatted(kind(task), name, percent(fraction), subset, percent(target));
  }

  private static String kind(Task task) {
    return task == Task.MULTI_LABEL ? "Label" : "Class";
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }

  static String missingFromSubset(Task task, String name, Subset subset) {
    return "%s \"%s\" has no images in %s.".formatted(kind(task), name, subset);
  }

  static DataException badSplitHeader(Path file, int line, List<String> header) {
    return badSplitFile(
        file,
        line,
        "expected \"# seed\", \"# ratios\", \"# thresholds\" or the header \"%s\""
            .formatted(String.join(",", header)));
  }

  static DataException badSplitLine(Path file, int line) {
    return badSplitFile(file, line, "this is not a valid line of a split file");
  }

  static DataException unknownSubset(Path file, int line, String text) {
    return badSplitFile(
        file,
        line,
        "\"%s\" is not a subset; expected %s"
            .formatted(
                text,
                Arrays.stream(Subset.values()).map(Subset::id).collect(Collectors.joining(", "))));
  }

  static DataException groupInTwoSubsets(
      Path file, int line, String group, Subset first, Subset second) {
    return badSplitFile(
        file, line, "group \"%s\" is in both %s and %s".formatted(group, first, second));
  }

  static DataException emptySplitFile(Path file) {
    return badSplitFile(file, 1, "no images are listed");
  }

  private static DataException badSplitFile(Path file, int line, String problem) {
    return new DataException(
        "%s, line %s: %s. Give a split.csv written by Blockwright, or make a new split."
            .formatted(file, line, problem));
  }

  static DataException splitOfOtherImages(Path file, String data, String listed, String example) {
    return new DataException(
        "%s belongs to other images: it has none of %s, where the first one is %s; its own first one is %s. Give the split file of these images."
            .formatted(file, data, example, listed));
  }

  static DataException otherGroups(Path file, int count, String key, String listed, String found) {
    return new DataException(
        "%s %s in another group than in %s, for example %s: \"%s\" there, now \"%s\". Use the groups with which the split was made, such as --group-by."
            .formatted(
                count == 1 ? "1 image" : count + " images",
                count == 1 ? "is" : "are",
                file,
                key,
                listed,
                found));
  }

  static String missingOfSplit(Path file, int missing, int all, String example) {
    return "%s of %s images in %s are missing, for example %s."
        .formatted(missing, all, file, example);
  }

  static String addedToSplit(Path file, int added, Map<Subset, Long> counts) {
    return "%s %s not in %s; by the thresholds of the split: %s."
        .formatted(
            added,
            added == 1 ? "image is" : "images are",
            file,
            counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ")));
  }

  static String sameContentInSplit(Path file, String first, String second) {
    return "%s and %s have the same content, but are in different subsets of %s. Remove one of them, or make a new split."
        .formatted(first, second, file);
  }

  static DataException groupInTwoSubsetsOfColumn(
      String data, String group, Subset first, Subset second) {
    return new DataException(
        "%s: group \"%s\" is in both %s and %s. Correct the column subset, or remove it to split by group."
            .formatted(data, group, first, second));
  }

  static DataException noRowsOfSubset(String data, Subset subset) {
    return new DataException(
        "%s: no row has the subset %s. Expected train, validation or test in the column subset."
            .formatted(data, subset));
  }

  static DataException inZip(Path zip, DataException cause) {
    return new DataException("%s: %s".formatted(zip, cause.getMessage()), cause);
  }

  static DataException notAZip(Path zip, Throwable cause) {
    return new DataException(
        "%s is not a zip archive that can be read (%s). Give a folder, a complete zip archive or a CSV file."
            .formatted(zip, cause.getMessage()),
        cause);
  }

  static DataException notATar(Path tar, IOException cause) {
    return new DataException(
        "%s is not a tar archive that can be read: %s. Give a folder, a complete tar archive, a zip archive or a CSV file."
            .formatted(tar, cause.getMessage()),
        cause);
  }

  static UsageException otherInputs(String data, List<String> inputs, List<String> ofNetwork) {
    return new UsageException(
        "%s has images for the inputs %s, but the network has %s. Use a CSV file with a column for each input of the network, or with one column of files, which all inputs get."
            .formatted(data, String.join(", ", inputs), String.join(", ", ofNetwork)));
  }

  static UsageException imageCounts(List<Integer> counts, List<String> inputs) {
    return new UsageException(
        "All items need one image, which all inputs of the network get, or one for each of its inputs (%s); got items with %s. Use a CSV file with a column for each input."
            .formatted(
                String.join(", ", inputs),
                counts.stream().map(Object::toString).collect(Collectors.joining(" and "))));
  }

  /** Starts the reason why the image of one of several inputs cannot be used. */
  static String ofInput(String input) {
    return "image of input \"%s\": ".formatted(input);
  }

  static String leavesArchive() {
    return "its path leads out of the archive";
  }

  static String notAFileInArchive() {
    return "it is a link, a device or a sparse file in the archive, not a regular file";
  }

  static UsageException foldCount(int folds) {
    return new UsageException("The number of folds must be at least 2, got %s.".formatted(folds));
  }

  static UsageException noListedImages() {
    return new UsageException("The list of images is empty. Pass at least one image.");
  }

  static UsageException labelCount(int images, int labels) {
    return new UsageException(
        "There are %s images but %s labels. Pass one label for each image."
            .formatted(images, labels));
  }

  static UsageException duplicateImageName(String name) {
    return new UsageException(
        "Two images are named \"%s\". Give each image its own name, or none.".formatted(name));
  }

  static UsageException arrayShape(long[] shape) {
    return new UsageException(
        "The images are an array of shape %s; expected [images, channels, height, width] with 1 or 3 channels. Reshape or permute it."
            .formatted(Arrays.toString(shape)));
  }

  /**
   * @param image index of the image, from 0
   */
  static UsageException pixelValue(int image, float value, double low, double high) {
    return new UsageException(
        "Image %s has the value %s; expected %s to %s. Pass pixel values before any preprocessing."
            .formatted(image, value, number(low), number(high)));
  }

  static UsageException pixelsOfUnitRange() {
    return new UsageException(
        "All pixel values are within 0-1; expected 0-255. Multiply them by 255, or set range(0, 1) of IteratorImages.");
  }

  static UsageException range(double low, double high) {
    return new UsageException(
        "The range must be two different finite numbers, got %s and %s."
            .formatted(number(low), number(high)));
  }

  static UsageException notOneHot(int image, String row) {
    return new UsageException(
        "The label of image %s is %s; expected one 1 and otherwise 0. Only iterators for classification are supported."
            .formatted(image, row));
  }

  static UsageException classCount(List<String> classes, long columns) {
    return new UsageException(
        "The iterator has %s classes but %s class names: %s. Pass one name for each class."
            .formatted(columns, classes.size(), String.join(", ", classes)));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  static UsageException channels(int channels) {
    return new UsageException(
        "The input of the network has %s channels; images have 1 (gray) or 3 (red, green, blue)."
            .formatted(channels));
  }

  static UsageException batchSize(int size) {
    return new UsageException("The batch size must be at least 1, got %s.".formatted(size));
  }

  static UsageException batchTooLarge(int images, long bytes) {
    return new UsageException(
        "A batch of %s images has %s bytes; the limit is %s bytes. Use a smaller batch size."
            .formatted(images, bytes, Integer.MAX_VALUE));
  }

  static UsageException threads(int threads) {
    return new UsageException(
        "The number of threads must be at least 1, got %s.".formatted(threads));
  }

  static DataException noDecodableImages(String root, List<SkippedFile> skipped) {
    return new DataException(
        "None of the images in %s can be decoded, for example %s: %s."
            .formatted(root, skipped.get(0).key(), skipped.get(0).reason()));
  }

  static DataException noSamples(String root) {
    return new DataException(
        "This subset of %s has no images. Use other ratios, or add images.".formatted(root));
  }

  static DataException outOfMemory(String key, OutOfMemoryError cause) {
    return new DataException(
        "There is not enough memory to load %s: %s. Give more memory, or use fewer threads or a smaller batch."
            .formatted(key, cause.getMessage()),
        cause);
  }

  static DataException unexpected(Throwable cause) {
    return new DataException("An image could not be loaded: %s.".formatted(cause), cause);
  }

  static DataException interrupted() {
    return new DataException("Loading images was interrupted.");
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;

/**
 * Reads a folder of images with one subfolder per class.
 *
 * <p>Classes are sorted by name. Nested folders belong to their class; hidden files and folders are
 * ignored. The format of a file is determined by its content, not its extension. Files that are not
 * complete images, broken links, link loops, special files and unreadable files are skipped and
 * listed in {@link Dataset#skipped()}. Each file is read once, for this check and its content hash.
 * Pixels are not decoded here: an image whose pixels are damaged is skipped later by {@link
 * Batches}.
 */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * Options for reading a folder.
   *
   * @param grouping the assignment of images to groups
   * @param classes the classes of a model, in the order of its outputs; empty to use the names of
   *     the subfolders. If given, subfolders may be missing, but a subfolder with another name is
   *     an error
   */
  public record Options(Grouping grouping, ImmutableList<String> classes) {
    /** Classes from the subfolders, no grouping. */
    public static Options defaults() {
      return new Options(Grouping.none(), ImmutableList.of());
    }

    /** A copy with another grouping. */
    public Options withGrouping(Grouping newGrouping) {
      return new Options(newGrouping, classes);
    }

    /** A copy with the classes of a model. */
    public Options withClasses(List<String> newClasses) {
      return new Options(grouping, ImmutableList.copyOf(newClasses));
    }
  }

  /**
   * Reads a folder.
   *
   * @throws DataException if the folder is missing or unreadable, has fewer than two classes, an
   *     empty class, or a class that the model does not have
   */
  public static Dataset read(Path root, Options options) {
    if (!Files.isDirectory(root)) {
      throw Files.exists(root) ? DataProblems.notAFolder(root) : DataProblems.noSuchFolder(root);
    }
    ClassFolders listed = ClassFolders.of(root);
    List<Candidate> files = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>(listed.skipped());
    List<String> found = listed.paths().stream().map(ClassFolders::name).toList();
    for (Path folder : listed.paths()) {
      FolderWalk.files(root, folder, skipped)
          .forEach(
              (key, file) ->
                  files.add(new Candidate(ImageSource.of(file), key, ClassFolders.name(folder))));
    }
    return read(root, new Listing(found, files, skipped, listed.warnings()), options);
  }

  /**
   * The files below the class folders of a dataset.
   *
   * @param classes the names of the folders, sorted
   * @param files their files, by class and key
   * @param skipped entries that are no files
   * @param warnings messages about the names of the folders
   */
  record Listing(
      List<String> classes,
      List<Candidate> files,
      List<SkippedFile> skipped,
      List<String> warnings) {}

  /** A file that may be an image. */
  record Candidate(ImageSource image, String key, String className) {
    Sample sample(Grouping grouping, int label, String sha256) {
      String name = key.substring(key.lastIndexOf('/') + 1);
      return new Sample(image, key, label, grouping.groupOf(name).orElse(key), sha256);
    }
  }

  /**
   * Reads listed files.
   *
   * @param root the folder or archive that contains them
   */
  static Dataset read(Path root, Listing listing, Options options) {
    requireClasses(root, listing.classes(), options);
    ImmutableList<String> classes = classes(listing.classes(), options);
    Dataset data = check(root, classes, listing, options.grouping());
    for (String name : listing.classes()) {
      if (data.count(classes.indexOf(name)) == 0) {
        throw DataProblems.emptyClass(root, name, data.skipped());
      }
    }
    return data.withWarnings(warnings(data, listing.warnings(), options.grouping()));
  }

  private static ImmutableList<String> classes(List<String> found, Options options) {
    return options.classes().isEmpty() ? ImmutableList.copyOf(found) : options.classes();
  }

  private static void requireClasses(Path root, List<String> found, Options options) {
    if (found.isEmpty()) {
      throw DataProblems.noClasses(root);
    }
    ImmutableList<String> classes = classes(found, options);
    for (String name : found) {
      if (!classes.contains(name)) {
        throw DataProblems.unknownClass(root.toString(), name, classes);
      }
    }
    if (classes.size() == 1) {
      throw DataProblems.oneClass(root, classes.get(0));
    }
  }

  /** Checks all files and skips those that are not complete images. */
  private static Dataset check(
      Path root, ImmutableList<String> classes, Listing listing, Grouping grouping) {
    List<Candidate> files = listing.files();
    List<Decoder.Check> checks =
        files.parallelStream().map(file -> Decoder.check(file.image())).toList();
    List<Sample> samples = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>(listing.skipped());
    for (int i = 0; i < files.size(); i++) {
      Candidate file = files.get(i);
      Decoder.Check check = checks.get(i);
      int label = classes.indexOf(file.className());
      check
          .problem()
          .ifPresentOrElse(
              reason -> skipped.add(new SkippedFile(file.key(), reason)),
              () -> samples.add(file.sample(grouping, label, check.sha256())));
    }
    skipped.sort(Comparator.comparing(SkippedFile::key));
    return new Dataset(
        Optional.of(root),
        ImmutableList.of(Targets.ofClasses(classes)),
        ImmutableList.copyOf(samples),
        ImmutableList.copyOf(skipped),
        ImmutableList.of());
  }

  private static ImmutableList<String> warnings(
      Dataset data, List<String> folderWarnings, Grouping grouping) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    warnings.addAll(folderWarnings);
    warnings.addAll(DatasetWarnings.of(data));
    long ungrouped =
        data.samples().stream().filter(sample -> sample.group().equals(sample.key())).count();
    if (grouping.hasPattern() && ungrouped > 0) {
      warnings.add(DataProblems.ungrouped(ungrouped, data.size()));
    }
    return warnings.build();
  }
}

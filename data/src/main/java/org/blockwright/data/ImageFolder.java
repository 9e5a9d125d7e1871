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
    List<Path> folders = listed.paths();
    if (folders.isEmpty()) {
      throw DataProblems.noClasses(root);
    }
    ImmutableList<String> found =
        folders.stream().map(ClassFolders::name).collect(ImmutableList.toImmutableList());
    boolean known = !options.classes().isEmpty();
    ImmutableList<String> classes = known ? options.classes() : found;
    for (String name : found) {
      if (!classes.contains(name)) {
        throw DataProblems.unknownClass(root.toString(), name, classes);
      }
    }
    if (classes.size() == 1) {
      throw DataProblems.oneClass(root, classes.get(0));
    }
    List<Candidate> files = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>(listed.skipped());
    for (Path folder : folders) {
      int label = classes.indexOf(ClassFolders.name(folder));
      FolderWalk.files(root, folder, skipped)
          .forEach((key, file) -> files.add(new Candidate(file, key, label)));
    }
    Dataset data = check(root, classes, files, skipped, options.grouping());
    for (String name : found) {
      if (data.count(classes.indexOf(name)) == 0) {
        throw DataProblems.emptyClass(root, name, data.skipped());
      }
    }
    return new Dataset(
        Optional.of(root),
        ImmutableList.of(Targets.ofClasses(classes)),
        data.samples(),
        data.skipped(),
        warnings(data, listed.warnings(), options.grouping()));
  }

  /** A file that may be an image. */
  private record Candidate(Path path, String key, int label) {
    Sample sample(Grouping grouping, String sha256) {
      String group = grouping.groupOf(FolderWalk.fileName(path)).orElse(key);
      return new Sample(ImageSource.of(path), key, label, group, sha256);
    }
  }

  /** Checks all files and skips those that are not complete images. */
  private static Dataset check(
      Path root,
      ImmutableList<String> classes,
      List<Candidate> files,
      List<SkippedFile> alreadySkipped,
      Grouping grouping) {
    List<Decoder.Check> checks =
        files.parallelStream().map(file -> Decoder.check(ImageSource.of(file.path()))).toList();
    ImmutableList.Builder<Sample> samples = ImmutableList.builder();
    List<SkippedFile> skipped = new ArrayList<>(alreadySkipped);
    for (int i = 0; i < files.size(); i++) {
      Candidate file = files.get(i);
      Decoder.Check check = checks.get(i);
      check
          .problem()
          .ifPresentOrElse(
              reason -> skipped.add(new SkippedFile(file.key(), reason)),
              () -> samples.add(file.sample(grouping, check.sha256())));
    }
    skipped.sort(Comparator.comparing(SkippedFile::key));
    return new Dataset(
        Optional.of(root),
        ImmutableList.of(Targets.ofClasses(classes)),
        samples.build(),
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

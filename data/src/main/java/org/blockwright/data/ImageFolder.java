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

/**
 * Reads a folder of pictures with one sub-folder a class.
 *
 * <p>Classes are sorted by name. Deeper folders belong to their class; hidden files and folders are
 * ignored. A file's ending decides nothing: each is looked at, on all processors, and one that is
 * no whole picture is listed in {@link Dataset#skipped()}, as are links that lead nowhere or in a
 * circle, pipes and devices, and what may not be read. Pixels are not decoded here; a picture whose
 * pixels turn out damaged later is left out by {@link Batches} in the same way.
 */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * How to read a folder.
   *
   * @param grouping which pictures belong together
   * @param classes the classes that a model knows, in its order; empty to take the sub-folders.
   *     With it, one class alone and a missing class are no errors, an unknown one is
   */
  public record Options(Grouping grouping, ImmutableList<String> classes) {
    /** Classes by sub-folder, every picture for itself. */
    public static Options defaults() {
      return new Options(Grouping.none(), ImmutableList.of());
    }

    /** The same with another grouping. */
    public Options withGrouping(Grouping other) {
      return new Options(other, classes);
    }

    /** The same with the classes of a model. */
    public Options withClasses(List<String> known) {
      return new Options(grouping, ImmutableList.copyOf(known));
    }
  }

  /**
   * Reads a folder.
   *
   * @throws DataException in one line where the folder is missing or unreadable, has no classes,
   *     only one, an empty one, or one that the model does not know
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
        throw DataProblems.unknownClass(root, name, classes);
      }
    }
    if (classes.size() == 1) {
      throw DataProblems.oneClass(root, classes.get(0));
    }
    List<Sample> files = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>(listed.skipped());
    for (Path folder : folders) {
      int label = classes.indexOf(ClassFolders.name(folder));
      FolderWalk.files(root, folder, skipped)
          .forEach((key, file) -> files.add(sample(key, file, label, options.grouping())));
    }
    Dataset data = skipUndecodable(root, classes, files, skipped);
    for (String name : found) {
      if (data.count(classes.indexOf(name)) == 0) {
        throw DataProblems.emptyClass(root, name, data.skipped());
      }
    }
    return new Dataset(
        root,
        classes,
        data.samples(),
        data.skipped(),
        warnings(data, listed.warnings(), options.grouping()));
  }

  /** Leaves out what is no picture. */
  private static Dataset skipUndecodable(
      Path root, ImmutableList<String> classes, List<Sample> files, List<SkippedFile> before) {
    List<Optional<String>> problems =
        files.parallelStream().map(s -> Decoder.findProblem(s.path())).toList();
    ImmutableList.Builder<Sample> samples = ImmutableList.builder();
    List<SkippedFile> skipped = new ArrayList<>(before);
    for (int i = 0; i < files.size(); i++) {
      Sample file = files.get(i);
      problems
          .get(i)
          .ifPresentOrElse(
              reason -> skipped.add(new SkippedFile(file.key(), reason)), () -> samples.add(file));
    }
    skipped.sort(Comparator.comparing(SkippedFile::key));
    return new Dataset(
        root, classes, samples.build(), ImmutableList.copyOf(skipped), ImmutableList.of());
  }

  private static ImmutableList<String> warnings(
      Dataset data, List<String> before, Grouping grouping) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    warnings.addAll(before);
    for (int label = 0; label < data.classes().size(); label++) {
      if (data.count(label) == 0) {
        warnings.add(DataProblems.noImages(data.classes().get(label), data.root()));
      }
    }
    if (!data.skipped().isEmpty()) {
      warnings.add(DataProblems.skippedFiles(data.skipped()));
    }
    long alone =
        data.samples().stream()
            .filter(s -> grouping.groupOf(FolderWalk.fileName(s.path())).isEmpty())
            .count();
    if (grouping.hasPattern() && alone > 0) {
      warnings.add(DataProblems.ungrouped(alone, data.size()));
    }
    return warnings.build();
  }

  private static Sample sample(String key, Path file, int label, Grouping grouping) {
    return new Sample(file, key, label, grouping.groupOf(FolderWalk.fileName(file)).orElse(key));
  }
}

package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.Decoder;

/**
 * Reads a folder of pictures with one sub-folder a class.
 *
 * <p>Classes are sorted by name. Deeper folders belong to their class; hidden files and folders are
 * ignored. A file's ending decides nothing: each is looked at, on all processors, and one that is
 * no whole picture is listed in {@link Dataset#skipped()}. Pixels are not decoded here; a picture
 * whose pixels turn out damaged later is left out by {@link Batches} in the same way.
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
    public Options groupedBy(Grouping other) {
      return new Options(other, classes);
    }

    /** The same with the classes of a model. */
    public Options labelled(List<String> known) {
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
      throw Files.exists(root) ? DataProblems.noFolder(root) : DataProblems.missing(root);
    }
    List<Path> folders = folders(root);
    if (folders.isEmpty()) {
      throw DataProblems.noClasses(root);
    }
    ImmutableList<String> found =
        folders.stream().map(ImageFolder::name).collect(ImmutableList.toImmutableList());
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
    for (Path folder : folders) {
      files.addAll(files(root, folder, classes.indexOf(name(folder)), options.grouping()));
    }
    return checked(root, classes, found, files, options.grouping());
  }

  /** Leaves out what is no picture. */
  private static Dataset checked(
      Path root,
      ImmutableList<String> classes,
      List<String> found,
      List<Sample> files,
      Grouping grouping) {
    List<Optional<String>> problems =
        files.parallelStream().map(s -> Decoder.problem(s.path())).toList();
    ImmutableList.Builder<Sample> samples = ImmutableList.builder();
    ImmutableList.Builder<Skipped> skipped = ImmutableList.builder();
    for (int i = 0; i < files.size(); i++) {
      Sample file = files.get(i);
      problems
          .get(i)
          .ifPresentOrElse(
              reason -> skipped.add(new Skipped(file.key(), reason)), () -> samples.add(file));
    }
    Dataset unwarned =
        new Dataset(root, classes, samples.build(), skipped.build(), ImmutableList.of());
    for (String name : found) {
      if (unwarned.count(classes.indexOf(name)) == 0) {
        throw DataProblems.emptyClass(root, name, unwarned.skipped());
      }
    }
    return new Dataset(
        root, classes, unwarned.samples(), unwarned.skipped(), warnings(unwarned, grouping));
  }

  private static ImmutableList<String> warnings(Dataset data, Grouping grouping) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    for (int label = 0; label < data.classes().size(); label++) {
      if (data.count(label) == 0) {
        warnings.add(DataProblems.noPictures(data.classes().get(label), data.root()));
      }
    }
    if (!data.skipped().isEmpty()) {
      warnings.add(DataProblems.leftOut(data.skipped()));
    }
    long alone =
        data.samples().stream().filter(s -> grouping.of(fileName(s.path())).isEmpty()).count();
    if (grouping.given() && alone > 0) {
      warnings.add(DataProblems.ungrouped(alone, data.size()));
    }
    return warnings.build();
  }

  private static List<Path> folders(Path root) {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(p -> Files.isDirectory(p) && !fileName(p).startsWith("."))
          .sorted(Comparator.comparing(ImageFolder::name))
          .toList();
    } catch (IOException e) {
      throw DataProblems.unreadable(root, e);
    }
  }

  private static List<Sample> files(Path root, Path folder, int label, Grouping grouping) {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(p -> Files.isRegularFile(p) && !hidden(folder, p))
          .map(p -> sample(root, p, label, grouping))
          .sorted(Comparator.comparing(Sample::key))
          .toList();
    } catch (IOException e) {
      throw DataProblems.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw DataProblems.unreadable(folder, e.getCause());
    }
  }

  private static boolean hidden(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static Sample sample(Path root, Path file, int label, Grouping grouping) {
    List<String> parts = new ArrayList<>();
    root.relativize(file).forEach(part -> parts.add(name(part)));
    String key = String.join("/", parts);
    return new Sample(file, key, label, grouping.of(fileName(file)).orElse(key));
  }

  private static String fileName(Path path) {
    return path.getFileName().toString();
  }

  /** A name as keys and classes have it: composed (NFC), however the disk spells it. */
  private static String name(Path path) {
    return Normalizer.normalize(fileName(path), Normalizer.Form.NFC);
  }
}

package org.blockwright.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sub-folders of a set, one a class.
 *
 * @param paths sorted by name
 * @param skipped entries that are links to nothing, or back to the set itself
 * @param warnings names that are easily taken for each other
 */
record ClassFolders(List<Path> paths, List<SkippedFile> skipped, List<String> warnings) {

  private static final Comparator<Path> ORDER =
      Comparator.comparing(ClassFolders::name).thenComparing(Path::toString);

  /**
   * Lists them.
   *
   * @throws org.blockwright.base.DataException if the set cannot be read, or two classes have the
   *     same name or the same folder
   */
  static ClassFolders of(Path root) {
    List<Path> folders = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.sorted(ORDER).toList()) {
        if (FolderWalk.fileName(entry).startsWith(".")) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          if (FolderWalk.linksToAncestor(entry, root)) {
            skipped.add(new SkippedFile(name(entry), DataProblems.linkLoop()));
          } else {
            folders.add(entry);
          }
        } else if (!Files.exists(entry) && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
          skipped.add(new SkippedFile(name(entry), DataProblems.brokenLink()));
        }
      }
    } catch (IOException e) {
      throw DataProblems.unreadable(root, e);
    } catch (UncheckedIOException e) {
      throw DataProblems.unreadable(root, e.getCause());
    }
    return new ClassFolders(folders, skipped, checkNames(root, folders));
  }

  /** Refuses what would be two classes of one name; warns of what nearly is. */
  private static List<String> checkNames(Path root, List<Path> folders) {
    Map<String, Path> composed = new HashMap<>();
    Map<String, String> small = new HashMap<>();
    Map<Path, Path> real = new HashMap<>();
    List<String> warnings = new ArrayList<>();
    for (Path folder : folders) {
      String name = name(folder);
      Path other = composed.putIfAbsent(name, folder);
      if (other != null) {
        throw DataProblems.duplicateClassName(
            root, FolderWalk.fileName(other), FolderWalk.fileName(folder));
      }
      String alike = small.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (alike != null) {
        warnings.add(DataProblems.similarClassNames(root, alike, name));
      }
      try {
        Path first = real.putIfAbsent(folder.toRealPath(), folder);
        if (first != null) {
          throw DataProblems.duplicateClassFolder(root, name(first), name);
        }
      } catch (IOException e) {
        // It is met again when its files are listed.
      }
    }
    return warnings;
  }

  /** A name as classes have it. */
  static String name(Path path) {
    return FolderWalk.toNfc(FolderWalk.fileName(path));
  }
}

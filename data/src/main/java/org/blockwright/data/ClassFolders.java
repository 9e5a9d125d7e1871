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
 * The subfolders of a dataset, one per class.
 *
 * @param paths sorted by name
 * @param skipped broken links, and links to the folder of the dataset or above it
 * @param warnings messages about similar names
 */
record ClassFolders(List<Path> paths, List<SkippedFile> skipped, List<String> warnings) {

  private static final Comparator<Path> ORDER =
      Comparator.comparing(ClassFolders::name).thenComparing(Path::toString);

  /**
   * Lists the subfolders of a folder.
   *
   * @throws org.blockwright.base.DataException if the folder cannot be read, or two classes have
   *     the same name or the same folder
   */
  static ClassFolders of(Path root) {
    List<Path> folders = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.sorted(ORDER).toList()) {
        if (FolderWalk.isHiddenName(FolderWalk.fileName(entry))) {
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

  /** Rejects duplicate class names and folders; returns warnings about similar names. */
  private static List<String> checkNames(Path root, List<Path> folders) {
    Map<String, Path> byName = new HashMap<>();
    Map<Path, Path> byRealPath = new HashMap<>();
    for (Path folder : folders) {
      String name = name(folder);
      Path other = byName.putIfAbsent(name, folder);
      if (other != null) {
        throw DataProblems.duplicateClassName(
            root, FolderWalk.fileName(other), FolderWalk.fileName(folder));
      }
      try {
        Path first = byRealPath.putIfAbsent(folder.toRealPath(), folder);
        if (first != null) {
          throw DataProblems.duplicateClassFolder(root, name(first), name);
        }
      } catch (IOException e) {
        // Reported when its files are listed.
      }
    }
    return similarNames(root, folders.stream().map(ClassFolders::name).toList());
  }

  /** Returns warnings about names that differ only in case. */
  static List<String> similarNames(Path root, List<String> names) {
    Map<String, String> byLowerCase = new HashMap<>();
    List<String> warnings = new ArrayList<>();
    for (String name : names) {
      String similar = byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (similar != null) {
        warnings.add(DataProblems.similarClassNames(root, similar, name));
      }
    }
    return warnings;
  }

  /** The class name of a folder: its name in Unicode normalization form C. */
  static String name(Path path) {
    return FolderWalk.toNfc(FolderWalk.fileName(path));
  }
}

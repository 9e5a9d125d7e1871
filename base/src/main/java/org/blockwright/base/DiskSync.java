package org.blockwright.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until files are on the disk (fsync), so that a power loss cannot undo or tear them. The
 * order matters: the files, their folder, the rename that makes them valid, the folder again.
 */
public final class DiskSync {
  private DiskSync() {}

  /** Waits until the content of a file is on the disk. */
  public static void file(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Waits until the names in a folder are on the disk; does nothing where that is impossible. */
  public static void folder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; its file systems log renames in order.
    }
  }

  /** Waits until all files in a folder and its folders are on the disk, with their names. */
  static void tree(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.toList();
    }
    for (Path path : all) {
      if (Files.isRegularFile(path)) {
        file(path);
      }
    }
    for (Path path : all) {
      if (Files.isDirectory(path)) {
        folder(path);
      }
    }
  }
}

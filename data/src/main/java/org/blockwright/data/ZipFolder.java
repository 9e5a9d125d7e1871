package org.blockwright.data;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipError;
import org.blockwright.base.DataException;

/**
 * A folder of images in a zip archive, which is read without extraction. The classes are the
 * folders at the top, or those in the only folder at the top.
 */
final class ZipFolder {
  private ZipFolder() {}

  static boolean isZip(Path path) {
    return FolderWalk.fileName(path).toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /**
   * Reads a dataset in an archive.
   *
   * @param reader reads the dataset from the folder with the classes
   * @throws DataException if the file is not a zip archive, or what the reader throws
   */
  static Dataset read(Path zip, Function<Path, Dataset> reader) {
    Path root = root(zip);
    try {
      Dataset data = reader.apply(root);
      return new Dataset(
          Optional.of(zip), data.targets(), data.samples(), data.skipped(), data.warnings());
    } catch (DataException e) {
      // Its paths are those in the archive.
      throw DataProblems.inZip(zip, e);
    }
  }

  private static Path root(Path zip) {
    try {
      // Its images are read as long as the dataset is used. The file is closed with the last one.
      FileSystem archive = FileSystems.newFileSystem(zip, (ClassLoader) null);
      Path root = archive.getRootDirectories().iterator().next();
      List<Path> folders = folders(root);
      return folders.size() == 1 && !folders(folders.get(0)).isEmpty() ? folders.get(0) : root;
    } catch (IOException | ProviderNotFoundException | ZipError e) {
      throw DataProblems.notAZip(zip, e);
    }
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !FolderWalk.isHiddenName(FolderWalk.fileName(entry)))
          .toList();
    }
  }
}

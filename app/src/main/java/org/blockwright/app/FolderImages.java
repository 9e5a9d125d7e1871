package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.data.decode.Decoder;

/**
 * The images in a folder and its subfolders, sorted by path. As in a folder of classes, images are
 * recognized by content, not by extension, and hidden files are ignored.
 *
 * @param images files that can be decoded
 * @param skipped all other files, with the reason
 */
record FolderImages(List<Path> images, List<SkippedFile> skipped) {
  /** A file that is not a valid image. */
  record SkippedFile(Path file, String reason) {}

  FolderImages {
    images = ImmutableList.copyOf(images);
    skipped = ImmutableList.copyOf(skipped);
  }

  /**
   * Searches a folder.
   *
   * @throws org.blockwright.base.StorageException if the folder itself cannot be read
   */
  static FolderImages scan(Path folder) {
    List<Path> files = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Visitor(folder, files, skipped));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
    List<Optional<String>> problems = files.parallelStream().map(Decoder::findProblem).toList();
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      problems
          .get(i)
          .ifPresentOrElse(
              reason -> skipped.add(new SkippedFile(file, reason)), () -> images.add(file));
    }
    images.sort(Comparator.comparing(FolderImages::sortKey));
    skipped.sort(Comparator.comparing(file -> sortKey(file.file())));
    return new FolderImages(images, skipped);
  }

  private static String sortKey(Path file) {
    return file.toString().replace('\\', '/');
  }

  /** Collects files; those that cannot be read are skipped with the reason. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files;
    private final List<SkippedFile> skipped;

    Visitor(Path root, List<Path> files, List<SkippedFile> skipped) {
      this.root = root;
      this.files = files;
      this.skipped = skipped;
    }

    private boolean isHidden(Path path) {
      return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isRegularFile()) {
        files.add(file);
      } else {
        boolean dangling = attributes.isSymbolicLink();
        skipped.add(new SkippedFile(file, dangling ? "is a broken link" : "is not a regular file"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      if (file.equals(root)) {
        throw problem;
      }
      if (!isHidden(file)) {
        skipped.add(new SkippedFile(file, reason(problem)));
      }
      return FileVisitResult.CONTINUE;
    }

    private static String reason(IOException problem) {
      if (problem instanceof FileSystemLoopException) {
        return "is a link to a parent folder";
      }
      return "cannot be read";
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException problem) {
      if (problem != null) {
        skipped.add(new SkippedFile(folder, "cannot be read completely"));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

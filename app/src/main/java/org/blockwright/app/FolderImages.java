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
 * The images in a folder and in the folders below it, sorted by path whatever the disk's order. As
 * in a folder of classes, the content decides and not the ending, and hidden files are ignored.
 *
 * @param images files that are whole images
 * @param skipped all others, with the reason
 */
record FolderImages(List<Path> images, List<SkippedFile> skipped) {
  /** A file that is not an image. */
  record SkippedFile(Path file, String reason) {}

  FolderImages {
    images = ImmutableList.copyOf(images);
    skipped = ImmutableList.copyOf(skipped);
  }

  /**
   * Reads a folder.
   *
   * @throws org.blockwright.base.StorageException where the folder itself cannot be read
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
    skipped.sort(Comparator.comparing(other -> sortKey(other.file())));
    return new FolderImages(images, skipped);
  }

  private static String sortKey(Path file) {
    return file.toString().replace('\\', '/');
  }

  /** Collects files; what cannot be visited is skipped with its reason and ends nothing. */
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
        skipped.add(
            new SkippedFile(file, dangling ? "is a link to nothing" : "is not a regular file"));
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
        return "is a link to a folder that it is in";
      }
      return "cannot be read";
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException problem) {
      if (problem != null) {
        skipped.add(new SkippedFile(folder, "cannot be read to its end"));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

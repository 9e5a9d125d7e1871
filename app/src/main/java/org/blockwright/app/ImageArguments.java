package org.blockwright.app;

import com.google.common.collect.Iterables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.Progress;
import org.blockwright.data.ImagePreprocessor;

/**
 * The images that a command line names, in batches. A file that is given and is not an image is an
 * error of its own; one that was found in a folder is listed and skipped.
 */
final class ImageArguments {
  private static final int BATCH = 32;

  private final ImagePreprocessor preprocessor;
  private final Session session;
  private int failed;

  ImageArguments(ImagePreprocessor reader, Session session) {
    this.preprocessor = reader;
    this.session = session;
  }

  /**
   * Passes on the files of each batch and what a network sees of them.
   *
   * @param given files, and folders that are searched for images
   * @param work must have no effect before it throws {@link NotFiniteException}
   */
  void forEach(String what, List<Path> given, BiConsumer<List<Path>, List<float[]>> work) {
    Set<Path> named = new LinkedHashSet<>();
    List<Path> files = new ArrayList<>();
    for (Path path : given) {
      files.addAll(expand(path, named));
    }
    try (Progress.Task task = session.progress().start(what, files.size())) {
      for (List<Path> part : Iterables.partition(files, BATCH)) {
        List<Path> whole = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (Path file : part) {
          try {
            rows.add(preprocessor.read(file));
            whole.add(file);
          } catch (DataException e) {
            failed += named.contains(file) ? 1 : 0;
            session.printError(e.getMessage());
          }
        }
        process(whole, rows, work);
        task.advance(part.size(), "");
      }
    }
  }

  /** One of which a network makes NaN is named as well, and the others are handed over again. */
  private void process(
      List<Path> files, List<float[]> rows, BiConsumer<List<Path>, List<float[]>> work) {
    if (files.isEmpty()) {
      return;
    }
    try {
      work.accept(files, rows);
    } catch (NotFiniteException e) {
      List<Path> otherFiles = new ArrayList<>();
      List<float[]> otherRows = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (e.batchIndices().contains(i)) {
          failed++;
          session.printError(AppProblems.nonFiniteOutput(files.get(i), e.layer()));
        } else {
          otherFiles.add(files.get(i));
          otherRows.add(rows.get(i));
        }
      }
      process(otherFiles, otherRows, work);
    }
  }

  /** The images of a folder, or the file itself, which goes into {@code named}. */
  private List<Path> expand(Path path, Set<Path> named) {
    if (!Files.isDirectory(path)) {
      named.add(path);
      return List.of(path);
    }
    FolderImages found = FolderImages.scan(path);
    found.skipped().forEach(s -> session.printError(AppProblems.skipped(s.file(), s.reason())));
    if (found.images().isEmpty()) {
      failed++;
      session.printError(AppProblems.noImages(path));
    }
    return found.images();
  }

  /** How many of the given files and folders held no image. */
  int failedCount() {
    return failed;
  }
}

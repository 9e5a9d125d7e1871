package org.blockwright.app;

import com.google.common.collect.Iterables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.Progress;
import org.blockwright.data.ImageFiles;
import org.blockwright.data.SkippedFile;

/**
 * Reads the image and folder arguments of a command in batches. A given file that is not an image
 * is an error; one found in a folder is reported and skipped.
 */
final class ImageArguments {
  private static final int BATCH_SIZE = 32;

  private final Function<Path, float[]> preprocess;
  private final Session session;
  private int failed;

  /**
   * Creates a reader.
   *
   * @param preprocess decodes and preprocesses a file
   */
  ImageArguments(Function<Path, float[]> preprocess, Session session) {
    this.preprocess = preprocess;
    this.session = session;
  }

  /**
   * Calls a function with the files of each batch and their preprocessed values.
   *
   * @param label shown with the progress
   * @param arguments files, and folders to search for images
   * @param function must have no effect before it throws {@link NotFiniteException}, since it is
   *     called again with the other images of the batch
   */
  void forEach(String label, List<Path> arguments, BiConsumer<List<Path>, List<float[]>> function) {
    Set<Path> givenFiles = new LinkedHashSet<>();
    List<Path> files = new ArrayList<>();
    for (Path path : arguments) {
      files.addAll(expand(path, givenFiles));
    }
    try (Progress.Task task = session.progress().start(label, files.size())) {
      for (List<Path> batch : Iterables.partition(files, BATCH_SIZE)) {
        List<Path> images = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (Path file : batch) {
          try {
            rows.add(preprocess.apply(file));
            images.add(file);
          } catch (DataException e) {
            failed += givenFiles.contains(file) ? 1 : 0;
            session.printError(e.getMessage());
          }
        }
        process(images, rows, function);
        task.advance(batch.size(), "");
      }
    }
  }

  /** Reports images with a non-finite output, and processes the others of the batch again. */
  private void process(
      List<Path> files, List<float[]> rows, BiConsumer<List<Path>, List<float[]>> function) {
    if (files.isEmpty()) {
      return;
    }
    try {
      function.accept(files, rows);
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
      process(otherFiles, otherRows, function);
    }
  }

  /** Returns the images of a folder, or the file itself, which is added to {@code givenFiles}. */
  private List<Path> expand(Path path, Set<Path> givenFiles) {
    if (!Files.isDirectory(path)) {
      givenFiles.add(path);
      return List.of(path);
    }
    ImageFiles folder = ImageFiles.in(path);
    for (SkippedFile file : folder.skipped()) {
      session.printError(AppProblems.skipped(path.resolve(file.key()), file.reason()));
    }
    if (folder.images().isEmpty()) {
      failed++;
      session.printError(AppProblems.noImages(path));
    }
    return folder.images();
  }

  /** Returns the number of arguments without an image, plus that of images without a result. */
  int failedCount() {
    return failed;
  }
}

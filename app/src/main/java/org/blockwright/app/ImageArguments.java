package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.Progress;
import org.blockwright.data.ImageBatch;
import org.blockwright.data.ImageBatches;
import org.blockwright.data.ImageFiles;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.ImageSource;

/**
 * Reads the image and folder arguments of a command in batches. A given file that is not an image
 * is an error; one found in a folder is reported and skipped.
 */
final class ImageArguments {
  /** Batch size of commands that have no option for it. */
  static final int BATCH_SIZE = 32;

  private final ImagePreprocessor preprocessor;
  private final int batchSize;
  private final Session session;
  private int failed;

  ImageArguments(ImagePreprocessor preprocessor, int batchSize, Session session) {
    this.preprocessor = preprocessor;
    this.batchSize = batchSize;
    this.session = session;
  }

  /**
   * Calls a function with the files of each batch and their preprocessed values; the next batch is
   * decoded meanwhile.
   *
   * @param label shown with the progress
   * @param paths files, and folders to search for images, see {@link ImagePaths}
   * @param function must have no effect before it throws {@link NotFiniteException}, since it is
   *     called again with the other images of the batch
   */
  void forEach(String label, List<Path> paths, BiConsumer<List<Path>, ImageBatch> function) {
    Set<Path> givenFiles = new LinkedHashSet<>();
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      files.addAll(expand(path, givenFiles));
    }
    try (Progress.Task task = session.progress().start(label, files.size());
        ImageBatches batches =
            new ImageBatches(
                files.stream().map(ImageSource::of).toList(),
                preprocessor,
                batchSize,
                session.threads(),
                (index, problem) -> {
                  failed += givenFiles.contains(files.get(index)) ? 1 : 0;
                  session.printError(problem.getMessage());
                  task.advance(1, "");
                })) {
      while (batches.hasNext()) {
        try (ImageBatch batch = batches.next()) {
          process(files, batch, function);
          task.advance(batch.size(), "");
        }
      }
    }
  }

  /** Reports images with a non-finite output, and processes the others of the batch again. */
  private void process(
      List<Path> files, ImageBatch batch, BiConsumer<List<Path>, ImageBatch> function) {
    List<Path> images = batch.indices().stream().map(files::get).toList();
    try {
      function.accept(images, batch);
    } catch (NotFiniteException e) {
      for (int row : e.batchIndices()) {
        failed++;
        session.printError(AppProblems.nonFiniteOutput(images.get(row), e.layer()));
      }
      if (e.batchIndices().size() < batch.size()) {
        try (ImageBatch others = batch.without(e.batchIndices())) {
          process(files, others, function);
        }
      }
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

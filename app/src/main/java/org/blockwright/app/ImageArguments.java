package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.Progress;
import org.blockwright.data.ImageBatch;
import org.blockwright.data.ImageBatches;
import org.blockwright.data.ImageCsv;
import org.blockwright.data.ImageData;
import org.blockwright.data.ImageFiles;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.ImageSource;

/**
 * Reads the image and folder arguments of a command in batches. A given file that is not an image
 * is an error; one found in a folder is reported and skipped.
 */
final class ImageArguments {
  /** Batch size of commands that have no option for it. */
  static final int BATCH_SIZE = 32;

  private final InputPreprocessors preprocessors;
  private final int batchSize;
  private final Session session;
  private final List<Item> items = new ArrayList<>();
  private final Set<Path> givenFiles = new LinkedHashSet<>();
  private int failed;

  /** One or several images that are predicted together, with the path shown for them. */
  private record Item(Path path, List<ImageSource> images) {}

  /** A batch of which something is computed. */
  private record Running<R>(ImageBatch batch, Supplier<R> result) {}

  ImageArguments(InputPreprocessors preprocessors, int batchSize, Session session) {
    this.preprocessors = preprocessors;
    this.batchSize = batchSize;
    this.session = session;
  }

  /**
   * Finds images, and returns their number.
   *
   * @param paths files, CSV files that list images, and folders to search for images, see {@link
   *     ImagePaths}
   */
  int find(List<Path> paths) {
    for (Path path : paths) {
      items.addAll(expand(path));
    }
    return items.size();
  }

  /**
   * Computes something of each batch of the images that were found; the next one is decoded
   * meanwhile.
   *
   * @param label shown with the progress
   * @param threads number of batches that are computed at the same time; 1 for the calling thread
   * @param compute called again with the other images of the batch if it throws {@link
   *     NotFiniteException}
   * @param use called by this thread with the files of each batch and the result, in order
   */
  <R> void forEach(
      String label, int threads, Function<ImageBatch, R> compute, BiConsumer<List<Path>, R> use) {
    List<Path> files = items.stream().map(Item::path).toList();
    // One batch more than are computed, so that no thread waits while a result is used.
    int ahead = threads == 1 ? 0 : threads;
    Queue<Running<R>> running = new ArrayDeque<>();
    try (Progress.Task task = session.progress().start(label, files.size());
        ImageBatches batches =
            new ImageBatches(
                items.stream().map(Item::images).toList(),
                preprocessors,
                batchSize,
                session.threads(),
                (index, problem) -> {
                  failed += givenFiles.contains(files.get(index)) ? 1 : 0;
                  session.printError(problem.getMessage());
                  task.advance(1, "");
                });
        ComputingThreads computing = new ComputingThreads(threads)) {
      while (batches.hasNext() || !running.isEmpty()) {
        if (batches.hasNext()) {
          ImageBatch batch = batches.next();
          running.add(new Running<>(batch, computing.submit(() -> compute.apply(batch))));
        }
        if (running.size() > ahead || !batches.hasNext()) {
          Running<R> first = running.remove();
          try (ImageBatch batch = first.batch()) {
            process(files, batch, first.result(), compute, use);
            task.advance(batch.size(), "");
          }
        }
      }
    }
  }

  /** Reports images with a non-finite output, and computes the others of the batch again. */
  private <R> void process(
      List<Path> files,
      ImageBatch batch,
      Supplier<R> result,
      Function<ImageBatch, R> compute,
      BiConsumer<List<Path>, R> use) {
    List<Path> images = batch.indices().stream().map(files::get).toList();
    try {
      use.accept(images, result.get());
    } catch (NotFiniteException e) {
      for (int row : e.batchIndices()) {
        failed++;
        session.printError(AppProblems.nonFiniteOutput(images.get(row), e.layer()));
      }
      if (e.batchIndices().size() < batch.size()) {
        try (ImageBatch others = batch.without(e.batchIndices())) {
          process(files, others, () -> compute.apply(others), compute, use);
        }
      }
    }
  }

  /**
   * Returns the images of a folder or CSV file, or the file itself; notes given and listed files.
   */
  private List<Item> expand(Path path) {
    if (isCsv(path)) {
      ImageData.Options options = ImageData.Options.defaults().withInputs(preprocessors.names());
      List<Item> rows =
          ImageCsv.readRows(path, options).stream()
              .map(row -> new Item(Path.of(row.name()), row.images()))
              .toList();
      rows.forEach(row -> givenFiles.add(row.path()));
      return rows;
    }
    if (!Files.isDirectory(path)) {
      givenFiles.add(path);
      return List.of(item(path));
    }
    ImageFiles folder = ImageFiles.in(path);
    for (SkippedFile file : folder.skipped()) {
      session.printError(AppProblems.skipped(path.resolve(file.key()), file.reason()));
    }
    if (folder.images().isEmpty()) {
      failed++;
      session.printError(AppProblems.noImages(path));
    }
    return folder.images().stream().map(ImageArguments::item).toList();
  }

  private static Item item(Path file) {
    return new Item(file, List.of(ImageSource.of(file)));
  }

  private static boolean isCsv(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path) && (name.endsWith(".csv") || name.endsWith(".tsv"));
  }

  /** Returns the number of arguments without an image, plus that of images without a result. */
  int failedCount() {
    return failed;
  }
}

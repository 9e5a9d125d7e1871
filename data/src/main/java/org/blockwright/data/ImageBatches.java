package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.layer.Shape;

/**
 * Loads images without targets in batches: they are decoded and preprocessed on background threads,
 * one batch ahead of the one that is used. Batches are in the order of the images and do not depend
 * on the number of threads. An image that cannot be decoded is reported, and the next one takes its
 * place. Used by one consumer thread; loading starts at once, and {@link #close()} stops it.
 *
 * <pre>{@code
 * try (ImageBatches batches =
 *     new ImageBatches(images, ImagePreprocessor.of(network), 32, 2, (index, problem) -> { throw problem; })) {
 *   while (batches.hasNext()) {
 *     try (ImageBatch batch = batches.next()) {
 *       model.predict(batch.images());
 *     }
 *   }
 * }
 * }</pre>
 */
public final class ImageBatches implements AutoCloseable {
  private final ExecutorService threads;
  private final BatchLoader<Integer, DataException> loader;
  private final int batchSize;
  private final SpareArrays spare = new SpareArrays();

  /**
   * Starts to load images.
   *
   * @param batchSize the number of images per batch; the last batch may be smaller
   * @param threads the number of background threads
   * @param problems called for each image that cannot be decoded, with its index in {@code images}
   *     and an exception that names it: in order, by the thread that calls {@link #hasNext()} or
   *     {@link #next()}, which throw what it throws
   * @throws UsageException if the batch size or number of threads is below 1, or a batch too large
   */
  public ImageBatches(
      List<ImageSource> images,
      ImagePreprocessor preprocessor,
      int batchSize,
      int threads,
      BiConsumer<Integer, DataException> problems) {
    this(
        images.stream().map(List::of).toList(),
        List.of(preprocessor),
        batchSize,
        threads,
        problems);
  }

  /**
   * Starts to load images for networks with any number of inputs.
   *
   * @param images for each item one image, or one for each input
   * @throws UsageException as the other constructor, or if an item has another number of images
   */
  public ImageBatches(
      List<List<ImageSource>> images,
      InputPreprocessors preprocessors,
      int batchSize,
      int threads,
      BiConsumer<Integer, DataException> problems) {
    this(
        images,
        preprocessors.ofCounts(images.stream().map(List::size).distinct().toList()),
        batchSize,
        threads,
        problems);
  }

  private ImageBatches(
      List<List<ImageSource>> images,
      List<ImagePreprocessor> preprocessors,
      int batchSize,
      int threads,
      BiConsumer<Integer, DataException> problems) {
    if (batchSize < 1) {
      throw DataProblems.batchSize(batchSize);
    }
    if (threads < 1) {
      throw DataProblems.threads(threads);
    }
    List<Shape> shapes = preprocessors.stream().map(ImagePreprocessor::input).toList();
    shapes.forEach(shape -> BatchArrays.requireSize(Math.min(batchSize, images.size()), shape));
    this.batchSize = batchSize;
    this.threads = BatchLoader.threads(Math.max(1, Math.min(threads, images.size())));
    this.loader =
        new BatchLoader<>(
            this.threads,
            IntStream.range(0, images.size()).boxed().toList(),
            (index, rows) -> {
              try {
                for (int i = 0; i < preprocessors.size(); i++) {
                  preprocessors.get(i).read(images.get(index).get(i), rows.get(i));
                }
                return Optional.empty();
              } catch (DataException e) {
                return Optional.of(e);
              }
            },
            problems,
            shapes,
            batchSize,
            BatchLoader.window(batchSize, threads),
            spare);
  }

  /** Returns whether there is another batch; waits for its first image. */
  public boolean hasNext() {
    return loader.await(1);
  }

  /**
   * Returns the next batch, which the caller closes.
   *
   * @throws NoSuchElementException if there is none
   */
  public ImageBatch next() {
    if (!loader.await(batchSize)) {
      throw new NoSuchElementException("there are no more images");
    }
    BatchLoader.Batch<Integer> batch = loader.take();
    return new ImageBatch(
        ImmutableList.copyOf(batch.arrays()), ImmutableList.copyOf(batch.items()), spare::add);
  }

  /** Stops the background threads. */
  @Override
  public void close() {
    loader.cancel();
    threads.shutdownNow();
    spare.close();
  }
}

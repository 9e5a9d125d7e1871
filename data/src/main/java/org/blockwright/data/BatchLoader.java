package org.blockwright.data;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loads items on other threads ahead of their consumer, each directly into its row of the batch
 * arrays, one for each input. Batches are in the order of the items; an item that cannot be loaded
 * is skipped, and the next ones move up. Used by one consumer thread.
 *
 * @param <T> type of an item
 * @param <P> type of the reason for which an item cannot be loaded
 */
final class BatchLoader<T, P> {
  /** Loads an item; called on background threads. */
  @FunctionalInterface
  interface RowLoader<T, P> {
    /**
     * Writes the values of an item.
     *
     * @param rows its row of each array
     * @return the reason why it cannot be loaded; empty if it was loaded
     */
    Optional<P> load(T item, List<FloatBuffer> rows);
  }

  /** A batch: arrays with one row for each item. */
  record Batch<T>(List<INDArray> arrays, List<T> items) {}

  private record Loaded<T, P>(T item, BatchRows rows, int row, Optional<P> problem) {}

  private final List<T> items;
  private final RowLoader<T, P> loader;
  private final BiConsumer<T, P> skipped;
  private final List<Shape> shapes;
  private final int batchSize;
  private final SpareArrays spare;
  private final Prefetcher<Loaded<T, P>> prefetcher;
  private final List<Loaded<T, P>> pending = new ArrayList<>();

  private Optional<BatchRows> rows = Optional.empty();
  private int startedCount;
  private int skippedCount;

  /**
   * Starts to load.
   *
   * @param threads load the items
   * @param skipped called by the consumer thread for each item that cannot be loaded, in order
   * @param shapes the shape of an item in each array
   * @param batchSize the number of items for which an array is created
   * @param window the number of items that are loaded ahead
   * @param spare arrays for batches, used first
   */
  BatchLoader(
      ExecutorService threads,
      List<T> items,
      RowLoader<T, P> loader,
      BiConsumer<T, P> skipped,
      List<Shape> shapes,
      int batchSize,
      int window,
      SpareArrays spare) {
    this.items = items;
    this.loader = loader;
    this.skipped = skipped;
    this.shapes = shapes;
    this.batchSize = batchSize;
    this.spare = spare;
    this.prefetcher = new Prefetcher<>(threads, tasks(), window);
  }

  /** Returns daemon threads for loading. */
  static ExecutorService threads(int count) {
    return Executors.newFixedThreadPool(
        count, new ThreadFactoryBuilder().setDaemon(true).setNameFormat("image-loader-%d").build());
  }

  /** A window in which the next batch is loaded while one is used, and no thread idles. */
  static int window(int batchSize, int threads) {
    return batchSize + 2 * threads;
  }

  private Iterator<Callable<Loaded<T, P>>> tasks() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return startedCount < items.size();
      }

      @Override
      public Callable<Loaded<T, P>> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return task();
      }
    };
  }

  /** Returns the task that loads the next item, into the row that it has if no other is skipped. */
  private Callable<Loaded<T, P>> task() {
    T item = items.get(startedCount);
    int position = startedCount - skippedCount;
    int batch = position / batchSize;
    int row = position % batchSize;
    if (rows.filter(r -> r.isNext(batch, row)).isEmpty()) {
      int left = items.size() - skippedCount - batch * batchSize;
      rows = Optional.of(new BatchRows(batch, row, Math.min(batchSize, left), shapes, spare));
    }
    BatchRows target = rows.orElseThrow();
    target.add();
    startedCount++;
    return () -> new Loaded<>(item, target, row, loader.load(item, target.values(row)));
  }

  /**
   * Waits until {@code size} items are loaded or there are no more.
   *
   * @return whether at least one is loaded
   */
  boolean await(int size) {
    while (pending.size() < size && prefetcher.hasNext()) {
      Loaded<T, P> next = prefetcher.next();
      if (next.problem().isPresent()) {
        skippedCount++;
        skipped.accept(next.item(), next.problem().orElseThrow());
      } else {
        pending.add(next);
      }
    }
    return !pending.isEmpty();
  }

  /** Returns the items that {@link #await} has waited for, at least one. */
  Batch<T> take() {
    List<Loaded<T, P>> taken = List.copyOf(pending);
    pending.clear();
    return new Batch<>(arrays(taken), taken.stream().map(Loaded::item).toList());
  }

  private List<INDArray> arrays(List<Loaded<T, P>> taken) {
    BatchRows first = taken.get(0).rows();
    boolean complete = first.count() == taken.size();
    for (int i = 0; i < taken.size(); i++) {
      complete &= taken.get(i).rows() == first && taken.get(i).row() == i;
    }
    if (complete) {
      return first.arrays();
    }
    // Something was skipped, or the batch has another size.
    BatchRows copy = new BatchRows(0, 0, taken.size(), shapes, spare);
    for (int i = 0; i < taken.size(); i++) {
      List<FloatBuffer> from = taken.get(i).rows().values(taken.get(i).row());
      List<FloatBuffer> to = copy.values(i);
      for (int input = 0; input < from.size(); input++) {
        to.get(input).put(from.get(input));
      }
    }
    return copy.arrays();
  }

  /** Cancels what has not started; rows that are being written stay allocated until then. */
  void cancel() {
    prefetcher.cancel();
    pending.clear();
    rows = Optional.empty();
  }
}

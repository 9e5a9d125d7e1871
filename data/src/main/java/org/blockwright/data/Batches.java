package org.blockwright.data;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Loads a dataset in batches: images are decoded, augmented and preprocessed on background threads.
 * Features are floats of shape (batch, channels, height, width), labels are the targets of the
 * first output, of shape (batch, units), such as one-hot vectors of classes; {@link #targets()} has
 * those of all outputs.
 *
 * <p>The content of a batch depends only on dataset, seed, epoch and batch size, not on the number
 * of threads; the augmentation of a sample does not depend on the batch size. An image that cannot
 * be decoded is skipped, replaced by the next one, and listed in {@link #skipped()}.
 *
 * <p>Used by one consumer thread. Loading starts when the first batch of an epoch is requested;
 * {@link #close()} stops the background threads.
 */
public final class Batches implements DataSetIterator, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient Dataset data;
  private final transient Shape shape;
  private final transient SampleLoader loader;
  private final transient SampleOrder order;
  private final transient ExecutorService executor;
  private final transient Stopwatch waitStopwatch;
  private final transient Map<String, SkippedFile> skipped = new LinkedHashMap<>();
  private final int batchSize;
  private final int window;

  private transient Optional<Prefetcher<LoadedSample>> prefetcher = Optional.empty();
  private transient List<LoadedSample> pending = new ArrayList<>();
  private transient ImmutableList<Sample> lastBatchSamples = ImmutableList.of();
  private transient DataSetPreProcessor preProcessor;
  private int epoch;
  private boolean started;

  /**
   * Creates batches.
   *
   * @param shape the shape of a loaded sample
   */
  Batches(
      Dataset data,
      Shape shape,
      SampleLoader loader,
      SampleOrder order,
      int batchSize,
      int threads,
      Ticker ticker) {
    if (batchSize < 1) {
      throw DataProblems.batchSize(batchSize);
    }
    if (threads < 1) {
      throw DataProblems.threads(threads);
    }
    if (data.size() == 0) {
      throw DataProblems.noSamples(data.name());
    }
    BatchArrays.requireSize(Math.min(batchSize, data.size()), shape);
    this.data = data;
    this.shape = shape;
    this.loader = loader;
    this.order = order;
    this.batchSize = batchSize;
    // The next batch is loaded while the current one is used, and no thread waits for a task.
    this.window = batchSize + 2 * threads;
    this.waitStopwatch = Stopwatch.createUnstarted(ticker);
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            new ThreadFactoryBuilder().setDaemon(true).setNameFormat("image-loader-%d").build());
    epoch(0);
  }

  /**
   * Returns batches for training: in a new order in each epoch, each sample augmented.
   *
   * @param seed the seed of the order and the augmentation
   * @param batchSize the number of images per batch; the last batch of an epoch may be smaller
   * @param threads the number of background threads
   * @throws UsageException if the batch size or number of threads is below 1, or a batch too large
   * @throws DataException if the dataset is empty
   */
  public static Batches shuffled(
      Dataset data,
      ImagePreprocessor preprocessor,
      Augmentation augmentation,
      long seed,
      int batchSize,
      int threads) {
    return shuffled(
        data, preprocessor, augmentation, InModelAugmentation.NONE, seed, batchSize, threads);
  }

  /**
   * Returns batches for training a network with augmentation steps: same as the other method, but
   * the steps of the network are applied after the augmentation. A batch has the shape of the
   * network's input after its steps.
   */
  public static Batches shuffled(
      Dataset data,
      ImagePreprocessor preprocessor,
      Augmentation augmentation,
      InModelAugmentation inModel,
      long seed,
      int batchSize,
      int threads) {
    return new Batches(
        data,
        inModel.output(preprocessor.input()),
        new SampleLoader.Augmented(preprocessor, augmentation, inModel, seed),
        SampleOrder.shuffled(seed),
        batchSize,
        threads,
        Ticker.systemTicker());
  }

  /**
   * Returns batches for evaluation: in the order of the dataset, without augmentation.
   *
   * @throws UsageException if the batch size or number of threads is below 1, or a batch too large
   * @throws DataException if the dataset is empty
   */
  public static Batches inOrder(
      Dataset data, ImagePreprocessor preprocessor, int batchSize, int threads) {
    return new Batches(
        data,
        preprocessor.input(),
        new SampleLoader.Augmented(preprocessor, Augmentation.none(), InModelAugmentation.NONE, 0),
        SampleOrder.sequential(),
        batchSize,
        threads,
        Ticker.systemTicker());
  }

  /** Starts an epoch, counted from 0; drops the remaining batches of the current one. */
  public void epoch(int number) {
    prefetcher.ifPresent(Prefetcher::cancel);
    epoch = number;
    started = false;
    pending.clear();
    lastBatchSamples = ImmutableList.of();
    waitStopwatch.reset();
    prefetcher = Optional.empty();
  }

  /** The tasks of the current epoch, started on first use. */
  private Prefetcher<LoadedSample> prefetcher() {
    if (prefetcher.isEmpty()) {
      List<Callable<LoadedSample>> tasks = new ArrayList<>();
      for (int index : order.indices(epoch, data.size())) {
        Sample sample = data.samples().get(index);
        if (!skipped.containsKey(sample.key())) {
          int current = epoch;
          tasks.add(() -> loader.load(sample, current));
        }
      }
      prefetcher = Optional.of(new Prefetcher<>(executor, tasks.iterator(), window));
    }
    return prefetcher.get();
  }

  /** The current epoch, from 0. */
  public int epoch() {
    return epoch;
  }

  /** The samples of the batch that {@link #next()} returned last, in the order of its rows. */
  public ImmutableList<Sample> samples() {
    return lastBatchSamples;
  }

  /** The targets of {@link #samples()} for each output, of shape (batch, units). */
  public INDArray[] targets() {
    return BatchArrays.targets(lastBatchSamples, data.targets());
  }

  /** The time that the consumer thread has waited for batches in the current epoch. */
  public Duration waitTime() {
    return waitStopwatch.elapsed();
  }

  /** The files that could not be decoded so far. */
  public ImmutableList<SkippedFile> skipped() {
    return ImmutableList.copyOf(skipped.values());
  }

  @Override
  public boolean hasNext() {
    fillPending(1);
    return !pending.isEmpty();
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int size) {
    fillPending(size);
    if (pending.isEmpty()) {
      throw new NoSuchElementException("epoch " + epoch + " has no more batches");
    }
    waitStopwatch.start();
    try {
      DataSet batch = assemble();
      started = true;
      if (preProcessor != null) {
        preProcessor.preProcess(batch);
      }
      return batch;
    } finally {
      waitStopwatch.stop();
    }
  }

  /** Waits until {@code size} samples are loaded or the epoch has no more. */
  private void fillPending(int size) {
    waitStopwatch.start();
    try {
      while (pending.size() < size && prefetcher().hasNext()) {
        LoadedSample loaded = prefetcher().next();
        String key = loaded.sample().key();
        if (loaded.isDecoded()) {
          pending.add(loaded);
        } else {
          skipped.put(key, new SkippedFile(key, loaded.problem()));
        }
      }
    } finally {
      waitStopwatch.stop();
    }
    if (skipped.size() == data.size()) {
      throw DataProblems.noDecodableImages(data.name(), skipped());
    }
  }

  private DataSet assemble() {
    lastBatchSamples =
        pending.stream().map(LoadedSample::sample).collect(ImmutableList.toImmutableList());
    List<float[]> rows = pending.stream().map(LoadedSample::features).toList();
    pending.clear();
    return new DataSet(
        BatchArrays.features(rows, shape),
        BatchArrays.targets(lastBatchSamples, data.targets().get(0), 0));
  }

  /** Starts the next epoch; does nothing if no batch of the current one was requested. */
  @Override
  public void reset() {
    if (started) {
      epoch(epoch + 1);
    }
  }

  /** Stops the background threads. */
  @Override
  public void close() {
    prefetcher.ifPresent(Prefetcher::cancel);
    executor.shutdownNow();
  }

  @Override
  public int inputColumns() {
    return (int) shape.size();
  }

  @Override
  public int totalOutcomes() {
    return data.targets().get(0).units();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Returns false, because images are loaded in the background already. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor newPreProcessor) {
    preProcessor = newPreProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public List<String> getLabels() {
    return data.targets().get(0).names();
  }
}

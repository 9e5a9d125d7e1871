package org.blockwright.data;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
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
 * first output, of shape (batch, units), such as one-hot vectors of classes; {@link #features()}
 * has the images of all inputs, {@link #targets()} the targets of all outputs.
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
  private final transient List<Shape> shapes;
  private final transient SampleLoader loader;
  private final transient SampleOrder order;
  private final transient ExecutorService threads;
  private final transient Stopwatch waitStopwatch;
  private final transient SpareArrays spare = new SpareArrays();
  private final transient Map<String, SkippedFile> skipped = new LinkedHashMap<>();
  private final int batchSize;
  private final int window;

  private transient Optional<BatchLoader<Draw, String>> samples = Optional.empty();
  private transient ImmutableList<Sample> lastBatchSamples = ImmutableList.of();
  private transient List<INDArray> lastBatchFeatures = List.of();
  private transient DataSetPreProcessor preProcessor;
  private int epoch;
  private int firstSample;
  private boolean started;

  /**
   * A sample of an epoch.
   *
   * @param repetition how often the epoch has used the sample before
   */
  private record Draw(Sample sample, int repetition) {}

  /**
   * Creates batches.
   *
   * @param shapes the shape of each image of a loaded sample
   */
  Batches(
      Dataset data,
      List<Shape> shapes,
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
    shapes.forEach(shape -> BatchArrays.requireSize(Math.min(batchSize, data.size()), shape));
    this.data = data;
    this.shapes = shapes;
    this.loader = loader;
    this.order = order;
    this.batchSize = batchSize;
    this.window = BatchLoader.window(batchSize, threads);
    this.waitStopwatch = Stopwatch.createUnstarted(ticker);
    this.threads = BatchLoader.threads(threads);
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
    return augmented(
        data,
        preprocessor,
        augmentation,
        inModel,
        SampleOrder.shuffled(seed),
        seed,
        batchSize,
        threads);
  }

  /**
   * Returns batches for training in any order. A sample that occurs several times in an epoch is
   * augmented anew each time.
   *
   * @param seed the seed of the augmentation
   */
  public static Batches augmented(
      Dataset data,
      ImagePreprocessor preprocessor,
      Augmentation augmentation,
      InModelAugmentation inModel,
      SampleOrder order,
      long seed,
      int batchSize,
      int threads) {
    return augmented(
        data, List.of(preprocessor), augmentation, inModel, order, seed, batchSize, threads);
  }

  /** Same as the other method, for a dataset that may have an image for each of several inputs. */
  public static Batches augmented(
      Dataset data,
      InputPreprocessors preprocessors,
      Augmentation augmentation,
      InModelAugmentation inModel,
      SampleOrder order,
      long seed,
      int batchSize,
      int threads) {
    return augmented(
        data, preprocessors.of(data), augmentation, inModel, order, seed, batchSize, threads);
  }

  private static Batches augmented(
      Dataset data,
      List<ImagePreprocessor> preprocessors,
      Augmentation augmentation,
      InModelAugmentation inModel,
      SampleOrder order,
      long seed,
      int batchSize,
      int threads) {
    return new Batches(
        data,
        preprocessors.stream().map(p -> inModel.output(p.input())).toList(),
        new SampleLoader.Augmented(preprocessors, augmentation, inModel, seed),
        order,
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
    return inOrder(data, List.of(preprocessor), batchSize, threads);
  }

  /** Same as the other method, for a dataset that may have an image for each of several inputs. */
  public static Batches inOrder(
      Dataset data, InputPreprocessors preprocessors, int batchSize, int threads) {
    return inOrder(data, preprocessors.of(data), batchSize, threads);
  }

  private static Batches inOrder(
      Dataset data, List<ImagePreprocessor> preprocessors, int batchSize, int threads) {
    return augmented(
        data,
        preprocessors,
        Augmentation.none(),
        InModelAugmentation.NONE,
        SampleOrder.sequential(),
        0,
        batchSize,
        threads);
  }

  /** Starts an epoch, counted from 0; drops the remaining batches of the current one. */
  public void epoch(int number) {
    samples.ifPresent(BatchLoader::cancel);
    epoch = number;
    firstSample = 0;
    started = false;
    lastBatchSamples = ImmutableList.of();
    lastBatchFeatures = List.of();
    waitStopwatch.reset();
    samples = Optional.empty();
  }

  /**
   * Starts an epoch in its middle, as one that was interrupted there.
   *
   * @param number number of the epoch, counted from 0
   * @param first number of samples that were used before
   * @param undecodable the {@link #skipped()} files at that time
   */
  public void epoch(int number, int first, List<SkippedFile> undecodable) {
    epoch(number);
    firstSample = first;
    undecodable.forEach(file -> skipped.put(file.key(), file));
  }

  /** The samples of the current epoch, loaded from the first use on. */
  private BatchLoader<Draw, String> loadedSamples() {
    if (samples.isEmpty()) {
      List<Draw> inOrder = new ArrayList<>();
      Multiset<Integer> used = HashMultiset.create();
      for (int index : order.indices(epoch, data.size())) {
        Sample sample = data.samples().get(index);
        if (!skipped.containsKey(sample.key())) {
          inOrder.add(new Draw(sample, used.add(index, 1)));
        }
      }
      int current = epoch;
      samples =
          Optional.of(
              new BatchLoader<>(
                  threads,
                  inOrder.subList(Math.min(firstSample, inOrder.size()), inOrder.size()),
                  (draw, rows) -> loader.load(draw.sample(), current, draw.repetition(), rows),
                  (draw, problem) -> skip(draw.sample(), problem),
                  shapes,
                  batchSize,
                  window,
                  spare));
    }
    return samples.orElseThrow();
  }

  private void skip(Sample sample, String problem) {
    skipped.put(sample.key(), new SkippedFile(sample.key(), problem));
  }

  /** The current epoch, from 0. */
  public int epoch() {
    return epoch;
  }

  /** The samples of the batch that {@link #next()} returned last, in the order of its rows. */
  public ImmutableList<Sample> samples() {
    return lastBatchSamples;
  }

  /**
   * The images of {@link #samples()}: one array for each image of a sample, of which {@link
   * #next()} has returned the first.
   */
  public INDArray[] features() {
    return lastBatchFeatures.toArray(INDArray[]::new);
  }

  /**
   * Gives arrays of {@link #features()} back: later batches get their memory, so that they must not
   * be used any more. Arrays that are not given back are left to the garbage collector.
   */
  public void release(INDArray... features) {
    spare.add(List.of(features));
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
    return await(1);
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int size) {
    if (!await(size)) {
      throw new NoSuchElementException("epoch " + epoch + " has no more batches");
    }
    waitStopwatch.start();
    try {
      BatchLoader.Batch<Draw> loaded = loadedSamples().take();
      lastBatchSamples =
          loaded.items().stream().map(Draw::sample).collect(ImmutableList.toImmutableList());
      lastBatchFeatures = loaded.arrays();
      DataSet batch =
          new DataSet(
              lastBatchFeatures.get(0),
              BatchArrays.targets(lastBatchSamples, data.targets().get(0), 0));
      started = true;
      if (preProcessor != null) {
        preProcessor.preProcess(batch);
      }
      return batch;
    } finally {
      waitStopwatch.stop();
    }
  }

  /** Waits until samples are loaded; returns false if the epoch has no more. */
  private boolean await(int size) {
    boolean found;
    waitStopwatch.start();
    try {
      found = loadedSamples().await(size);
    } finally {
      waitStopwatch.stop();
    }
    if (skipped.size() == data.size()) {
      throw DataProblems.noDecodableImages(data.name(), skipped());
    }
    return found;
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
    samples.ifPresent(BatchLoader::cancel);
    threads.shutdownNow();
    spare.close();
  }

  @Override
  public int inputColumns() {
    return (int) shapes.get(0).size();
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

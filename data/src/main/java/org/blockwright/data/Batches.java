package org.blockwright.data;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.blockwright.base.DataException;
import org.blockwright.base.Seeds;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A data set in batches, decoded, augmented and preprocessed on other threads ahead of the one that
 * learns. Features are float in memory's order (batch, channel, height, width), labels one-hot
 * (batch, class).
 *
 * <p>What a batch holds is a function of (data, seed, epoch, batch size) alone: the number of
 * threads changes nothing, and a sample is augmented alike in batches of any size. A picture that
 * cannot be decoded is left out, the next one takes its place, and {@link #skipped()} lists it.
 *
 * <p>One thread takes batches; the others begin when it asks for the first one of an epoch, and
 * {@link #close()} ends them.
 */
public final class Batches implements DataSetIterator, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient Dataset data;
  private final transient Shape input;
  private final transient Loader loader;
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

  /** What is done to a sample; on any thread. */
  interface Loader {
    LoadedSample load(Sample sample, int epoch);
  }

  /** A sample with what the network sees of it, or with the reason why it is left out. */
  record LoadedSample(Sample sample, float[] features, String problem) {
    boolean isDecoded() {
      return problem.isEmpty();
    }
  }

  /** The order of the samples in an epoch. */
  interface SampleOrder {
    int[] indices(int epoch, int samples);
  }

  Batches(
      Dataset data,
      Shape input,
      Loader loader,
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
      throw DataProblems.noSamples(data.root());
    }
    this.data = data;
    this.input = input;
    this.loader = loader;
    this.order = order;
    this.batchSize = batchSize;
    // One batch is ready while another is learnt from, and each thread has the next one at hand.
    this.window = batchSize + 2 * threads;
    this.waitStopwatch = Stopwatch.createUnstarted(ticker);
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            new ThreadFactoryBuilder().setDaemon(true).setNameFormat("pictures-%d").build());
    epoch(0);
  }

  /**
   * Batches to learn from: each epoch in another order, each sample augmented.
   *
   * @param seed decides the orders and the augmentation
   * @param batchSize pictures a batch; the last one of an epoch may have fewer
   * @param threads how many threads decode
   * @throws UsageException where one of the numbers is below 1
   * @throws DataException where there are no samples
   */
  public static Batches shuffled(
      Dataset data,
      ImagePreprocessor reader,
      Augmentation augmentation,
      long seed,
      int batchSize,
      int threads) {
    return new Batches(
        data,
        reader.input(),
        loader(reader, augmentation, seed),
        (epoch, samples) -> Seeds.random("order", seed, epoch).permutation(samples),
        batchSize,
        threads,
        Ticker.systemTicker());
  }

  /** Batches to measure on: every sample as it is, in the order of the data set. */
  public static Batches inOrder(
      Dataset data, ImagePreprocessor reader, int batchSize, int threads) {
    return new Batches(
        data,
        reader.input(),
        loader(reader, Augmentation.none(), 0),
        (epoch, samples) -> {
          int[] all = new int[samples];
          Arrays.setAll(all, i -> i);
          return all;
        },
        batchSize,
        threads,
        Ticker.systemTicker());
  }

  private static Loader loader(ImagePreprocessor reader, Augmentation augmentation, long seed) {
    return (sample, epoch) -> {
      try {
        Decoder.Result outcome = Decoder.tryDecode(sample.path(), reader::resize);
        if (outcome instanceof Decoder.Decoded decoded) {
          Image changed = augmentation.apply(decoded.image(), seed, epoch, sample.key());
          return new LoadedSample(sample, reader.preprocess(changed), "");
        }
        return new LoadedSample(sample, new float[0], ((Decoder.Undecodable) outcome).reason());
      } catch (OutOfMemoryError e) {
        throw DataProblems.outOfMemory(sample.key(), e);
      }
    };
  }

  /** Begins an epoch, counted from 0; what is left of the one under way is dropped. */
  public void epoch(int number) {
    prefetcher.ifPresent(Prefetcher::cancel);
    epoch = number;
    started = false;
    pending.clear();
    lastBatchSamples = ImmutableList.of();
    waitStopwatch.reset();
    prefetcher = Optional.empty();
  }

  /** The work of the epoch, begun when a batch is first asked for. */
  private Prefetcher<LoadedSample> prefetcher() {
    if (prefetcher.isEmpty()) {
      List<Callable<LoadedSample>> work = new ArrayList<>();
      for (int index : order.indices(epoch, data.size())) {
        Sample sample = data.samples().get(index);
        if (!skipped.containsKey(sample.key())) {
          int now = epoch;
          work.add(() -> loader.load(sample, now));
        }
      }
      prefetcher = Optional.of(new Prefetcher<>(executor, work.iterator(), window));
    }
    return prefetcher.get();
  }

  /** The epoch under way. */
  public int epoch() {
    return epoch;
  }

  /** The samples of the batch that {@link #next()} gave last, in the order of its rows. */
  public ImmutableList<Sample> samples() {
    return lastBatchSamples;
  }

  /** How long the taking thread has waited for batches in this epoch. */
  public Duration waitTime() {
    return waitStopwatch.elapsed();
  }

  /** The files that could not be decoded so far, in the order in which they were met. */
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
  public DataSet next(int wanted) {
    fillPending(wanted);
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

  /** Takes results until there are enough for a batch or no more. */
  private void fillPending(int wanted) {
    waitStopwatch.start();
    try {
      while (pending.size() < wanted && prefetcher().hasNext()) {
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
      throw DataProblems.noDecodableImages(data.root(), skipped());
    }
  }

  private DataSet assemble() {
    int rows = pending.size();
    int size = (int) input.size();
    float[] features = new float[rows * size];
    INDArray labels = Nd4j.zeros(rows, data.classes().size());
    for (int row = 0; row < rows; row++) {
      LoadedSample loaded = pending.get(row);
      System.arraycopy(loaded.features(), 0, features, row * size, size);
      labels.putScalar(row, loaded.sample().label(), 1);
    }
    lastBatchSamples =
        pending.stream().map(LoadedSample::sample).collect(ImmutableList.toImmutableList());
    pending.clear();
    return new DataSet(Nd4j.create(features, Layout.batchShape(rows, input), 'c'), labels);
  }

  /** Begins the next epoch; does nothing at the beginning of one. */
  @Override
  public void reset() {
    if (started) {
      epoch(epoch + 1);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    prefetcher.ifPresent(Prefetcher::cancel);
    executor.shutdownNow();
  }

  @Override
  public int inputColumns() {
    return (int) input.size();
  }

  @Override
  public int totalOutcomes() {
    return data.classes().size();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** No: the pictures are read ahead already. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor other) {
    preProcessor = other;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public List<String> getLabels() {
    return data.classes();
  }
}

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
import org.blockwright.data.decode.Picture;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Shape;
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
  private final transient Order order;
  private final transient ExecutorService threads;
  private final transient Stopwatch waited;
  private final transient Map<String, Skipped> skipped = new LinkedHashMap<>();
  private final int batchSize;
  private final int window;

  private transient Optional<Ahead<Loaded>> ahead = Optional.empty();
  private transient List<Loaded> pending = new ArrayList<>();
  private transient ImmutableList<Sample> current = ImmutableList.of();
  private transient DataSetPreProcessor preProcessor;
  private int epoch;
  private boolean begun;

  /** What is done to a sample; on any thread. */
  interface Loader {
    Loaded load(Sample sample, int epoch);
  }

  /** A sample with what the network sees of it, or with the reason why it is left out. */
  record Loaded(Sample sample, float[] features, String problem) {
    boolean whole() {
      return problem.isEmpty();
    }
  }

  /** The order of the samples in an epoch. */
  interface Order {
    int[] of(int epoch, int samples);
  }

  Batches(
      Dataset data,
      Shape input,
      Loader loader,
      Order order,
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
    this.waited = Stopwatch.createUnstarted(ticker);
    this.threads =
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
      PictureReader reader,
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
  public static Batches inOrder(Dataset data, PictureReader reader, int batchSize, int threads) {
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

  private static Loader loader(PictureReader reader, Augmentation augmentation, long seed) {
    return (sample, epoch) -> {
      try {
        Decoder.Outcome outcome = Decoder.attempt(sample.path(), reader::fit);
        if (outcome instanceof Decoder.Decoded decoded) {
          Picture changed = augmentation.apply(decoded.picture(), seed, epoch, sample.key());
          return new Loaded(sample, reader.toMemory(changed), "");
        }
        return new Loaded(sample, new float[0], ((Decoder.Undecodable) outcome).reason());
      } catch (OutOfMemoryError e) {
        throw DataProblems.outOfMemory(sample.key(), e);
      }
    };
  }

  /** Begins an epoch, counted from 0; what is left of the one under way is dropped. */
  public void epoch(int number) {
    ahead.ifPresent(Ahead::cancel);
    epoch = number;
    begun = false;
    pending.clear();
    current = ImmutableList.of();
    waited.reset();
    ahead = Optional.empty();
  }

  /** The work of the epoch, begun when a batch is first asked for. */
  private Ahead<Loaded> ahead() {
    if (ahead.isEmpty()) {
      List<Callable<Loaded>> work = new ArrayList<>();
      for (int index : order.of(epoch, data.size())) {
        Sample sample = data.samples().get(index);
        if (!skipped.containsKey(sample.key())) {
          int now = epoch;
          work.add(() -> loader.load(sample, now));
        }
      }
      ahead = Optional.of(new Ahead<>(threads, work.iterator(), window));
    }
    return ahead.get();
  }

  /** The epoch under way. */
  public int epoch() {
    return epoch;
  }

  /** The samples of the batch that {@link #next()} gave last, in the order of its rows. */
  public ImmutableList<Sample> samples() {
    return current;
  }

  /** How long the taking thread has waited for batches in this epoch. */
  public Duration waited() {
    return waited.elapsed();
  }

  /** The files that could not be decoded so far, in the order in which they were met. */
  public ImmutableList<Skipped> skipped() {
    return ImmutableList.copyOf(skipped.values());
  }

  @Override
  public boolean hasNext() {
    gather(1);
    return !pending.isEmpty();
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int wanted) {
    gather(wanted);
    if (pending.isEmpty()) {
      throw new NoSuchElementException("epoch " + epoch + " has no more batches");
    }
    waited.start();
    try {
      DataSet batch = assemble();
      begun = true;
      if (preProcessor != null) {
        preProcessor.preProcess(batch);
      }
      return batch;
    } finally {
      waited.stop();
    }
  }

  /** Takes results until there are enough for a batch or no more. */
  private void gather(int wanted) {
    waited.start();
    try {
      while (pending.size() < wanted && ahead().hasNext()) {
        Loaded loaded = ahead().next();
        String key = loaded.sample().key();
        if (loaded.whole()) {
          pending.add(loaded);
        } else {
          skipped.put(key, new Skipped(key, loaded.problem()));
        }
      }
    } finally {
      waited.stop();
    }
    if (skipped.size() == data.size()) {
      throw DataProblems.nothingLeft(data.root(), skipped());
    }
  }

  private DataSet assemble() {
    int rows = pending.size();
    int size = (int) input.size();
    float[] features = new float[rows * size];
    INDArray labels = Nd4j.zeros(rows, data.classes().size());
    for (int row = 0; row < rows; row++) {
      Loaded loaded = pending.get(row);
      System.arraycopy(loaded.features(), 0, features, row * size, size);
      labels.putScalar(row, loaded.sample().label(), 1);
    }
    current = pending.stream().map(Loaded::sample).collect(ImmutableList.toImmutableList());
    pending.clear();
    return new DataSet(Nd4j.create(features, Layout.batch(rows, input), 'c'), labels);
  }

  /** Begins the next epoch; does nothing at the beginning of one. */
  @Override
  public void reset() {
    if (begun) {
      epoch(epoch + 1);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    ahead.ifPresent(Ahead::cancel);
    threads.shutdownNow();
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

package org.blockwright.inference;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Batches for training or evaluation: images, or cached features of images. */
public interface Feed extends AutoCloseable {
  /** Starts an epoch; the first one is 0. */
  void startEpoch(int number);

  /**
   * Starts an epoch in its middle, as one that was interrupted there.
   *
   * @param number number of the epoch; the first one is 0
   * @param first number of samples that were used before
   * @param undecodable the {@link #skipped()} files at that time
   */
  void startEpoch(int number, int first, List<SkippedFile> undecodable);

  /** Returns whether the epoch has another batch. */
  boolean hasNext();

  /**
   * Returns the next batch: an array for each input, and the targets of each output. The feed owns
   * the arrays: they are valid until the next call of this method, of {@link #startEpoch} or of
   * {@link #close()}.
   */
  MultiDataSet next();

  /**
   * Returns the samples of the batch that {@link #next} returned last, in the order of its rows.
   */
  List<Sample> samples();

  /** Returns the number of samples per epoch. */
  int size();

  /** Returns how long {@link #next} has waited for decoded images in this epoch. */
  Duration waitTime();

  /** Returns the files that were skipped because they could not be decoded. */
  List<SkippedFile> skipped();

  @Override
  void close();
}

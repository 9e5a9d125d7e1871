package org.blockwright.inference;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.nd4j.linalg.dataset.MultiDataSet;

/** What a network learns from or is measured on, in batches: pictures, or features kept of them. */
public interface Feed extends AutoCloseable {
  /** Begins an epoch, counted from 0. */
  void startEpoch(int number);

  boolean hasNext();

  MultiDataSet next();

  /** The samples of the batch that {@link #next} gave last, in the order of its rows. */
  List<Sample> samples();

  /** How many samples an epoch has. */
  int size();

  /** How long {@link #next} has waited for pictures in this epoch. */
  Duration waitTime();

  List<SkippedFile> skipped();

  @Override
  void close();
}

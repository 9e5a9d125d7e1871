package org.blockwright.training;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Batches;
import org.blockwright.data.Sample;
import org.blockwright.data.Skipped;
import org.nd4j.linalg.dataset.DataSet;

/** Pictures as they are decoded. */
record PictureFeed(Batches batches, int size) implements Feed {

  @Override
  public void epoch(int number) {
    batches.epoch(number);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public DataSet next() {
    return batches.next();
  }

  @Override
  public List<Sample> samples() {
    return batches.samples();
  }

  @Override
  public Duration waited() {
    return batches.waited();
  }

  @Override
  public List<Skipped> skipped() {
    return batches.skipped();
  }

  @Override
  public void close() {
    batches.close();
  }
}

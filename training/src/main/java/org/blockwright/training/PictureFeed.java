package org.blockwright.training;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Batches;
import org.blockwright.data.Sample;
import org.blockwright.data.Skipped;
import org.blockwright.dsl.Network;
import org.blockwright.model.Inputs;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Pictures as they are decoded, for all inputs of a network. */
record PictureFeed(Batches batches, int size, Network network) implements Feed {

  @Override
  public void epoch(int number) {
    batches.epoch(number);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public MultiDataSet next() {
    DataSet batch = batches.next();
    return new MultiDataSet(
        Inputs.of(network, batch.getFeatures()), new INDArray[] {batch.getLabels()});
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

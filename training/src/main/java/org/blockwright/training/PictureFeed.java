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
final class PictureFeed implements Feed {
  /** What the inputs get for a batch of pictures. */
  private interface Way {
    INDArray[] of(INDArray pictures, List<Sample> samples, int epoch);
  }

  private final Batches batches;
  private final int size;
  private final Way way;
  private int epoch;

  private PictureFeed(Batches batches, int size, Way way) {
    this.batches = batches;
    this.size = size;
    this.way = way;
  }

  /** Pictures to learn from, augmented as the network's description says. */
  static PictureFeed learning(Batches batches, int size, Network network, long seed) {
    if (network.augmenting().isEmpty()) {
      return measuring(batches, size, network);
    }
    Augmenter augmenter = new Augmenter(network, seed);
    return new PictureFeed(
        batches,
        size,
        (pictures, samples, epoch) ->
            Inputs.spread(network, augmenter.augmented(pictures, samples, epoch)));
  }

  /** Pictures to measure on. */
  static PictureFeed measuring(Batches batches, int size, Network network) {
    return new PictureFeed(
        batches, size, (pictures, samples, epoch) -> Inputs.of(network, pictures));
  }

  @Override
  public void epoch(int number) {
    epoch = number;
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
        way.of(batch.getFeatures(), batches.samples(), epoch), new INDArray[] {batch.getLabels()});
  }

  @Override
  public List<Sample> samples() {
    return batches.samples();
  }

  @Override
  public int size() {
    return size;
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

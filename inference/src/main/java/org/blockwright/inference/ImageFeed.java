package org.blockwright.inference;

import java.time.Duration;
import java.util.List;
import org.blockwright.data.Augmenter;
import org.blockwright.data.Batches;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.Network;
import org.blockwright.model.InputArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Batches of decoded images, one array for each input of a network. */
public final class ImageFeed implements Feed {
  /** Computes the input arrays of the network from a batch of images. */
  private interface InputBuilder {
    INDArray[] build(INDArray images, List<Sample> samples, int epoch);
  }

  private final Batches batches;
  private final int size;
  private final InputBuilder inputBuilder;
  private int epoch;

  private ImageFeed(Batches batches, int size, InputBuilder inputBuilder) {
    this.batches = batches;
    this.size = size;
    this.inputBuilder = inputBuilder;
  }

  /**
   * Returns training images, with the augmentation of the network description.
   *
   * @param size number of samples per epoch
   * @param seed seed of the augmentation
   */
  public static ImageFeed forTraining(Batches batches, int size, Network network, long seed) {
    if (network.augmentation().isEmpty()) {
      return forEvaluation(batches, size, network);
    }
    Augmenter augmenter = new Augmenter(network, seed);
    return new ImageFeed(
        batches,
        size,
        (images, samples, epoch) ->
            InputArrays.perInput(network, augmenter.augment(images, samples, epoch)));
  }

  /**
   * Returns images for evaluation, without augmentation.
   *
   * @param size number of samples per epoch
   */
  public static ImageFeed forEvaluation(Batches batches, int size, Network network) {
    return new ImageFeed(
        batches, size, (images, samples, epoch) -> InputArrays.of(network, images));
  }

  @Override
  public void startEpoch(int number) {
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
        inputBuilder.build(batch.getFeatures(), batches.samples(), epoch),
        new INDArray[] {batch.getLabels()});
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
  public Duration waitTime() {
    return batches.waitTime();
  }

  @Override
  public List<SkippedFile> skipped() {
    return batches.skipped();
  }

  @Override
  public void close() {
    batches.close();
  }
}

package org.blockwright.inference;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.blockwright.data.Batches;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.Network;
import org.blockwright.model.InputArrays;
import org.blockwright.model.OutputArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Batches of decoded images, one array for each input of a network. */
public final class ImageFeed implements Feed {
  private final Batches batches;
  private final int size;
  private final Function<List<INDArray>, INDArray[]> toInputs;

  private ImageFeed(Batches batches, int size, Function<List<INDArray>, INDArray[]> toInputs) {
    this.batches = batches;
    this.size = size;
    this.toInputs = toInputs;
  }

  /**
   * Returns a feed for training.
   *
   * @param batches batches to which the augmentation steps of the network are applied
   */
  public static ImageFeed forTraining(Batches batches, int size, Network network) {
    return new ImageFeed(batches, size, images -> InputArrays.perInput(network, images));
  }

  /** Returns a feed for evaluation. */
  public static ImageFeed forEvaluation(Batches batches, int size, Network network) {
    return new ImageFeed(batches, size, images -> InputArrays.of(network, images));
  }

  @Override
  public void startEpoch(int number) {
    batches.epoch(number);
  }

  @Override
  public void startEpoch(int number, int first, List<SkippedFile> undecodable) {
    batches.epoch(number, first, undecodable);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public MultiDataSet next() {
    batches.next();
    INDArray[] images = batches.features();
    INDArray[] inputs = toInputs.apply(List.of(images));
    for (INDArray image : images) {
      if (Arrays.stream(inputs).noneMatch(input -> input == image)) {
        OutputArrays.free(image);
      }
    }
    return new MultiDataSet(inputs, batches.targets());
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

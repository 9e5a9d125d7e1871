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

  /** The images of the last batch, and the inputs of the network that were made of them. */
  private INDArray[] images = new INDArray[0];

  private INDArray[] inputs = new INDArray[0];

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
    release();
    batches.epoch(number);
  }

  @Override
  public void startEpoch(int number, int first, List<SkippedFile> undecodable) {
    release();
    batches.epoch(number, first, undecodable);
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public MultiDataSet next() {
    release();
    batches.next();
    images = batches.features();
    inputs = toInputs.apply(List.of(images));
    return new MultiDataSet(inputs, batches.targets());
  }

  /** Gives the memory of the last batch to later ones. */
  private void release() {
    for (INDArray input : inputs) {
      if (Arrays.stream(images).noneMatch(image -> image == input)) {
        OutputArrays.free(input);
      }
    }
    batches.release(images);
    inputs = new INDArray[0];
    images = new INDArray[0];
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
    release();
    batches.close();
  }
}

package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What the inputs of a network's graph get for a batch of pictures that was read for its first
 * input: the middle where training crops at random, and for every further input the pictures as its
 * own preprocessing would have made them.
 */
public final class InputArrays {
  private InputArrays() {}

  /**
   * One array for each input, outside of training.
   *
   * @throws UsageException where the pictures have another shape than the network's
   */
  public static INDArray[] of(Network network, INDArray pictures) {
    requireShape(network, network.inputs().get(0).name(), network.input(), pictures);
    INDArray seen = pictures;
    for (AugmentationLayer step : network.augmentation().steps()) {
      if (step instanceof AugmentationLayer.RandomCrop crop) {
        seen = centerCrop(seen, crop);
      }
    }
    return perInput(network, seen);
  }

  /**
   * For each input what it gets.
   *
   * @param seen the pictures as the first input sees them, after any crop
   */
  public static INDArray[] perInput(Network network, INDArray seen) {
    List<Input> inputs = network.inputs();
    INDArray[] all = new INDArray[inputs.size()];
    for (int i = 0; i < all.length; i++) {
      Input input = inputs.get(i);
      Shape first = inputs.get(0).shape();
      if (!input.shape().equals(first)) {
        throw new UsageException(
            ModelProblems.differentInputSizes(network.name(), input.name(), input.shape(), first));
      }
      all[i] = convertPreprocessing(seen, inputs.get(0).preprocessing(), input.preprocessing());
    }
    return all;
  }

  /**
   * What the graph's inputs get, each for itself, after a look whether it fits.
   *
   * @throws UsageException where there are fewer or more than inputs, or one has another shape
   */
  static INDArray[] requireMatching(Network network, INDArray... arrays) {
    Map<String, Shape> wanted = network.graph().inputs();
    if (arrays.length != wanted.size()) {
      throw new UsageException(
          ModelProblems.wrongInputCount(network.name(), wanted.keySet(), arrays.length));
    }
    int i = 0;
    for (Map.Entry<String, Shape> input : wanted.entrySet()) {
      requireShape(network, input.getKey(), input.getValue(), arrays[i++]);
    }
    return arrays;
  }

  private static void requireShape(Network network, String input, Shape shape, INDArray array) {
    long[] got = array.shape();
    if (got.length == 0 || !Arrays.equals(got, Layout.batchShape(got[0], shape))) {
      throw new UsageException(ModelProblems.wrongInputShape(network.name(), input, shape, got));
    }
  }

  /**
   * Pictures as a batch.
   *
   * @param pictures each as {@link Layout} has one example
   * @throws UsageException where there are none, or one has another size
   */
  static INDArray batch(Network network, List<float[]> pictures) {
    Input first = network.inputs().get(0);
    if (pictures.isEmpty()) {
      throw new UsageException(ModelProblems.noImages(network.name()));
    }
    for (int i = 0; i < pictures.size(); i++) {
      if (pictures.get(i).length != first.shape().size()) {
        throw new UsageException(
            ModelProblems.wrongImageSize(
                network.name(), first.name(), first.shape(), i + 1, pictures.get(i).length));
      }
    }
    return Nd4j.createFromArray(pictures.toArray(float[][]::new))
        .reshape(Layout.batchShape(pictures.size(), first.shape()));
  }

  private static INDArray centerCrop(INDArray pictures, AugmentationLayer.RandomCrop crop) {
    long top = (pictures.size(2) - crop.height()) / 2;
    long left = (pictures.size(3) - crop.width()) / 2;
    return pictures
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(top, top + crop.height()),
            NDArrayIndex.interval(left, left + crop.width()))
        .dup('c');
  }

  /** The same pictures with another preprocessing: a factor and an offset for each channel. */
  private static INDArray convertPreprocessing(
      INDArray pictures, Preprocessing from, Preprocessing to) {
    if (from.equals(to)) {
      return pictures;
    }
    int channels = (int) pictures.size(1);
    INDArray out = pictures.ulike();
    for (int channel = 0; channel < channels; channel++) {
      int rgb = to.sourceChannel(channel, channels);
      // Reversing the order is its own inverse.
      int source = from.sourceChannel(rgb, channels);
      double zero = from.apply(source, channels, 0);
      double step = (from.apply(source, channels, 255) - zero) / 255;
      double target = to.apply(channel, channels, 0);
      double factor = (to.apply(channel, channels, 255) - target) / 255 / step;
      out.get(NDArrayIndex.all(), NDArrayIndex.point(channel))
          .assign(
              pictures
                  .get(NDArrayIndex.all(), NDArrayIndex.point(source))
                  .sub(zero)
                  .muli(factor)
                  .addi(target));
    }
    return out;
  }
}

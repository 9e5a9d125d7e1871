package org.blockwright.model;

import java.nio.FloatBuffer;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Converts a batch of images, preprocessed for the first input of a network, to one array per input
 * of its graph: a center crop where training crops at random, and for every further input the
 * images in that input's own preprocessing.
 */
public final class InputArrays {
  private InputArrays() {}

  /**
   * Returns one array per input, for inference.
   *
   * @param images {@code [batch, channels, height, width]}
   * @throws UsageException if the images do not have the network's input shape
   */
  public static INDArray[] of(Network network, INDArray images) {
    requireShape(network, network.inputs().get(0).name(), network.input(), images);
    return perInput(network, cropped(network, network.input(), images));
  }

  /**
   * Returns one array per input, for inference.
   *
   * @param images the images of the first input, which all inputs get, or those of each input; each
   *     {@code [batch, channels, height, width]} in the preprocessing of its input
   * @throws UsageException if the number of arrays or a shape does not match the inputs
   */
  public static INDArray[] of(Network network, List<INDArray> images) {
    if (images.size() == 1) {
      return of(network, images.get(0));
    }
    requireCount(network, images);
    INDArray[] all = new INDArray[images.size()];
    for (int i = 0; i < all.length; i++) {
      Input input = network.inputs().get(i);
      requireShape(network, input.name(), input.shape(), images.get(i));
      all[i] = cropped(network, input.shape(), images.get(i));
    }
    return all;
  }

  private static void requireCount(Network network, List<INDArray> images) {
    List<String> names = network.inputs().stream().map(Input::name).toList();
    if (images.size() != names.size()) {
      throw new UsageException(ModelProblems.wrongInputCount(network.name(), names, images.size()));
    }
  }

  /** Returns the center of images where training crops at random. */
  private static INDArray cropped(Network network, Shape input, INDArray images) {
    Shape shape = input;
    INDArray cropped = images;
    for (AugmentationLayer step : network.augmentation().steps()) {
      Shape output = step.output(shape);
      if (!output.equals(shape)) {
        cropped = centerCrop(cropped, output);
      }
      shape = output;
    }
    return cropped;
  }

  /**
   * Returns one array per input.
   *
   * @param cropped images in the preprocessing of the first input, which all inputs get, or those
   *     of each input, after any crop
   * @throws UsageException if the inputs have different shapes and there is one image for all
   */
  public static INDArray[] perInput(Network network, List<INDArray> cropped) {
    if (cropped.size() == 1) {
      return perInput(network, cropped.get(0));
    }
    requireCount(network, cropped);
    return cropped.toArray(INDArray[]::new);
  }

  /**
   * Returns one array per input.
   *
   * @param cropped images in the preprocessing of the first input, after any crop
   * @throws UsageException if the inputs have different shapes
   */
  public static INDArray[] perInput(Network network, INDArray cropped) {
    List<Input> inputs = network.inputs();
    INDArray[] all = new INDArray[inputs.size()];
    for (int i = 0; i < all.length; i++) {
      Input input = inputs.get(i);
      Shape first = inputs.get(0).shape();
      if (!input.shape().equals(first)) {
        throw new UsageException(
            ModelProblems.differentInputSizes(network.name(), input.name(), input.shape(), first));
      }
      all[i] = convertPreprocessing(cropped, inputs.get(0).preprocessing(), input.preprocessing());
    }
    return all;
  }

  /**
   * Returns the arrays unchanged if they match the inputs of the graph.
   *
   * @throws UsageException if the number of arrays or a shape differs
   */
  static INDArray[] requireMatching(Network network, INDArray... arrays) {
    Map<String, Shape> inputs = network.graph().inputs();
    if (arrays.length != inputs.size()) {
      throw new UsageException(
          ModelProblems.wrongInputCount(network.name(), inputs.keySet(), arrays.length));
    }
    int i = 0;
    for (Map.Entry<String, Shape> input : inputs.entrySet()) {
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
   * Stacks images to a batch.
   *
   * @param images one array per image: channel, height, width, see {@link Layout}
   * @throws UsageException if the list is empty or an image has the wrong number of values
   */
  public static INDArray batch(Network network, List<float[]> images) {
    Input first = network.inputs().get(0);
    if (images.isEmpty()) {
      throw new UsageException(ModelProblems.noImages(network.name()));
    }
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).length != first.shape().size()) {
        throw new UsageException(
            ModelProblems.wrongImageSize(
                network.name(), first.name(), first.shape(), i + 1, images.get(i).length));
      }
    }
    INDArray batch =
        Nd4j.createUninitialized(
            DataType.FLOAT, Layout.batchShape(images.size(), first.shape()), 'c');
    FloatBuffer values = batch.data().asNioFloat();
    images.forEach(values::put);
    return batch;
  }

  private static INDArray centerCrop(INDArray images, Shape size) {
    long top = (images.size(2) - size.height()) / 2;
    long left = (images.size(3) - size.width()) / 2;
    return images
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(top, top + size.height()),
            NDArrayIndex.interval(left, left + size.width()))
        .dup('c');
  }

  /** Converts between preprocessings, which differ by a factor and an offset per channel. */
  private static INDArray convertPreprocessing(
      INDArray images, Preprocessing from, Preprocessing to) {
    if (from.equals(to)) {
      return images;
    }
    int channels = (int) images.size(1);
    INDArray out = images.ulike();
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
              images
                  .get(NDArrayIndex.all(), NDArrayIndex.point(source))
                  .sub(zero)
                  .muli(factor)
                  .addi(target));
    }
    return out;
  }
}

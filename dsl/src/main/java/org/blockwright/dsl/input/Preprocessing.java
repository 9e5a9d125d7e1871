package org.blockwright.dsl.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Numbers;
import org.blockwright.dsl.check.Problems;

/**
 * What is done to a picture's samples (0-255) before a network sees them: channels are put in
 * order, then each becomes {@code (value * scale - mean) / std}. It belongs to weights and travels
 * in the model.
 *
 * <p>The three of Keras Applications are {@link #TF}, {@link #CAFFE} and {@link #TORCH}; networks
 * without weights take {@code TF}.
 *
 * @param name a word for people and files
 * @param order in which order the network wants the channels
 * @param scale applied first
 * @param mean one for each channel in the network's order, or one for all
 * @param std likewise
 */
public record Preprocessing(
    String name, Order order, double scale, List<Double> mean, List<Double> std) {

  /** The order of the channels that a network wants. */
  public enum Order {
    RGB,
    BGR
  }

  /** x / 127.5 - 1: all channels in -1 .. 1. */
  public static final Preprocessing TF =
      new Preprocessing("tf", Order.RGB, 1 / 127.5, List.of(1.0), List.of(1.0));

  /** BGR minus the mean of ImageNet, no scaling: about -124 .. 151. */
  public static final Preprocessing CAFFE =
      new Preprocessing("caffe", Order.BGR, 1, List.of(103.939, 116.779, 123.68), List.of(1.0));

  /** x / 255, minus the mean, divided by the deviation of ImageNet, in RGB. */
  public static final Preprocessing TORCH =
      new Preprocessing(
          "torch",
          Order.RGB,
          1 / 255.0,
          List.of(0.485, 0.456, 0.406),
          List.of(0.229, 0.224, 0.225));

  /** Samples as they are, 0-255. */
  public static final Preprocessing NONE =
      new Preprocessing("none", Order.RGB, 1, List.of(0.0), List.of(1.0));

  /** The four that have a name. */
  public static final ImmutableList<Preprocessing> KNOWN = ImmutableList.of(TF, CAFFE, TORCH, NONE);

  public Preprocessing {
    mean = ImmutableList.copyOf(mean);
    std = ImmutableList.copyOf(std);
    // One number stands for all channels; otherwise both lists have one for each.
    boolean paired = mean.size() == std.size() || mean.size() == 1 || std.size() == 1;
    boolean numbers =
        Numbers.isValidDivisor(scale)
            && mean.stream().allMatch(Numbers::isFinite)
            && std.stream().allMatch(Numbers::isValidDivisor);
    if (mean.isEmpty() || std.isEmpty() || !paired || !numbers) {
      throw new DescriptionException(Problems.invalidPreprocessing(name, mean, std, scale));
    }
  }

  /**
   * What the sample of one channel becomes. A network of one channel takes the average of the means
   * and of the deviations: gray is no colour of its own.
   *
   * @param channel index in the network's order
   * @param channels how many the network has
   * @param sample 0-255
   */
  public float apply(int channel, int channels, float sample) {
    double m = channelValue(mean, channel, channels);
    double s = channelValue(std, channel, channels);
    return (float) ((sample * scale - m) / s);
  }

  private static double channelValue(List<Double> values, int channel, int channels) {
    return channels == 1
        ? values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()
        : values.get(Math.min(channel, values.size() - 1));
  }

  /** Which channel of an RGB picture the network wants at {@code channel}. */
  public int sourceChannel(int channel, int channels) {
    return order == Order.BGR && channels == 3 ? 2 - channel : channel;
  }

  /** What a network sees, in a few words. */
  public String description() {
    if (equals(TF)) {
      return "RGB in [-1,1]";
    }
    if (equals(CAFFE)) {
      return "BGR minus mean";
    }
    if (equals(TORCH)) {
      return "RGB minus mean over deviation";
    }
    return equals(NONE) ? "RGB in [0,255]" : "\"" + name + "\"";
  }
}

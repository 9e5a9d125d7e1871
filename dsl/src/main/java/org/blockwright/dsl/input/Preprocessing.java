package org.blockwright.dsl.input;

import com.google.common.collect.ImmutableList;
import com.google.common.math.DoubleMath;
import java.util.List;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.Numbers;

/**
 * The preprocessing of image values (0-255): channels are put in the order of the network, then
 * each value becomes {@code (value * scale - mean) / std}. It belongs to the weights, not to the
 * network, and is saved with the model.
 *
 * <p>{@link #TF}, {@link #CAFFE} and {@link #TORCH} are the modes of Keras Applications.
 *
 * @param name for display and files
 * @param order of the channels
 * @param scale factor that is applied first
 * @param mean one value for each channel in the order of the network, or one for all
 * @param std one value for each channel in the order of the network, or one for all
 */
public record Preprocessing(
    String name, Order order, double scale, List<Double> mean, List<Double> std) {

  private static final int RGB_CHANNELS = 3;

  /** Relative difference that rounding of written numbers may cause. */
  private static final double TOLERANCE = 1e-6;

  /** Order of the channels. */
  public enum Order {
    RGB,
    BGR
  }

  /** x / 127.5 - 1: values from -1 to 1. */
  public static final Preprocessing TF =
      new Preprocessing("tf", Order.RGB, 1 / 127.5, List.of(1.0), List.of(1.0));

  /** BGR minus the mean of ImageNet, without scaling: values from about -124 to 151. */
  public static final Preprocessing CAFFE =
      new Preprocessing("caffe", Order.BGR, 1, List.of(103.939, 116.779, 123.68), List.of(1.0));

  /** x / 255 minus the mean, divided by the standard deviation of ImageNet, in RGB. */
  public static final Preprocessing TORCH =
      new Preprocessing(
          "torch",
          Order.RGB,
          1 / 255.0,
          List.of(0.485, 0.456, 0.406),
          List.of(0.229, 0.224, 0.225));

  /** No preprocessing: values from 0 to 255. */
  public static final Preprocessing NONE =
      new Preprocessing("none", Order.RGB, 1, List.of(0.0), List.of(1.0));

  /** The preprocessing of networks for which none is known: {@link #TF}. */
  public static final Preprocessing DEFAULT = TF;

  /** The predefined modes. */
  public static final ImmutableList<Preprocessing> KNOWN = ImmutableList.of(TF, CAFFE, TORCH, NONE);

  public Preprocessing {
    mean = ImmutableList.copyOf(mean);
    std = ImmutableList.copyOf(std);
    // One value applies to all channels; otherwise both lists have one for each channel.
    boolean sizesMatch = mean.size() == std.size() || mean.size() == 1 || std.size() == 1;
    boolean valid =
        Numbers.isValidDivisor(scale)
            && mean.stream().allMatch(Numbers::isFinite)
            && std.stream().allMatch(Numbers::isValidDivisor);
    if (mean.isEmpty() || std.isEmpty() || !sizesMatch || !valid) {
      throw new InvalidDescriptionException(
          InputProblems.invalidPreprocessing(name, mean, std, scale));
    }
  }

  /**
   * Parses the name of a predefined mode, or {@code order=BGR,scale=1,mean=103.9:116.8:123.7,std=1}
   * with {@code order} RGB or BGR, and one number for all channels or one for each in the order of
   * the network. Omitted parts are RGB, a scale of 1, a mean of 0 and a standard deviation of 1.
   *
   * @throws InvalidDescriptionException if the text is neither
   */
  public static Preprocessing parse(String text) {
    return PreprocessingText.parse(text);
  }

  /** Returns the text that {@link #parse} reads. */
  public String text() {
    return PreprocessingText.format(this);
  }

  /**
   * Returns whether two preprocessings give the same values in the same order, whatever their names
   * and the way they are written: {@code mean=127.5,std=127.5} is the same as {@link #TF}.
   */
  public boolean isEquivalentTo(Preprocessing other) {
    for (int channel = 0; channel < RGB_CHANNELS; channel++) {
      double zero = (channelValue(mean, channel) / channelValue(std, channel));
      double otherZero = channelValue(other.mean, channel) / channelValue(other.std, channel);
      double step = scale / channelValue(std, channel);
      double otherStep = other.scale / channelValue(other.std, channel);
      if (!DoubleMath.fuzzyEquals(zero, otherZero, TOLERANCE * Math.max(1, Math.abs(zero)))
          || !DoubleMath.fuzzyEquals(step, otherStep, TOLERANCE * Math.abs(step))) {
        return false;
      }
    }
    return order == other.order;
  }

  /**
   * Preprocesses one value. A network of one channel uses the average of the means and of the
   * standard deviations.
   *
   * @param channel index in the order of the network
   * @param channels number of channels of the network
   * @param value 0-255
   */
  public float apply(int channel, int channels, float value) {
    double m = channelMean(channel, channels);
    double s = channelStd(channel, channels);
    return (float) ((value * scale - m) / s);
  }

  /**
   * Preprocesses values of one channel in place, each as {@link #apply(int, int, float)} does.
   *
   * @param values 0-255
   */
  public void apply(int channel, int channels, float[] values) {
    double m = channelMean(channel, channels);
    double s = channelStd(channel, channels);
    // Short loops are faster than one: the arithmetic is vectorized, and a conversion need not wait
    // for the previous one.
    double[] precise = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      precise[i] = values[i];
    }
    for (int i = 0; i < values.length; i++) {
      precise[i] = precise[i] * scale - m;
    }
    // Divisions take longest.
    if (s != 1) {
      for (int i = 0; i < values.length; i++) {
        precise[i] /= s;
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) precise[i];
    }
  }

  /**
   * Returns the mean of a channel; of a network of one channel the average of all means.
   *
   * @param channel index in the order of the network
   * @param channels number of channels of the network
   */
  public double channelMean(int channel, int channels) {
    return channelValue(mean, channel, channels);
  }

  /** Returns the standard deviation of a channel, like {@link #channelMean}. */
  public double channelStd(int channel, int channels) {
    return channelValue(std, channel, channels);
  }

  private static double channelValue(List<Double> values, int channel, int channels) {
    return channels == 1
        ? values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()
        : channelValue(values, channel);
  }

  private static double channelValue(List<Double> values, int channel) {
    return values.get(Math.min(channel, values.size() - 1));
  }

  /** Returns the index of the channel in an RGB image for a channel of the network. */
  public int sourceChannel(int channel, int channels) {
    return order == Order.BGR && channels == 3 ? 2 - channel : channel;
  }

  /** Returns a short description for display. */
  public String description() {
    if (equals(TF)) {
      return "RGB in [-1,1]";
    }
    if (equals(CAFFE)) {
      return "BGR minus mean";
    }
    if (equals(TORCH)) {
      return "RGB minus mean, divided by std";
    }
    if (equals(NONE)) {
      return "RGB in [0,255]";
    }
    return name.equals(PreprocessingText.UNNAMED) ? text() : "\"" + name + "\"";
  }
}

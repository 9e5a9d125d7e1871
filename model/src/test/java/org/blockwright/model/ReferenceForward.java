package org.blockwright.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.ZeroPad;

/**
 * An independent implementation of every kind of layer at inference: loops in double over one
 * example, values and weights in Keras's order (height, width, channel). Does not use DL4J.
 */
public final class ReferenceForward implements Layer.Visitor<double[]> {
  private final Model model;
  private final LayerGraph graph;
  private final Map<String, double[]> values = new HashMap<>();
  private Node node;

  private ReferenceForward(Model model, Map<String, double[]> inputs) {
    this.model = model;
    this.graph = model.network().graph();
    values.putAll(inputs);
  }

  /** Returns the outputs of all layers by vertex name. */
  public static Map<String, double[]> of(Model model, Map<String, double[]> inputs) {
    ReferenceForward reference = new ReferenceForward(model, inputs);
    for (Node node : reference.graph.nodes()) {
      reference.node = node;
      reference.values.put(node.name(), node.layer().accept(reference));
    }
    return reference.values;
  }

  private double[] input() {
    return values.get(node.input());
  }

  private Shape inputShape() {
    return graph.inputShape(node);
  }

  private float[] weights(String kind) {
    return model.getWeights(node.name(), kind);
  }

  /** Receives the positions of a window, except for padding, and the input index of channel 0. */
  private interface TapConsumer {
    void accept(int y, int x, int row, int column, int input);
  }

  /** As in Keras: "same" splits the padding evenly; an odd zero goes to the bottom or right. */
  private void slideWindow(
      Size kernel, Size stride, Padding padding, Size dilation, TapConsumer tap) {
    Shape in = inputShape();
    Shape out = node.shape();
    int top =
        paddingBefore(in.height(), kernel.height(), stride.height(), dilation.height(), padding);
    int left = paddingBefore(in.width(), kernel.width(), stride.width(), dilation.width(), padding);
    top = padding.same() ? top : padding.height();
    left = padding.same() ? left : padding.width();
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int r = 0; r < kernel.height(); r++) {
          for (int c = 0; c < kernel.width(); c++) {
            int row = y * stride.height() - top + r * dilation.height();
            int column = x * stride.width() - left + c * dilation.width();
            if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
              tap.accept(y, x, r, c, (row * in.width() + column) * in.channels());
            }
          }
        }
      }
    }
  }

  private static int paddingBefore(
      int size, int kernel, int stride, int dilation, Padding padding) {
    int positions = (int) Math.ceil((double) size / stride);
    int extent = (kernel - 1) * dilation + 1;
    return padding.same() ? Math.max((positions - 1) * stride + extent - size, 0) / 2 : 0;
  }

  private double[] newOutput() {
    return new double[(int) node.shape().size()];
  }

  private int outputIndex(int y, int x, int channels) {
    return (y * node.shape().width() + x) * channels;
  }

  private double[] addBiasAndActivate(double[] sums, boolean bias, Activation activation) {
    int channels = node.shape().channels();
    float[] offsets = bias ? weights("bias") : new float[channels];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += offsets[i % channels];
    }
    return applyActivation(sums, activation);
  }

  static double[] applyActivation(double[] x, Activation activation) {
    if (activation.kind() == Activation.Kind.SOFTMAX) {
      double max = Arrays.stream(x).max().orElseThrow();
      double[] e = Arrays.stream(x).map(v -> Math.exp(v - max)).toArray();
      double sum = Arrays.stream(e).sum();
      return Arrays.stream(e).map(v -> v / sum).toArray();
    }
    return Arrays.stream(x)
        .map(
            v ->
                switch (activation.kind()) {
                  case RELU -> Math.max(v, 0);
                  case RELU6 -> Math.min(Math.max(v, 0), 6);
                  case LEAKY_RELU -> v < 0 ? activation.slope() * v : v;
                  case SWISH -> v / (1 + Math.exp(-v));
                  case SIGMOID -> 1 / (1 + Math.exp(-v));
                  case TANH -> Math.tanh(v);
                  case LINEAR -> v;
                  case SOFTMAX -> throw new AssertionError("not element-wise");
                })
        .toArray();
  }

  @Override
  public double[] conv(Conv c) {
    double[] in = input();
    double[] out = newOutput();
    float[] w = weights("kernel");
    int groupChannels = inputShape().channels() / c.groups();
    int filters = c.filters();
    slideWindow(
        c.kernel(),
        c.stride(),
        c.padding(),
        c.dilation(),
        (y, x, row, column, from) -> {
          for (int f = 0; f < filters; f++) {
            int group = f / (filters / c.groups());
            for (int i = 0; i < groupChannels; i++) {
              int tap = ((row * c.kernel().width() + column) * groupChannels + i) * filters + f;
              out[outputIndex(y, x, filters) + f] += w[tap] * in[from + group * groupChannels + i];
            }
          }
        });
    return addBiasAndActivate(out, c.bias(), c.activation());
  }

  private double[] depthwise(
      Size kernel, Size stride, Padding padding, int multiplier, double[] out) {
    double[] in = input();
    float[] w = weights("depthwise_kernel");
    int channels = inputShape().channels();
    slideWindow(
        kernel,
        stride,
        padding,
        Size.ONE,
        (y, x, row, column, from) -> {
          for (int i = 0; i < channels; i++) {
            for (int m = 0; m < multiplier; m++) {
              int tap = ((row * kernel.width() + column) * channels + i) * multiplier + m;
              out[outputIndex(y, x, channels * multiplier) + i * multiplier + m] +=
                  w[tap] * in[from + i];
            }
          }
        });
    return out;
  }

  @Override
  public double[] depthwiseConv(DepthwiseConv c) {
    double[] sums = depthwise(c.kernel(), c.stride(), c.padding(), c.multiplier(), newOutput());
    return addBiasAndActivate(sums, c.bias(), c.activation());
  }

  @Override
  public double[] separableConv(SeparableConv c) {
    int channels = inputShape().channels() * c.multiplier();
    int positions = node.shape().height() * node.shape().width();
    double[] middle =
        depthwise(
            c.kernel(), c.stride(), c.padding(), c.multiplier(), new double[positions * channels]);
    float[] w = weights("pointwise_kernel");
    double[] out = newOutput();
    for (int i = 0; i < middle.length; i++) {
      for (int f = 0; f < c.filters(); f++) {
        out[i / channels * c.filters() + f] += middle[i] * w[i % channels * c.filters() + f];
      }
    }
    return addBiasAndActivate(out, c.bias(), c.activation());
  }

  @Override
  public double[] dense(Dense d) {
    double[] in = input();
    float[] w = weights("kernel");
    double[] out = newOutput();
    for (int i = 0; i < in.length; i++) {
      for (int u = 0; u < d.units(); u++) {
        out[u] += in[i] * w[i * d.units() + u];
      }
    }
    return addBiasAndActivate(out, d.bias(), d.activation());
  }

  @Override
  public double[] pool(Pool p) {
    double[] in = input();
    double[] out = newOutput();
    int[] taps = new int[out.length];
    int channels = inputShape().channels();
    slideWindow(
        p.kernel(),
        p.stride(),
        p.padding(),
        Size.ONE,
        (y, x, row, column, from) -> {
          for (int i = 0; i < channels; i++) {
            int index = outputIndex(y, x, channels) + i;
            double v = in[from + i];
            double combined = p.max() ? Math.max(out[index], v) : out[index] + v;
            out[index] = taps[index]++ == 0 ? v : combined;
          }
        });
    for (int i = 0; i < out.length && !p.max(); i++) {
      out[i] /= taps[i];
    }
    return out;
  }

  @Override
  public double[] globalPool(GlobalPool p) {
    double[] in = input();
    double[] out = newOutput();
    Arrays.fill(out, p.max() ? Double.NEGATIVE_INFINITY : 0);
    for (int i = 0; i < in.length; i++) {
      int channel = i % out.length;
      out[channel] =
          p.max() ? Math.max(out[channel], in[i]) : out[channel] + in[i] * out.length / in.length;
    }
    return out;
  }

  @Override
  public double[] batchNorm(BatchNorm b) {
    double[] out = input().clone();
    float[] mean = weights("moving_mean");
    float[] variance = weights("moving_variance");
    float[] beta = weights("beta");
    for (int i = 0; i < out.length; i++) {
      int c = i % mean.length;
      double gamma = b.gamma() ? weights("gamma")[c] : 1;
      out[i] = (out[i] - mean[c]) / Math.sqrt(variance[c] + b.epsilon()) * gamma + beta[c];
    }
    return out;
  }

  @Override
  public double[] activation(ActivationLayer a) {
    return applyActivation(input(), a.activation());
  }

  @Override
  public double[] dropout(Dropout d) {
    return input();
  }

  @Override
  public double[] flatten(Flatten f) {
    return input();
  }

  /** Shifts rows and columns; uncovered values are 0. */
  private double[] shift(int down, int right) {
    Shape in = inputShape();
    Shape out = node.shape();
    double[] from = input();
    double[] to = newOutput();
    for (int y = Math.max(0, -down); y < in.height() && y + down < out.height(); y++) {
      for (int x = Math.max(0, -right); x < in.width() && x + right < out.width(); x++) {
        System.arraycopy(
            from,
            (y * in.width() + x) * in.channels(),
            to,
            ((y + down) * out.width() + x + right) * in.channels(),
            in.channels());
      }
    }
    return to;
  }

  @Override
  public double[] zeroPad(ZeroPad p) {
    return shift(p.top(), p.left());
  }

  /** TensorFlow splits the padding as above; PyTorch's ceil_mode pads the bottom and right only. */
  @Override
  public double[] autoPad(AutoPad p) {
    boolean same = p.rule() == AutoPad.Rule.SAME;
    Padding rule = same ? Padding.SAME : Padding.VALID;
    return shift(
        paddingBefore(inputShape().height(), p.kernel().height(), p.stride().height(), 1, rule),
        paddingBefore(inputShape().width(), p.kernel().width(), p.stride().width(), 1, rule));
  }

  @Override
  public double[] crop(Crop c) {
    return shift(-c.top(), -c.left());
  }

  @Override
  public double[] scale(Scale s) {
    return Arrays.stream(input()).map(v -> v * s.factor()).toArray();
  }

  @Override
  public double[] add(Add a) {
    double[] out = newOutput();
    for (String input : node.inputs()) {
      double[] one = values.get(input);
      Arrays.setAll(out, i -> out[i] + one[i]);
    }
    return out;
  }

  @Override
  public double[] concat(Concat c) {
    double[] out = newOutput();
    int channels = node.shape().channels();
    int offset = 0;
    for (String input : node.inputs()) {
      double[] one = values.get(input);
      int width = graph.shape(input).channels();
      for (int i = 0; i < one.length; i++) {
        out[i / width * channels + offset + i % width] = one[i];
      }
      offset += width;
    }
    return out;
  }
}

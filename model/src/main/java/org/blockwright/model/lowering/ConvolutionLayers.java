package org.blockwright.model.lowering;

import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Size;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;

/**
 * DL4J's layers with a sliding window. Every setting is explicit, since DL4J's defaults are
 * unusual: convolutions have a sigmoid activation, and pooling layers a stride of 2.
 */
final class ConvolutionLayers {
  /** Memory layout of feature maps: batch, channel, height, width. */
  static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

  private ConvolutionLayers() {}

  /** A convolution, or one group of it. */
  static ConvolutionLayer convolution(Conv c, int channels, int filters) {
    return new ConvolutionLayer.Builder(toArray(c.kernel()), toArray(c.stride()))
        .nIn(channels)
        .nOut(filters)
        .convolutionMode(mode(c.padding()))
        .padding(c.padding().height(), c.padding().width())
        .dilation(toArray(c.dilation()))
        .hasBias(c.bias())
        .activation(ActivationFunctions.of(c.activation()))
        .weightInit(weightInit(c.activation()))
        .build();
  }

  static DepthwiseConvolution2D depthwise(DepthwiseConv c, int channels) {
    return new DepthwiseConvolution2D.Builder()
        .kernelSize(toArray(c.kernel()))
        .stride(toArray(c.stride()))
        .depthMultiplier(c.multiplier())
        .nIn(channels)
        .nOut((long) channels * c.multiplier())
        .convolutionMode(mode(c.padding()))
        .padding(c.padding().height(), c.padding().width())
        .hasBias(c.bias())
        .activation(ActivationFunctions.of(c.activation()))
        .weightInit(weightInit(c.activation()))
        .build();
  }

  /** The convolution that equals a depthwise convolution on one channel. */
  static ConvolutionLayer singleChannelDepthwise(DepthwiseConv c) {
    Conv equivalent =
        new Conv(
            c.multiplier(),
            c.kernel(),
            c.stride(),
            c.padding(),
            Size.ONE,
            1,
            c.bias(),
            c.activation());
    return convolution(equivalent, 1, c.multiplier());
  }

  static SeparableConvolution2D separable(SeparableConv c, int channels) {
    // Without input types, as in a network with groups, its backward pass would assume NHWC.
    return new SeparableConvolution2D.Builder(toArray(c.kernel()), toArray(c.stride()))
        .dataFormat(FORMAT)
        .depthMultiplier(c.multiplier())
        .nIn(channels)
        .nOut(c.filters())
        .convolutionMode(mode(c.padding()))
        .padding(c.padding().height(), c.padding().width())
        .hasBias(c.bias())
        .activation(ActivationFunctions.of(c.activation()))
        .weightInit(weightInit(c.activation()))
        .build();
  }

  /** The depthwise half of a separable convolution on one channel. */
  static ConvolutionLayer depthwiseHalf(SeparableConv c) {
    return singleChannelDepthwise(
        new DepthwiseConv(
            c.kernel(), c.multiplier(), c.stride(), c.padding(), false, Activation.LINEAR));
  }

  /** The pointwise (1x1) half of a separable convolution on one channel. */
  static ConvolutionLayer pointwiseHalf(SeparableConv c) {
    Conv pointwise =
        new Conv(
            c.filters(), Size.ONE, Size.ONE, Padding.VALID, Size.ONE, 1, c.bias(), c.activation());
    return convolution(pointwise, c.multiplier(), c.filters());
  }

  /** A factor and an offset per channel. */
  static DepthwiseConvolution2D factorAndOffset(int channels) {
    return depthwise(
        new DepthwiseConv(Size.ONE, 1, Size.ONE, Padding.VALID, true, Activation.LINEAR), channels);
  }

  static SubsamplingLayer pool(Pool p) {
    // Averages exclude padding, which is DL4J's default and what Keras does.
    return new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
        .kernelSize(toArray(p.kernel()))
        .stride(toArray(p.stride()))
        .convolutionMode(mode(p.padding()))
        .padding(p.padding().height(), p.padding().width())
        .build();
  }

  /** He initialization for rectifiers, Glorot for others; both uniform. */
  static WeightInit weightInit(Activation activation) {
    return activation.isRectifier() ? WeightInit.RELU_UNIFORM : WeightInit.XAVIER_UNIFORM;
  }

  private static int[] toArray(Size size) {
    return new int[] {size.height(), size.width()};
  }

  private static ConvolutionMode mode(Padding padding) {
    return padding.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }
}

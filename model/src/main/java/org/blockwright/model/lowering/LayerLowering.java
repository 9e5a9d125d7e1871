package org.blockwright.model.lowering;

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
import org.blockwright.dsl.layer.Layer.Visitor;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.ZeroPad;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Lowers each kind of layer to DL4J's. Every setting is explicit, since DL4J's defaults are
 * unusual: convolutions have a sigmoid activation, pools a stride of 2, and batch norm stores the
 * logarithm of the standard deviation.
 */
final class LayerLowering implements Visitor<LoweredLayer> {
  private final LayerGraph graph;
  private final Node node;
  private final boolean output;
  private final boolean foldedBatchNorm;

  /**
   * @param output whether the layer is an output with softmax
   * @param foldedBatchNorm whether to lower a batch norm to a factor and an offset
   */
  LayerLowering(LayerGraph graph, Node node, boolean output, boolean foldedBatchNorm) {
    this.graph = graph;
    this.node = node;
    this.output = output;
    this.foldedBatchNorm = foldedBatchNorm;
  }

  @Override
  public LoweredLayer conv(Conv c) {
    return LoweredLayer.layer(convolution(c, channels(), c.filters()));
  }

  /** A convolution, or one group of it. */
  static ConvolutionLayer convolution(Conv c, int channels, int filters) {
    return new ConvolutionLayer.Builder(toArray(c.kernel()), toArray(c.stride()))
        .nIn(channels)
        .nOut(filters)
        .convolutionMode(convolutionMode(c.padding()))
        .padding(c.padding().height(), c.padding().width())
        .dilation(toArray(c.dilation()))
        .hasBias(c.bias())
        .activation(ActivationFunctions.of(c.activation()))
        .weightInit(weightInit(c.activation()))
        .build();
  }

  /** The depthwise half of a separable convolution on one channel. */
  static ConvolutionLayer depthwiseHalf(SeparableConv c) {
    return singleChannelConvolution(
        new DepthwiseConv(
            c.kernel(), c.multiplier(), c.stride(), c.padding(), false, Activation.LINEAR));
  }

  /** The pointwise (1x1) half of a separable convolution on one channel. */
  static ConvolutionLayer pointwiseHalf(SeparableConv c) {
    Conv half =
        new Conv(
            c.filters(), Size.ONE, Size.ONE, Padding.VALID, Size.ONE, 1, c.bias(), c.activation());
    return convolution(half, c.multiplier(), c.filters());
  }

  /**
   * The convolution that equals a depthwise one on one channel; DL4J's fails on some 1x1 kernels.
   */
  private static ConvolutionLayer singleChannelConvolution(DepthwiseConv c) {
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

  @Override
  public LoweredLayer depthwiseConv(DepthwiseConv c) {
    if (channels() == 1) {
      return LoweredLayer.layer(singleChannelConvolution(c));
    }
    return LoweredLayer.layer(
        new DepthwiseConvolution2D.Builder()
            .kernelSize(toArray(c.kernel()))
            .stride(toArray(c.stride()))
            .depthMultiplier(c.multiplier())
            .nIn(channels())
            .nOut((long) node.shape().channels())
            .convolutionMode(convolutionMode(c.padding()))
            .padding(c.padding().height(), c.padding().width())
            .hasBias(c.bias())
            .activation(ActivationFunctions.of(c.activation()))
            .weightInit(weightInit(c.activation()))
            .build());
  }

  @Override
  public LoweredLayer separableConv(SeparableConv c) {
    return LoweredLayer.layer(
        // Without input types, as in a network with groups, its backward pass would assume NHWC.
        new SeparableConvolution2D.Builder(toArray(c.kernel()), toArray(c.stride()))
            .dataFormat(Lowering.FORMAT)
            .depthMultiplier(c.multiplier())
            .nIn(channels())
            .nOut(c.filters())
            .convolutionMode(convolutionMode(c.padding()))
            .padding(c.padding().height(), c.padding().width())
            .hasBias(c.bias())
            .activation(ActivationFunctions.of(c.activation()))
            .weightInit(weightInit(c.activation()))
            .build());
  }

  @Override
  public LoweredLayer dense(Dense d) {
    if (output) {
      return LoweredLayer.layer(
          new OutputLayer.Builder(LossFunction.MCXENT)
              .nIn(channels())
              .nOut(d.units())
              .hasBias(d.bias())
              .activation(ActivationFunctions.of(d.activation()))
              .weightInit(WeightInit.XAVIER_UNIFORM)
              .build());
    }
    return LoweredLayer.layer(
        new DenseLayer.Builder()
            .nIn(channels())
            .nOut(d.units())
            .hasBias(d.bias())
            .activation(ActivationFunctions.of(d.activation()))
            .weightInit(weightInit(d.activation()))
            .build());
  }

  @Override
  public LoweredLayer pool(Pool p) {
    // Averages exclude padding, which is DL4J's default and what Keras does.
    return LoweredLayer.layer(
        new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
            .kernelSize(toArray(p.kernel()))
            .stride(toArray(p.stride()))
            .convolutionMode(convolutionMode(p.padding()))
            .padding(p.padding().height(), p.padding().width())
            .build());
  }

  @Override
  public LoweredLayer globalPool(GlobalPool p) {
    return LoweredLayer.layer(
        new GlobalPoolingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG).build());
  }

  @Override
  public LoweredLayer batchNorm(BatchNorm b) {
    if (foldedBatchNorm) {
      return LoweredLayer.layer(
          new DepthwiseConvolution2D.Builder()
              .kernelSize(1, 1)
              .stride(1, 1)
              .depthMultiplier(1)
              .nIn(channels())
              .nOut((long) node.shape().channels())
              .convolutionMode(ConvolutionMode.Truncate)
              .hasBias(true)
              .activation(ActivationFunctions.of(Activation.LINEAR))
              .weightInit(WeightInit.XAVIER_UNIFORM)
              .build());
    }
    return LoweredLayer.layer(
        new BatchNormalization.Builder()
            .nIn(channels())
            .nOut(channels())
            .eps(b.epsilon())
            .decay(b.momentum())
            .useLogStd(false)
            .build());
  }

  @Override
  public LoweredLayer activation(ActivationLayer a) {
    return LoweredLayer.layer(
        new org.deeplearning4j.nn.conf.layers.ActivationLayer.Builder()
            .activation(ActivationFunctions.of(a.activation()))
            .build());
  }

  @Override
  public LoweredLayer dropout(Dropout d) {
    // DL4J expects the probability of keeping a value.
    return LoweredLayer.layer(new DropoutLayer.Builder(1 - d.rate()).build());
  }

  @Override
  public LoweredLayer flatten(Flatten f) {
    Shape in = graph.inputShape(node);
    if (!in.isFeatureMap()) {
      // DL4J's preprocessor rejects vectors, which are flat already.
      return LoweredLayer.vertex(new ScaleVertex(1.0));
    }
    return LoweredLayer.vertex(
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(
                in.height(), in.width(), in.channels(), Lowering.FORMAT)));
  }

  @Override
  public LoweredLayer zeroPad(ZeroPad p) {
    return LoweredLayer.layer(
        new ZeroPaddingLayer.Builder(p.top(), p.bottom(), p.left(), p.right()).build());
  }

  @Override
  public LoweredLayer autoPad(AutoPad p) {
    return zeroPad(p.padding(graph.inputShape(node)));
  }

  @Override
  public LoweredLayer crop(Crop c) {
    return LoweredLayer.layer(
        new Cropping2D.Builder(c.top(), c.bottom(), c.left(), c.right()).build());
  }

  @Override
  public LoweredLayer scale(Scale s) {
    return LoweredLayer.vertex(new ScaleVertex(s.factor()));
  }

  @Override
  public LoweredLayer add(Add a) {
    return LoweredLayer.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  @Override
  public LoweredLayer concat(Concat c) {
    return LoweredLayer.vertex(new MergeVertex());
  }

  private int channels() {
    return graph.inputShape(node).channels();
  }

  private static int[] toArray(Size size) {
    return new int[] {size.height(), size.width()};
  }

  private static ConvolutionMode convolutionMode(Padding padding) {
    return padding.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  /** He initialization for rectifiers, Glorot for others; both uniform. */
  private static WeightInit weightInit(Activation activation) {
    return activation.isRectifier() ? WeightInit.RELU_UNIFORM : WeightInit.XAVIER_UNIFORM;
  }
}

package org.blockwright.dsl.lowering;

import org.blockwright.dsl.Activate;
import org.blockwright.dsl.Activation;
import org.blockwright.dsl.Add;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Concat;
import org.blockwright.dsl.Conv;
import org.blockwright.dsl.Crop;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.DepthwiseConv;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.FitPad;
import org.blockwright.dsl.Flatten;
import org.blockwright.dsl.GlobalPool;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layer.Visitor;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Padding;
import org.blockwright.dsl.Pool;
import org.blockwright.dsl.Scale;
import org.blockwright.dsl.SeparableConv;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.Size;
import org.blockwright.dsl.ZeroPad;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
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
 * Each kind of layer as DL4J has it. Every setting is said, since DL4J's defaults are others than
 * the field's: convolutions activate by sigmoid, pools stride by 2, batch norm keeps the logarithm
 * of its deviation.
 */
final class LayerLowering implements Visitor<Lowered> {
  private final Graph graph;
  private final Node node;
  private final boolean output;
  private final boolean foldedNorm;

  /**
   * @param output whether the node is the last and ends in softmax
   * @param foldedNorm whether a batch norm is to become a factor and an offset
   */
  LayerLowering(Graph graph, Node node, boolean output, boolean foldedNorm) {
    this.graph = graph;
    this.node = node;
    this.output = output;
    this.foldedNorm = foldedNorm;
  }

  @Override
  public Lowered conv(Conv c) {
    return Lowered.layer(convolution(c, channels(), c.filters()));
  }

  /** A convolution, or one group of it. */
  static ConvolutionLayer convolution(Conv c, int channels, int filters) {
    return new ConvolutionLayer.Builder(sides(c.kernel()), sides(c.stride()))
        .nIn(channels)
        .nOut(filters)
        .convolutionMode(mode(c.padding()))
        .padding(c.padding().height(), c.padding().width())
        .dilation(sides(c.dilation()))
        .hasBias(c.bias())
        .activation(Activations.of(c.activation()))
        .weightInit(init(c.activation()))
        .build();
  }

  /** The depthwise half of a separable convolution of one channel. */
  static ConvolutionLayer firstHalf(SeparableConv c) {
    return ofOneChannel(
        new DepthwiseConv(
            c.kernel(), c.multiplier(), c.stride(), c.padding(), false, Activation.LINEAR));
  }

  /** The 1x1 half of a separable convolution of one channel. */
  static ConvolutionLayer secondHalf(SeparableConv c) {
    Conv half =
        new Conv(
            Size.ONE, c.filters(), Size.ONE, Padding.VALID, Size.ONE, 1, c.bias(), c.activation());
    return convolution(half, c.multiplier(), c.filters());
  }

  /** A depthwise convolution of one channel is a convolution; DL4J's fails on some 1x1 kernels. */
  private static ConvolutionLayer ofOneChannel(DepthwiseConv c) {
    Conv same =
        new Conv(
            c.kernel(),
            c.multiplier(),
            c.stride(),
            c.padding(),
            Size.ONE,
            1,
            c.bias(),
            c.activation());
    return convolution(same, 1, c.multiplier());
  }

  @Override
  public Lowered depthwiseConv(DepthwiseConv c) {
    if (channels() == 1) {
      return Lowered.layer(ofOneChannel(c));
    }
    return Lowered.layer(
        new DepthwiseConvolution2D.Builder()
            .kernelSize(sides(c.kernel()))
            .stride(sides(c.stride()))
            .depthMultiplier(c.multiplier())
            .nIn(channels())
            .nOut((long) node.shape().channels())
            .convolutionMode(mode(c.padding()))
            .padding(c.padding().height(), c.padding().width())
            .hasBias(c.bias())
            .activation(Activations.of(c.activation()))
            .weightInit(init(c.activation()))
            .build());
  }

  @Override
  public Lowered separableConv(SeparableConv c) {
    return Lowered.layer(
        // Without input types, as in a network with groups, its backward pass would take NHWC.
        new SeparableConvolution2D.Builder(sides(c.kernel()), sides(c.stride()))
            .dataFormat(Lowering.FORMAT)
            .depthMultiplier(c.multiplier())
            .nIn(channels())
            .nOut(c.filters())
            .convolutionMode(mode(c.padding()))
            .padding(c.padding().height(), c.padding().width())
            .hasBias(c.bias())
            .activation(Activations.of(c.activation()))
            .weightInit(init(c.activation()))
            .build());
  }

  @Override
  public Lowered dense(Dense d) {
    if (output) {
      return Lowered.layer(
          new OutputLayer.Builder(LossFunction.MCXENT)
              .nIn(channels())
              .nOut(d.units())
              .hasBias(d.bias())
              .activation(Activations.of(d.activation()))
              .weightInit(WeightInit.XAVIER_UNIFORM)
              .build());
    }
    return Lowered.layer(
        new DenseLayer.Builder()
            .nIn(channels())
            .nOut(d.units())
            .hasBias(d.bias())
            .activation(Activations.of(d.activation()))
            .weightInit(init(d.activation()))
            .build());
  }

  @Override
  public Lowered pool(Pool p) {
    // The divisor of a mean leaves padding out, which is DL4J's default and Keras's rule.
    return Lowered.layer(
        new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
            .kernelSize(sides(p.kernel()))
            .stride(sides(p.stride()))
            .convolutionMode(mode(p.padding()))
            .padding(p.padding().height(), p.padding().width())
            .build());
  }

  @Override
  public Lowered globalPool(GlobalPool p) {
    return Lowered.layer(
        new GlobalPoolingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG).build());
  }

  @Override
  public Lowered batchNorm(BatchNorm b) {
    if (foldedNorm) {
      return Lowered.layer(
          new DepthwiseConvolution2D.Builder()
              .kernelSize(1, 1)
              .stride(1, 1)
              .depthMultiplier(1)
              .nIn(channels())
              .nOut((long) node.shape().channels())
              .convolutionMode(ConvolutionMode.Truncate)
              .hasBias(true)
              .activation(Activations.of(Activation.LINEAR))
              .weightInit(WeightInit.XAVIER_UNIFORM)
              .build());
    }
    return Lowered.layer(
        new BatchNormalization.Builder()
            .nIn(channels())
            .nOut(channels())
            .eps(b.epsilon())
            .decay(b.momentum())
            .useLogStd(false)
            .build());
  }

  @Override
  public Lowered activate(Activate a) {
    return Lowered.layer(
        new ActivationLayer.Builder().activation(Activations.of(a.function())).build());
  }

  @Override
  public Lowered dropout(Dropout d) {
    // DL4J counts what is kept.
    return Lowered.layer(new DropoutLayer.Builder(1 - d.rate()).build());
  }

  @Override
  public Lowered flatten(Flatten f) {
    Shape in = graph.inputShape(node);
    if (!in.map()) {
      // DL4J's preprocessor refuses a vector, which is flat already.
      return Lowered.vertex(new ScaleVertex(1.0));
    }
    return Lowered.vertex(
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(
                in.height(), in.width(), in.channels(), Lowering.FORMAT)));
  }

  @Override
  public Lowered zeroPad(ZeroPad p) {
    return Lowered.layer(
        new ZeroPaddingLayer.Builder(p.top(), p.bottom(), p.left(), p.right()).build());
  }

  @Override
  public Lowered fitPad(FitPad p) {
    return zeroPad(p.zeros(graph.inputShape(node)));
  }

  @Override
  public Lowered crop(Crop c) {
    return Lowered.layer(new Cropping2D.Builder(c.top(), c.bottom(), c.left(), c.right()).build());
  }

  @Override
  public Lowered scale(Scale s) {
    return Lowered.vertex(new ScaleVertex(s.factor()));
  }

  @Override
  public Lowered add(Add a) {
    return Lowered.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  @Override
  public Lowered concat(Concat c) {
    return Lowered.vertex(new MergeVertex());
  }

  private int channels() {
    return graph.inputShape(node).channels();
  }

  private static int[] sides(Size size) {
    return new int[] {size.height(), size.width()};
  }

  private static ConvolutionMode mode(Padding padding) {
    return padding.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  /** He's for functions that rectify, Glorot's for the others; both uniform. */
  private static WeightInit init(Activation activation) {
    return activation.rectifies() ? WeightInit.RELU_UNIFORM : WeightInit.XAVIER_UNIFORM;
  }
}

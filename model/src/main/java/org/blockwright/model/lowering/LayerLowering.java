package org.blockwright.model.lowering;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;
import static org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
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
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.ZeroPad;
import org.blockwright.engine.StockLosses;
import org.blockwright.engine.loss.OutputLoss;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;

/**
 * Lowers each kind of layer to DL4J's vertices, and locates its parameters in them. Every setting
 * is explicit, since DL4J's defaults are unusual; for instance, batch norm would store the
 * logarithm of the standard deviation.
 */
final class LayerLowering implements Visitor<LayerVertices> {
  /** DL4J's names of arrays, if the vertex has the layer's kind. */
  private static final Map<String, String> KEYS =
      Map.of(
          Parameter.KERNEL, WEIGHT_KEY,
          Parameter.DEPTHWISE_KERNEL, WEIGHT_KEY,
          Parameter.POINTWISE_KERNEL, POINT_WISE_WEIGHT_KEY,
          Parameter.BIAS, BIAS_KEY,
          Parameter.GAMMA, GAMMA,
          Parameter.BETA, BETA,
          Parameter.MEAN, GLOBAL_MEAN,
          Parameter.VARIANCE, GLOBAL_VAR);

  private static final ImmutableIntArray SAME_ORDER = ImmutableIntArray.of();

  private final LayerGraph graph;
  private final Node node;
  private final FreezeMode freezeMode;
  private final Optional<OutputLoss> loss;
  private final List<String> inputs;

  /**
   * @param loss present if the layer is an output that computes a loss
   * @param inputs names of the input vertices
   */
  LayerLowering(
      LayerGraph graph,
      Node node,
      FreezeMode freezeMode,
      Optional<OutputLoss> loss,
      List<String> inputs) {
    this.graph = graph;
    this.node = node;
    this.freezeMode = freezeMode;
    this.loss = loss;
    this.inputs = inputs;
  }

  LayerVertices lower() {
    return node.layer().accept(this);
  }

  @Override
  public LayerVertices conv(Conv c) {
    return c.groups() == 1
        ? single(ConvolutionLayers.convolution(c, channels(), c.filters()))
        : grouped(c);
  }

  /**
   * DL4J has no grouped convolution: each group becomes a convolution of its channels, and their
   * outputs are concatenated.
   */
  private LayerVertices grouped(Conv c) {
    int channels = channels() / c.groups();
    int filters = c.filters() / c.groups();
    List<Dl4jVertex> vertices = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < c.groups(); i++) {
      String input = AddedVertices.groupInput(node, i);
      String group = AddedVertices.group(node, i);
      SubsetVertex subset = new SubsetVertex(i * channels, (i + 1) * channels - 1);
      vertices.add(Dl4jVertex.of(input, subset, inputs));
      Layer convolution = ConvolutionLayers.convolution(c, channels, filters);
      vertices.add(Dl4jVertex.of(group, convolution, List.of(input)));
      groups.add(group);
    }
    vertices.add(Dl4jVertex.of(node.name(), new MergeVertex(), groups));
    return LayerVertices.of(
        vertices, parameters(p -> LoweredParameter.split(p, groups, KEYS.get(p.kind()))));
  }

  @Override
  public LayerVertices depthwiseConv(DepthwiseConv c) {
    if (channels() == 1) {
      // DL4J's depthwise convolution fails on some 1x1 kernels.
      return single(ConvolutionLayers.singleChannelDepthwise(c));
    }
    return LayerVertices.of(
        List.of(vertex(ConvolutionLayers.depthwise(c, channels()))),
        parameters(p -> atNode(p).untransposed()));
  }

  @Override
  public LayerVertices separableConv(SeparableConv c) {
    if (channels() > 1) {
      return single(ConvolutionLayers.separable(c, channels()));
    }
    // DL4J's separable convolution fails or has a wrong gradient on one channel.
    String depthwise = AddedVertices.depthwise(node);
    return LayerVertices.of(
        List.of(
            Dl4jVertex.of(depthwise, ConvolutionLayers.depthwiseHalf(c), inputs),
            Dl4jVertex.of(node.name(), ConvolutionLayers.pointwiseHalf(c), List.of(depthwise))),
        parameters(
            p ->
                switch (p.kind()) {
                  case Parameter.DEPTHWISE_KERNEL -> LoweredParameter.at(p, depthwise, WEIGHT_KEY);
                  case Parameter.POINTWISE_KERNEL ->
                      LoweredParameter.at(p, node.name(), WEIGHT_KEY);
                  default -> atNode(p);
                }));
  }

  @Override
  public LayerVertices dense(Dense d) {
    ImmutableIntArray rows = flatOrder();
    return LayerVertices.of(
        List.of(vertex(loss.map(l -> outputLayer(d, l)).orElseGet(() -> denseLayer(d)))),
        parameters(p -> p.kind().equals(Parameter.KERNEL) ? atNode(p).withOrder(rows) : atNode(p)));
  }

  private Layer outputLayer(Dense d, OutputLoss l) {
    if (freezeMode != FreezeMode.NOT_FROZEN) {
      throw new UsageException(LoweringProblems.frozenOutput(node.name()));
    }
    return new OutputLayer.Builder(StockLosses.nearest(node.name(), l, d.units()))
        .nIn(channels())
        .nOut(d.units())
        .hasBias(d.bias())
        .activation(ActivationFunctions.of(d.activation()))
        .weightInit(ConvolutionLayers.weightInit(d.activation()))
        .build();
  }

  private Layer denseLayer(Dense d) {
    return new DenseLayer.Builder()
        .nIn(channels())
        .nOut(d.units())
        .hasBias(d.bias())
        .activation(ActivationFunctions.of(d.activation()))
        .weightInit(ConvolutionLayers.weightInit(d.activation()))
        .build();
  }

  @Override
  public LayerVertices pool(Pool p) {
    return single(ConvolutionLayers.pool(p));
  }

  @Override
  public LayerVertices globalPool(GlobalPool p) {
    return single(
        new GlobalPoolingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG).build());
  }

  @Override
  public LayerVertices batchNorm(BatchNorm b) {
    if (freezeMode == FreezeMode.PASS_GRADIENT) {
      return foldedBatchNorm(b);
    }
    Layer layer =
        new BatchNormalization.Builder()
            .nIn(channels())
            .nOut(channels())
            .eps(b.epsilon())
            .decay(b.momentum())
            .useLogStd(false)
            .build();
    ImmutableIntArray units = node.shape().isFeatureMap() ? SAME_ORDER : flatOrder();
    LayerVertices norm =
        LayerVertices.of(List.of(vertex(layer)), parameters(p -> atNode(p).withOrder(units)));
    if (b.gamma()) {
      return norm;
    }
    ParameterSlice gamma =
        new ParameterSlice(node.name(), KEYS.get(Parameter.GAMMA), 0, channels());
    return norm.withConstraint(new Constraint(Constraint.Kind.FIXED_AT_ONE, gamma));
  }

  /** DL4J's wrapper that passes the gradient crashes on a batch norm, or its gradient is wrong. */
  private LayerVertices foldedBatchNorm(BatchNorm b) {
    if (!node.shape().isFeatureMap()) {
      throw new UsageException(LoweringProblems.frozenVectorBatchNorm(node.name()));
    }
    return LayerVertices.folded(
        vertex(ConvolutionLayers.factorAndOffset(channels())),
        new FoldedBatchNorm(node.name(), b.epsilon()));
  }

  @Override
  public LayerVertices activation(ActivationLayer a) {
    IActivation function = ActivationFunctions.of(a.activation());
    return single(
        loss.<Layer>map(l -> lossLayer(function, l))
            .orElseGet(
                () ->
                    new org.deeplearning4j.nn.conf.layers.ActivationLayer.Builder()
                        .activation(function)
                        .build()));
  }

  private Layer lossLayer(IActivation function, OutputLoss l) {
    return new LossLayer.Builder(StockLosses.nearest(node.name(), l, channels()))
        .activation(function)
        .build();
  }

  @Override
  public LayerVertices dropout(Dropout d) {
    // DL4J expects the probability of keeping a value.
    return single(new DropoutLayer.Builder(1 - d.rate()).build());
  }

  @Override
  public LayerVertices flatten(Flatten f) {
    Shape in = graph.inputShape(node);
    if (!in.isFeatureMap()) {
      // DL4J's preprocessor rejects vectors, which are flat already.
      return single(new ScaleVertex(1.0));
    }
    return single(
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(
                in.height(), in.width(), in.channels(), ConvolutionLayers.FORMAT)));
  }

  @Override
  public LayerVertices zeroPad(ZeroPad p) {
    return single(new ZeroPaddingLayer.Builder(p.top(), p.bottom(), p.left(), p.right()).build());
  }

  @Override
  public LayerVertices autoPad(AutoPad p) {
    return zeroPad(p.padding(graph.inputShape(node)));
  }

  @Override
  public LayerVertices crop(Crop c) {
    return single(cropping(c));
  }

  static Layer cropping(Crop c) {
    return new Cropping2D.Builder(c.top(), c.bottom(), c.left(), c.right()).build();
  }

  @Override
  public LayerVertices scale(Scale s) {
    return single(new ScaleVertex(s.factor()));
  }

  @Override
  public LayerVertices add(Add a) {
    return single(new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  @Override
  public LayerVertices concat(Concat c) {
    return single(new MergeVertex());
  }

  private LayerVertices single(Layer layer) {
    return LayerVertices.of(List.of(vertex(layer)), parameters(this::atNode));
  }

  private LayerVertices single(GraphVertex vertex) {
    return LayerVertices.of(List.of(Dl4jVertex.of(node.name(), vertex, inputs)), List.of());
  }

  private Dl4jVertex vertex(Layer layer) {
    return Dl4jVertex.of(node.name(), layer, inputs);
  }

  private List<LoweredParameter> parameters(Function<Parameter, LoweredParameter> location) {
    return graph.parameters(node).stream().map(location).collect(toImmutableList());
  }

  private LoweredParameter atNode(Parameter parameter) {
    return LoweredParameter.at(parameter, node.name(), KEYS.get(parameter.kind()));
  }

  /** The order of the input's units in memory. */
  private ImmutableIntArray flatOrder() {
    int[] order = FlatOrder.of(graph, node.input());
    return FlatOrder.isIdentity(order) ? SAME_ORDER : ImmutableIntArray.copyOf(order);
  }

  private int channels() {
    return graph.inputShape(node).channels();
  }
}

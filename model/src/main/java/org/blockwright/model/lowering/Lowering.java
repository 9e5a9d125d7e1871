package org.blockwright.model.lowering;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Engine;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Lowers a graph to the configuration of a stock ComputationGraph: one vertex for each layer, of
 * the same name. Some things are added where DL4J needs them:
 *
 * <ul>
 *   <li>A guard, {@code <name>/guard}, before an activation whose input somebody else reads as
 *       well: DL4J activates in place, so the other reader would see activated values.
 *   <li>A last softmax becomes the loss layer of its name, a last dense layer with softmax the
 *       output layer.
 *   <li>A crop, {@code <name>/crop}, before a window in "same" whose stride leaves rows or columns
 *       over.
 *   <li>A convolution in groups becomes {@code <name>/part1}, {@code <name>/group1} and so on,
 *       which meet again in the vertex of its name.
 *   <li>A separable convolution of one channel, on which DL4J's fails or has a wrong gradient,
 *       becomes {@code <name>/depthwise} and a 1x1 convolution of its name.
 *   <li>Frozen layers are wrapped; see {@link Freezing}.
 * </ul>
 */
public final class Lowering {
  /** The memory layout: maps lie as batch, channel, height, width. */
  static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

  /**
   * Convolutions keep what the forward pass made for the backward pass, instead of making it again:
   * a step of VGG16 takes a quarter less time for a tenth more memory (docs/benchmarks.md).
   */
  private static final CacheMode CACHE = CacheMode.DEVICE;

  private final LayerGraph graph;
  private final TrainingPlan plan;
  private final Freezing freezing;
  private final ComputationGraphConfiguration.GraphBuilder builder;

  private Lowering(LayerGraph graph, TrainingPlan plan, Freezing freezing) {
    this.graph = graph;
    this.plan = plan;
    this.freezing = freezing;
    this.builder =
        new NeuralNetConfiguration.Builder()
            .seed(plan.seed())
            .dataType(DataType.FLOAT)
            .cacheMode(CACHE)
            .graphBuilder();
  }

  /**
   * Lowers a graph.
   *
   * @throws UsageException where there are no layers, or nothing is left to train
   */
  public static ComputationGraphConfiguration lower(LayerGraph graph, TrainingPlan plan) {
    Engine.start();
    if (graph.nodes().isEmpty()) {
      throw new UsageException(LoweringProblems.noLayers(graph.networkName()));
    }
    return new Lowering(graph, plan, Freezing.of(graph, plan)).configuration();
  }

  private ComputationGraphConfiguration configuration() {
    builder.addInputs(graph.inputs().keySet());
    if (graph.nodes().stream().noneMatch(Lowering::isGrouped)) {
      builder.setInputTypes(
          graph.inputs().values().stream().map(Lowering::inputType).toArray(InputType[]::new));
    }
    for (Node node : graph.nodes()) {
      String[] inputs = node.inputs().toArray(String[]::new);
      if (node.layer() instanceof ActivationLayer && sharesInput(node)) {
        inputs = new String[] {AddedVertices.guard(node)};
        builder.addVertex(inputs[0], wrapIfFrozen(node, new ScaleVertex(1.0)), node.input());
      }
      add(node, cropUnseen(node, inputs));
    }
    return builder.setOutputs(graph.outputs().toArray(String[]::new)).build();
  }

  /**
   * Where "same" asks for no zeros and the window does not reach the end, DL4J pads by a negative
   * number: convolutions fail and pools look at other places. What no window sees is cut off then.
   * A single row is rounded away, and left to DL4J.
   */
  private String[] cropUnseen(Node node, String... inputs) {
    Optional<Crop> unseen =
        node.layer()
            .window()
            .map(window -> window.uncoveredBorder(graph.inputShape(node)))
            .filter(crop -> Math.max(crop.bottom(), crop.right()) > 1);
    if (unseen.isEmpty()) {
      return inputs;
    }
    Layer crop = new LayerLowering(graph, node, false, false).crop(unseen.get()).layer().get();
    addLayer(node, AddedVertices.crop(node), crop, inputs);
    return new String[] {AddedVertices.crop(node)};
  }

  private void add(Node node, String[] inputs) {
    if (isOutput(node) && node.layer() instanceof ActivationLayer) {
      builder.addLayer(
          node.name(),
          new LossLayer.Builder(LossFunction.MCXENT)
              .activation(ActivationFunctions.of(Activation.SOFTMAX))
              .build(),
          inputs);
      return;
    }
    if (isGrouped(node)) {
      addGroups(node, inputs);
      return;
    }
    if (node.layer() instanceof SeparableConv conv && graph.inputShape(node).channels() == 1) {
      addSeparableHalves(node, conv, inputs);
      return;
    }
    LoweredLayer lowered =
        node.layer()
            .accept(new LayerLowering(graph, node, isOutput(node), isFoldedBatchNorm(node)));
    if (lowered.vertex().isPresent()) {
      builder.addVertex(node.name(), wrapIfFrozen(node, lowered.vertex().orElseThrow()), inputs);
      return;
    }
    addLayer(node, node.name(), lowered.layer().orElseThrow(), inputs);
  }

  private void addLayer(Node node, String vertex, Layer layer, String... inputs) {
    Freezing.Mode way = freezing.mode(node);
    if (layer instanceof org.deeplearning4j.nn.conf.layers.BaseLayer base) {
      base.setIUpdater(
          Updaters.of(
              plan.optimizer(), way == Freezing.Mode.NOT_FROZEN ? plan.multiplier(node) : 0));
    }
    builder.addLayer(vertex, wrapIfFrozen(node, layer, way), inputs);
  }

  /**
   * DL4J has no grouped convolution: each group is a convolution of its share of the channels, and
   * their outputs are joined. DL4J infers a wrong type behind its vertex that takes some of the
   * channels, which is why such a graph says no input types; every size is given here anyway.
   */
  private void addGroups(Node node, String... inputs) {
    Conv conv = (Conv) node.layer();
    int channels = graph.inputShape(node).channels() / conv.groups();
    String[] ends = new String[conv.groups()];
    for (int i = 0; i < ends.length; i++) {
      String part = AddedVertices.groupInput(node, i);
      ends[i] = AddedVertices.group(node, i);
      builder.addVertex(
          part, wrapIfFrozen(node, new SubsetVertex(i * channels, (i + 1) * channels - 1)), inputs);
      Layer group = LayerLowering.convolution(conv, channels, conv.filters() / conv.groups());
      addLayer(node, ends[i], group, part);
    }
    builder.addVertex(node.name(), wrapIfFrozen(node, new MergeVertex()), ends);
  }

  private void addSeparableHalves(Node node, SeparableConv whole, String... inputs) {
    String middle = AddedVertices.depthwise(node);
    addLayer(node, middle, LayerLowering.depthwiseHalf(whole), inputs);
    addLayer(node, node.name(), LayerLowering.pointwiseHalf(whole), middle);
  }

  private static boolean isGrouped(Node node) {
    return node.layer() instanceof Conv conv && conv.groups() > 1;
  }

  private Layer wrapIfFrozen(Node node, Layer layer, Freezing.Mode way) {
    if (way != Freezing.Mode.NOT_FROZEN && isOutput(node)) {
      throw new UsageException(LoweringProblems.frozenOutput(node.name()));
    }
    return switch (way) {
      case NOT_FROZEN -> layer;
      case STOP_GRADIENT -> new FrozenLayer(layer);
      case PASS_GRADIENT -> new FrozenLayerWithBackprop(layer);
    };
  }

  private GraphVertex wrapIfFrozen(Node node, GraphVertex vertex) {
    return freezing.mode(node) == Freezing.Mode.STOP_GRADIENT ? new FrozenVertex(vertex) : vertex;
  }

  /**
   * A frozen batch norm above layers that learn: DL4J's wrapper crashes on it or gives wrong
   * gradients, so it becomes what it computes, a factor and an offset for each channel.
   */
  private boolean isFoldedBatchNorm(Node node) {
    boolean folded =
        node.layer() instanceof BatchNorm && freezing.mode(node) == Freezing.Mode.PASS_GRADIENT;
    if (folded && !node.shape().isFeatureMap()) {
      throw new UsageException(LoweringProblems.frozenVectorBatchNorm(node.name()));
    }
    return folded;
  }

  /** Whether this activation, done in place, would change what somebody else reads. */
  private boolean sharesInput(Node activation) {
    String at = activation.input();
    while (true) {
      boolean given = graph.inputs().containsKey(at) || graph.outputs().contains(at);
      if (given || graph.consumers(at).size() > 1) {
        return true;
      }
      Node node = graph.node(at);
      // These hand on their input's memory, or a part of it.
      boolean aliases =
          node.layer() instanceof Dropout
              || node.layer() instanceof Flatten
              || node.layer() instanceof Crop;
      if (!aliases) {
        return false;
      }
      at = node.input();
    }
  }

  /**
   * Refuses what DL4J could not train: it has a loss only where an output is a softmax.
   *
   * @throws UsageException naming the first output without a loss
   */
  public static void requireLosses(LayerGraph graph) {
    for (String output : graph.outputs()) {
      if (!graph.contains(output) || !isOutput(graph, graph.node(output))) {
        throw new UsageException(
            LoweringProblems.noLoss(graph.networkName(), output, graph.shape(output)));
      }
    }
  }

  private boolean isOutput(Node node) {
    return isOutput(graph, node);
  }

  private static boolean isOutput(LayerGraph graph, Node node) {
    boolean last = graph.outputs().contains(node.name()) && graph.consumers(node.name()).isEmpty();
    boolean softmax =
        node.layer() instanceof Dense dense && dense.activation().equals(Activation.SOFTMAX)
            || node.layer() instanceof ActivationLayer activate
                && activate.activation().equals(Activation.SOFTMAX);
    return last && softmax;
  }

  static InputType inputType(Shape shape) {
    return shape.isFeatureMap()
        ? InputType.convolutional(shape.height(), shape.width(), shape.channels(), FORMAT)
        : InputType.feedForward(shape.channels());
  }

  /** The frozen norms of a graph that are lowered as factor and offset, by name. */
  public static Set<String> foldedBatchNorms(LayerGraph graph, TrainingPlan plan) {
    Freezing freezing = Freezing.of(graph, plan);
    return graph.nodes().stream()
        .filter(node -> node.layer() instanceof BatchNorm)
        .filter(node -> freezing.mode(node) == Freezing.Mode.PASS_GRADIENT)
        .map(Node::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}

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
 * Lowers a graph to the configuration of a stock ComputationGraph, with one vertex per layer, of
 * the same name. DL4J requires some exceptions:
 *
 * <ul>
 *   <li>An activation whose input is used elsewhere, too, gets a copy of it, {@code <name>/guard}:
 *       DL4J activates in place, so the other layer would get activated values.
 *   <li>A softmax output becomes a loss layer, a dense output with softmax an output layer.
 *   <li>A window with padding "same" gets a crop, {@code <name>/crop}, if its stride leaves rows or
 *       columns unused.
 *   <li>A grouped convolution becomes {@code <name>/part1}, {@code <name>/group1} and so on, and a
 *       vertex of its name that concatenates them.
 *   <li>A separable convolution on one channel, for which DL4J's fails or has a wrong gradient,
 *       becomes {@code <name>/depthwise} and a 1x1 convolution of its name.
 *   <li>Frozen layers are wrapped; see {@link Freezing}.
 * </ul>
 */
public final class Lowering {
  /** Memory layout of feature maps: batch, channel, height, width. */
  static final CNN2DFormat FORMAT = CNN2DFormat.NCHW;

  /**
   * Convolutions keep intermediate arrays of the forward pass for the backward pass, instead of
   * computing them again: a step of VGG16 takes a quarter less time for a tenth more memory
   * (docs/benchmarks.md).
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
   * @throws UsageException if there are no layers, all layers are frozen, or DL4J cannot train a
   *     layer that is frozen
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
      add(node, cropUncovered(node, inputs));
    }
    return builder.setOutputs(graph.outputs().toArray(String[]::new)).build();
  }

  /**
   * Crops rows and columns that no window covers. With padding "same" and no zeros to add, DL4J
   * would pad by a negative number: convolutions fail, and pools are shifted. A single row or
   * column is rounded away by DL4J itself.
   */
  private String[] cropUncovered(Node node, String... inputs) {
    Optional<Crop> uncovered =
        node.layer()
            .window()
            .map(window -> window.uncoveredBorder(graph.inputShape(node)))
            .filter(crop -> Math.max(crop.bottom(), crop.right()) > 1);
    if (uncovered.isEmpty()) {
      return inputs;
    }
    Layer crop = new LayerLowering(graph, node, false, false).crop(uncovered.get()).layer().get();
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
    Freezing.Mode mode = freezing.mode(node);
    if (layer instanceof org.deeplearning4j.nn.conf.layers.BaseLayer base) {
      base.setIUpdater(
          Updaters.of(
              plan.optimizer(), mode == Freezing.Mode.NOT_FROZEN ? plan.multiplier(node) : 0));
    }
    builder.addLayer(vertex, wrapIfFrozen(node, layer, mode), inputs);
  }

  /**
   * DL4J has no grouped convolution: each group becomes a convolution of its channels, and their
   * outputs are concatenated. DL4J infers a wrong shape after a vertex that selects channels, so
   * such a graph has no input types; all sizes are explicit anyway.
   */
  private void addGroups(Node node, String... inputs) {
    Conv conv = (Conv) node.layer();
    int channels = graph.inputShape(node).channels() / conv.groups();
    String[] groups = new String[conv.groups()];
    for (int i = 0; i < groups.length; i++) {
      String groupInput = AddedVertices.groupInput(node, i);
      groups[i] = AddedVertices.group(node, i);
      builder.addVertex(
          groupInput,
          wrapIfFrozen(node, new SubsetVertex(i * channels, (i + 1) * channels - 1)),
          inputs);
      Layer group = LayerLowering.convolution(conv, channels, conv.filters() / conv.groups());
      addLayer(node, groups[i], group, groupInput);
    }
    builder.addVertex(node.name(), wrapIfFrozen(node, new MergeVertex()), groups);
  }

  private void addSeparableHalves(Node node, SeparableConv conv, String... inputs) {
    String depthwise = AddedVertices.depthwise(node);
    addLayer(node, depthwise, LayerLowering.depthwiseHalf(conv), inputs);
    addLayer(node, node.name(), LayerLowering.pointwiseHalf(conv), depthwise);
  }

  private static boolean isGrouped(Node node) {
    return node.layer() instanceof Conv conv && conv.groups() > 1;
  }

  private Layer wrapIfFrozen(Node node, Layer layer, Freezing.Mode mode) {
    if (mode != Freezing.Mode.NOT_FROZEN && isOutput(node)) {
      throw new UsageException(LoweringProblems.frozenOutput(node.name()));
    }
    return switch (mode) {
      case NOT_FROZEN -> layer;
      case STOP_GRADIENT -> new FrozenLayer(layer);
      case PASS_GRADIENT -> new FrozenLayerWithBackprop(layer);
    };
  }

  private GraphVertex wrapIfFrozen(Node node, GraphVertex vertex) {
    return freezing.mode(node) == Freezing.Mode.STOP_GRADIENT ? new FrozenVertex(vertex) : vertex;
  }

  /**
   * Whether a batch norm is folded to a factor and an offset per channel: if it is frozen after
   * trained layers. DL4J's wrapper crashes on it or computes wrong gradients.
   */
  private boolean isFoldedBatchNorm(Node node) {
    boolean folded =
        node.layer() instanceof BatchNorm && freezing.mode(node) == Freezing.Mode.PASS_GRADIENT;
    if (folded && !node.shape().isFeatureMap()) {
      throw new UsageException(LoweringProblems.frozenVectorBatchNorm(node.name()));
    }
    return folded;
  }

  /** Whether this activation, computed in place, would change an array that is used elsewhere. */
  private boolean sharesInput(Node activation) {
    String input = activation.input();
    while (true) {
      boolean external = graph.inputs().containsKey(input) || graph.outputs().contains(input);
      if (external || graph.consumers(input).size() > 1) {
        return true;
      }
      Node node = graph.node(input);
      // These output (a view of) the memory of their input.
      boolean aliases =
          node.layer() instanceof Dropout
              || node.layer() instanceof Flatten
              || node.layer() instanceof Crop;
      if (!aliases) {
        return false;
      }
      input = node.input();
    }
  }

  /**
   * Requires that every output has a loss, that is, ends with a softmax.
   *
   * @throws UsageException with the first output without a loss
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

  /** Vertex names of the frozen batch norms that are lowered to a factor and an offset. */
  public static Set<String> foldedBatchNorms(LayerGraph graph, TrainingPlan plan) {
    Freezing freezing = Freezing.of(graph, plan);
    return graph.nodes().stream()
        .filter(node -> node.layer() instanceof BatchNorm)
        .filter(node -> freezing.mode(node) == Freezing.Mode.PASS_GRADIENT)
        .map(Node::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}

package org.blockwright.model.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Engine;
import org.blockwright.engine.StockUpdaters;
import org.blockwright.engine.loss.OutputLoss;
import org.blockwright.engine.optimizer.UpdateRule;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Lowers a graph to the configuration of a stock ComputationGraph, with one vertex per layer, of
 * the same name. DL4J requires some exceptions:
 *
 * <ul>
 *   <li>An activation whose input is used elsewhere, too, gets a copy of it, {@code <name>/guard}:
 *       DL4J activates in place, so the other layer would get activated values.
 *   <li>An output with a loss becomes an output layer if it is dense, a loss layer if it is an
 *       activation.
 *   <li>A window with padding "same" gets a crop, {@code <name>/crop}, if its stride leaves rows or
 *       columns unused.
 *   <li>A grouped convolution becomes {@code <name>/part1}, {@code <name>/group1} and so on, and a
 *       vertex of its name that concatenates them.
 *   <li>A separable convolution on one channel becomes {@code <name>/depthwise} and a 1x1
 *       convolution of its name.
 *   <li>A frozen batch norm after trained layers becomes a factor and an offset.
 *   <li>Frozen layers are wrapped; see {@link FreezeMode}.
 * </ul>
 *
 * <p>Each of these decisions is made here or in {@link LayerLowering} and recorded in the result.
 */
public final class Lowering {
  /**
   * Convolutions keep intermediate arrays of the forward pass for the backward pass, instead of
   * computing them again: a step of VGG16 takes a quarter less time for a tenth more memory
   * (docs/benchmarks.md).
   */
  private static final CacheMode CACHE = CacheMode.DEVICE;

  private final LayerGraph graph;
  private final TrainingPlan plan;
  private final UpdateRule rule;
  private final Map<String, FreezeMode> freezeModes;
  private final ComputationGraphConfiguration.GraphBuilder builder;

  private Lowering(LayerGraph graph, TrainingPlan plan, Map<String, FreezeMode> freezeModes) {
    this.graph = graph;
    this.plan = plan;
    this.rule = UpdateRules.of(plan.optimizer());
    this.freezeModes = freezeModes;
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
  public static LoweredNetwork lower(LayerGraph graph, TrainingPlan plan) {
    Engine.start();
    Map<String, FreezeMode> freezeModes = Freezing.modes(graph, plan);
    if (graph.nodes().isEmpty()) {
      throw new UsageException(LoweringProblems.noLayers(graph.networkName()));
    }
    return new Lowering(graph, plan, freezeModes).lower();
  }

  private LoweredNetwork lower() {
    builder.addInputs(graph.inputs().keySet());
    List<LoweredLayer> layers = new ArrayList<>();
    boolean selectsChannels = false;
    for (Node node : graph.nodes()) {
      Optional<Dl4jVertex> before = guard(node).or(() -> cropUncovered(node));
      List<String> inputs = before.map(v -> List.of(v.name())).orElse(node.inputs());
      FreezeMode freezeMode = freezeModes.get(node.name());
      Optional<OutputLoss> loss = loss(node);
      LayerVertices lowered = new LayerLowering(graph, node, freezeMode, loss, inputs).lower();
      List<Dl4jVertex> vertices =
          Stream.concat(before.stream(), lowered.vertices().stream()).toList();
      for (Dl4jVertex vertex : vertices) {
        add(node, freezeMode, vertex);
        selectsChannels |= vertex.vertex().filter(SubsetVertex.class::isInstance).isPresent();
      }
      layers.add(
          new LoweredLayer(
              node,
              vertices.stream().map(Dl4jVertex::name).toList(),
              lowered.parameters(),
              lowered.constraints(),
              freezeMode,
              lowered.foldedBatchNorm(),
              loss));
    }
    // DL4J infers a wrong shape after a vertex that selects channels. Input types are optional,
    // since all sizes are explicit.
    if (!selectsChannels) {
      builder.setInputTypes(
          graph.inputs().values().stream().map(Lowering::inputType).toArray(InputType[]::new));
    }
    builder.setOutputs(graph.outputs().toArray(String[]::new));
    return new LoweredNetwork(graph, plan, layers, builder.build());
  }

  /** The copy of an activation's input, if the activation would change an array used elsewhere. */
  private Optional<Dl4jVertex> guard(Node node) {
    if (!(node.layer() instanceof ActivationLayer) || !sharesInput(node)) {
      return Optional.empty();
    }
    return Optional.of(
        Dl4jVertex.of(AddedVertices.guard(node), new ScaleVertex(1.0), node.inputs()));
  }

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
   * Crops rows and columns that no window covers. With padding "same" and no zeros to add, DL4J
   * would pad by a negative number: convolutions fail, and pools are shifted. A single row or
   * column is rounded away by DL4J itself.
   */
  private Optional<Dl4jVertex> cropUncovered(Node node) {
    return node.layer()
        .window()
        .map(window -> window.uncoveredBorder(graph.inputShape(node)))
        .filter(crop -> Math.max(crop.bottom(), crop.right()) > 1)
        .map(LayerLowering::cropping)
        .map(crop -> Dl4jVertex.of(AddedVertices.crop(node), crop, node.inputs()));
  }

  private void add(Node node, FreezeMode freezeMode, Dl4jVertex vertex) {
    String[] inputs = vertex.inputs().toArray(String[]::new);
    if (vertex.vertex().isPresent()) {
      GraphVertex unwrapped = vertex.vertex().orElseThrow();
      boolean stops = freezeMode == FreezeMode.STOP_GRADIENT;
      builder.addVertex(vertex.name(), stops ? new FrozenVertex(unwrapped) : unwrapped, inputs);
      return;
    }
    Layer layer = vertex.layer().orElseThrow();
    if (layer instanceof LossLayer) {
      // It has no parameters, and DL4J computes no loss in a wrapper.
      builder.addLayer(vertex.name(), layer, inputs);
      return;
    }
    if (layer instanceof BaseLayer base) {
      boolean trained = freezeMode == FreezeMode.NOT_FROZEN;
      base.setIUpdater(StockUpdaters.nearest(rule, trained ? plan.multiplier(node) : 0));
    }
    builder.addLayer(vertex.name(), wrap(layer, freezeMode), inputs);
  }

  private static Layer wrap(Layer layer, FreezeMode freezeMode) {
    return switch (freezeMode) {
      case NOT_FROZEN -> layer;
      case STOP_GRADIENT -> new FrozenLayer(layer);
      case PASS_GRADIENT -> new FrozenLayerWithBackprop(layer);
    };
  }

  /** The loss of an output that no other layer uses, if its layer can compute one. */
  private Optional<OutputLoss> loss(Node node) {
    boolean last = graph.outputs().contains(node.name()) && graph.consumers(node.name()).isEmpty();
    boolean computesLoss = node.layer() instanceof Dense || node.layer() instanceof ActivationLayer;
    return last && computesLoss
        ? Optional.ofNullable(plan.losses().get(node.name()))
        : Optional.empty();
  }

  private static InputType inputType(Shape shape) {
    return shape.isFeatureMap()
        ? InputType.convolutional(
            shape.height(), shape.width(), shape.channels(), ConvolutionLayers.FORMAT)
        : InputType.feedForward(shape.channels());
  }
}

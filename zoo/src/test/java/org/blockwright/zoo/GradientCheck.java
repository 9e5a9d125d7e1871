package org.blockwright.zoo;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the backward pass with central differences of the loss, in double and in training mode,
 * with batch statistics in batch norm. In each trainable array, the value with the largest gradient
 * and a random one, seeded by the array's name, are checked.
 *
 * <p>A non-differentiable point (ReLU, maximum) within the step, or strong curvature, makes the
 * difference wrong, not the gradient. If the first step does not agree, the others are tried: a
 * wrong gradient agrees with none.
 */
final class GradientCheck {
  private static final int EXAMPLES = 3;
  private static final double[] STEPS = {1e-5, 1e-7, 1e-9};

  /** The longest step is tried last, since it agrees less often in networks with many layers. */
  private static final double[] STEPS_OF_DEEP_NETWORKS = {1e-7, 1e-9, 1e-5};

  /** Tolerance relative to the gradient. */
  private static final double RELATIVE = 1e-5;

  /** Tolerance relative to the norm of all gradients, for rounding errors with a step of 1e-5. */
  private static final double ABSOLUTE = 1e-9;

  private final ComputationGraph graph;
  private final MultiDataSet batch;
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private final double norm;

  /**
   * @param mismatches one line per value whose gradient is wrong
   * @param arrays DL4J's names of the arrays that were checked
   */
  record Result(List<String> mismatches, Set<String> arrays) {}

  private GradientCheck(ComputationGraph graph, MultiDataSet batch) {
    this.graph = graph;
    this.batch = batch;
    graph.setInputs(batch.getFeatures(0).dup());
    graph.setLabels(batch.getLabels(0));
    graph.computeGradientAndScore();
    // DL4J's gradient is that of the summed loss.
    graph
        .gradient()
        .gradientForVariable()
        .forEach((name, sum) -> gradients.put(name, sum.div(batch.getLabels(0).size(0))));
    this.norm =
        Math.sqrt(
            gradients.values().stream()
                .mapToDouble(g -> Math.pow(g.norm2Number().doubleValue(), 2))
                .sum());
    graph.clear();
  }

  /** Checks all trainable arrays of a network without frozen layers. */
  static Result of(Network network) {
    return of(network, LearningRateMultipliers.uniform());
  }

  /**
   * Checks all trainable arrays.
   *
   * @param network network whose head ends with softmax; dropout, which is random, is removed
   */
  static Result of(Network network, LearningRateMultipliers multipliers) {
    return of(network, multipliers, false);
  }

  /**
   * Checks every layer of a large network, but only one array per layer (its first, second, ... in
   * turn) and only its largest gradient, since every difference takes two passes in double.
   */
  static Result sampled(Network network) {
    return of(network, LearningRateMultipliers.uniform(), true);
  }

  private static Result of(Network network, LearningRateMultipliers multipliers, boolean sampled) {
    LayerGraph layers = withoutDropout(network.graph());
    TrainingPlan plan = TrainingPlan.of(network, Optimizer.sgd(1), multipliers, 1);
    try (Model model = Model.create(network, 1)) {
      // Biases and offsets other than 0, to avoid non-differentiable points.
      FormulaTensors.fill(model, 2);
      LoweredNetwork lowered = Lowering.lower(layers, plan);
      ComputationGraph single = model.trainingGraph(lowered);
      ComputationGraph graph = single.convertDataType(DataType.DOUBLE);
      GraphMemory.close(single);
      try {
        return sampled
            ? of(graph, batch(layers), oneOfEach(lowered), true)
            : of(graph, batch(layers), trainableArrays(lowered));
      } finally {
        GraphMemory.close(graph);
      }
    }
  }

  /** Checks arrays of any graph in double, given by DL4J's names. */
  static Result of(ComputationGraph graph, MultiDataSet batch, Set<String> arrays) {
    return of(graph, batch, arrays, false);
  }

  private static Result of(
      ComputationGraph graph, MultiDataSet batch, Set<String> arrays, boolean sampled) {
    GradientCheck check = new GradientCheck(graph, batch);
    List<String> found = new ArrayList<>();
    arrays.forEach(array -> found.addAll(check.mismatches(array, sampled)));
    return new Result(found, arrays);
  }

  private static Set<String> oneOfEach(LoweredNetwork lowered) {
    Map<String, List<String>> byLayer = new LinkedHashMap<>();
    for (String name : trainableArrays(lowered)) {
      String layer = name.substring(0, name.lastIndexOf('_'));
      byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(name);
    }
    Set<String> names = new LinkedHashSet<>();
    byLayer.values().forEach(arrays -> names.add(arrays.get(names.size() % arrays.size())));
    return names;
  }

  /** Returns a batch by the formula of the golden files, with each label in turn. */
  static MultiDataSet batch(LayerGraph layers) {
    int labels = layers.outputShape().channels();
    INDArray targets = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, labels);
    IntStream.range(0, EXAMPLES).forEach(i -> targets.putScalar(i, i % labels, 1));
    INDArray input = FormulaTensors.input(EXAMPLES, layers.inputShape()).castTo(DataType.DOUBLE);
    return new MultiDataSet(input, targets);
  }

  private static Set<String> trainableArrays(LoweredNetwork lowered) {
    Set<String> names = new LinkedHashSet<>();
    for (LoweredLayer layer : lowered.layers()) {
      for (LoweredParameter parameter : layer.parameters()) {
        if (parameter.parameter().trainable() && !layer.isFrozen()) {
          parameter.slices().forEach(slice -> names.add(slice.variable()));
        }
      }
    }
    return names;
  }

  /** Returns the graph without its dropout layers. */
  private static LayerGraph withoutDropout(LayerGraph graph) {
    Map<String, String> replacements = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(name -> replacements.getOrDefault(name, name)).toList();
      if (node.layer() instanceof Dropout) {
        replacements.put(node.name(), inputs.get(0));
      } else {
        nodes.add(new Node(node.path(), node.name(), node.layer(), inputs, node.shape()));
      }
    }
    return new LayerGraph(graph.networkName(), graph.inputs(), nodes, graph.outputs());
  }

  private List<String> mismatches(String array, boolean sampled) {
    double[] gradient = gradients.get(array).dup('c').data().asDouble();
    int largest = 0;
    for (int i = 0; i < gradient.length; i++) {
      largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
    }
    SplitMix64 random = Seeds.random("gradient check", array);
    List<String> wrong = new ArrayList<>();
    int other =
        gradient.length == 1
            ? 0
            : (largest + 1 + random.nextInt(gradient.length - 1)) % gradient.length;
    for (int index : sampled ? ImmutableSet.of(largest) : ImmutableSet.of(largest, other)) {
      List<Double> differences = new ArrayList<>();
      for (double step : sampled ? STEPS_OF_DEEP_NETWORKS : STEPS) {
        differences.add(difference(array, index, step));
        double allowed = RELATIVE * Math.abs(gradient[index]) + ABSOLUTE * norm * 1e-5 / step;
        if (Math.abs(differences.get(differences.size() - 1) - gradient[index]) <= allowed) {
          differences.clear();
          break;
        }
      }
      if (!differences.isEmpty()) {
        wrong.add(
            "%s at %s: gradient %s, by differences %s"
                .formatted(array, index, gradient[index], differences));
      }
    }
    return wrong;
  }

  private double difference(String array, int index, double step) {
    INDArray values = graph.getParam(array);
    long[] position = Shape.ind2subC(values.shape(), index);
    double start = values.getDouble(position);
    values.putScalar(position, start + step);
    double above = loss();
    values.putScalar(position, start - step);
    double below = loss();
    values.putScalar(position, start);
    return (above - below) / (2 * step);
  }

  private double loss() {
    return graph.score(new MultiDataSet(batch.getFeatures(0).dup(), batch.getLabels(0)), true);
  }
}

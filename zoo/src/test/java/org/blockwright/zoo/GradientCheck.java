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
 * Compares the backward pass with central differences of the loss, in double and in training mode:
 * norms take the batch's statistics. Of each array that learns it looks at the value with the
 * largest gradient and at one drawn by the array's name.
 *
 * <p>A kink (a rectifier, a maximum) within a step of the point, or a strong curvature, makes a
 * difference wrong, not the gradient. So much shorter steps are tried where the first does not
 * agree: a wrong gradient agrees with none.
 */
final class GradientCheck {
  private static final int EXAMPLES = 3;
  private static final double[] STEPS = {1e-5, 1e-7, 1e-9};

  /** Of the gradient itself. */
  private static final double RELATIVE = 1e-5;

  /** Of the norm of the whole gradient, by the first step: what rounding makes of a difference. */
  private static final double ABSOLUTE = 1e-9;

  private final ComputationGraph graph;
  private final MultiDataSet batch;
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private final double norm;

  /**
   * @param mismatches one line for each value whose gradient is wrong
   * @param arrays the names of what was looked at, as DL4J has them
   */
  record Result(List<String> mismatches, Set<String> arrays) {}

  private GradientCheck(ComputationGraph graph, MultiDataSet batch) {
    this.graph = graph;
    this.batch = batch;
    graph.setInputs(batch.getFeatures(0).dup());
    graph.setLabels(batch.getLabels(0));
    graph.computeGradientAndScore();
    // DL4J's gradient is that of the losses' sum.
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

  /** Checks every array that learns in a network of which all layers do. */
  static Result of(Network network) {
    return of(network, LearningRateMultipliers.uniform());
  }

  /**
   * Checks every array that learns.
   *
   * @param network whose head ends in softmax; dropouts, which draw anew each time, are left out
   */
  static Result of(Network network, LearningRateMultipliers rates) {
    return of(network, rates, false);
  }

  /**
   * Checks every layer of a network of hundreds, but of each one array, in turn its first, second,
   * ..., and its largest gradient alone: every difference is two passes in double.
   */
  static Result sampled(Network network) {
    return of(network, LearningRateMultipliers.uniform(), true);
  }

  private static Result of(Network network, LearningRateMultipliers rates, boolean sampled) {
    LayerGraph layers = withoutDropout(network.graph());
    TrainingPlan plan = TrainingPlan.of(layers, Optimizer.sgd(1), rates, 1);
    try (Model model = Model.create(network, 1)) {
      // Biases and offsets that are not 0, so that nothing sits on a kink.
      FormulaTensors.fill(model, 2);
      LoweredNetwork lowered = Lowering.lower(layers, plan);
      ComputationGraph single = model.trainingGraph(lowered);
      ComputationGraph graph = single.convertDataType(DataType.DOUBLE);
      single.close();
      try {
        return sampled
            ? of(graph, batch(layers), oneOfEach(lowered), 1)
            : of(graph, batch(layers), trainableArrays(lowered));
      } finally {
        graph.close();
      }
    }
  }

  /** Checks arrays of any graph in double, by DL4J's names. */
  static Result of(ComputationGraph graph, MultiDataSet batch, Set<String> arrays) {
    return of(graph, batch, arrays, 2);
  }

  private static Result of(
      ComputationGraph graph, MultiDataSet batch, Set<String> arrays, int values) {
    GradientCheck check = new GradientCheck(graph, batch);
    List<String> found = new ArrayList<>();
    arrays.forEach(array -> found.addAll(check.mismatches(array, values)));
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

  /** A batch by the formula of the golden files, with each label in turn. */
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

  /** The same layers, each reading past the dropouts. */
  private static LayerGraph withoutDropout(LayerGraph graph) {
    Map<String, String> past = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(name -> past.getOrDefault(name, name)).toList();
      if (node.layer() instanceof Dropout) {
        past.put(node.name(), inputs.get(0));
      } else {
        nodes.add(new Node(node.path(), node.name(), node.layer(), inputs, node.shape()));
      }
    }
    return new LayerGraph(graph.networkName(), graph.inputs(), nodes, graph.outputs());
  }

  private List<String> mismatches(String array, int values) {
    double[] gradient = gradients.get(array).dup('c').data().asDouble();
    int largest = 0;
    for (int i = 0; i < gradient.length; i++) {
      largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
    }
    SplitMix64 draws = Seeds.random("gradient check", array);
    List<String> wrong = new ArrayList<>();
    int other =
        gradient.length == 1
            ? 0
            : (largest + 1 + draws.nextInt(gradient.length - 1)) % gradient.length;
    for (int at : values == 1 ? ImmutableSet.of(largest) : ImmutableSet.of(largest, other)) {
      List<Double> differences = new ArrayList<>();
      for (double step : STEPS) {
        differences.add(difference(array, at, step));
        double allowed = RELATIVE * Math.abs(gradient[at]) + ABSOLUTE * norm * STEPS[0] / step;
        if (Math.abs(differences.get(differences.size() - 1) - gradient[at]) <= allowed) {
          differences.clear();
          break;
        }
      }
      if (!differences.isEmpty()) {
        wrong.add(
            "%s at %s: gradient %s, by differences %s"
                .formatted(array, at, gradient[at], differences));
      }
    }
    return wrong;
  }

  private double difference(String array, int at, double step) {
    INDArray values = graph.getParam(array);
    long[] place = Shape.ind2subC(values.shape(), at);
    double start = values.getDouble(place);
    values.putScalar(place, start + step);
    double above = loss();
    values.putScalar(place, start - step);
    double below = loss();
    values.putScalar(place, start);
    return (above - below) / (2 * step);
  }

  private double loss() {
    return graph.score(new MultiDataSet(batch.getFeatures(0).dup(), batch.getLabels(0)), true);
  }
}

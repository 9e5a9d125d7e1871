package org.blockwright.dsl.show;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.Table;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;

/**
 * A summary table of a network: kind, output shape, parameters, multiply-accumulates, memory and
 * learning rate of each layer or block, and totals.
 *
 * @param title name and inputs of the network
 * @param learningRateHeader header of the last column: learning rates if an optimizer is given, or
 *     learning-rate multipliers
 * @param rows one row per layer, or per block if the summary is collapsed
 */
public record Summary(String title, String learningRateHeader, List<Row> rows) {

  /**
   * A row of the summary.
   *
   * @param path path of the layer, or of the collapsed block
   * @param kind Keras class and configuration of the layer, or number of layers of the block
   * @param shape output shape
   * @param parameters number of parameters, including moving statistics
   * @param trainable number of parameters that are trained with these learning rates
   * @param multiplyAccumulates multiply-accumulates for one example
   * @param activations number of output values for one example, summed over the layers of a block
   * @param learningRates the lowest and the highest learning rate (or multiplier) of the layers
   *     with parameters, 0 for frozen; empty if no layer has parameters
   */
  public record Row(
      String path,
      String kind,
      Shape shape,
      long parameters,
      long trainable,
      long multiplyAccumulates,
      long activations,
      List<Double> learningRates) {

    private Row plus(Row next, int layers) {
      return new Row(
          path,
          layers + (layers == 1 ? " layer" : " layers"),
          next.shape,
          parameters + next.parameters,
          trainable + next.trainable,
          LongMath.saturatedAdd(multiplyAccumulates, next.multiplyAccumulates),
          activations + next.activations,
          learningRates.isEmpty()
              ? next.learningRates
              : next.learningRates.isEmpty()
                  ? learningRates
                  : List.of(
                      Math.min(learningRates.get(0), next.learningRates.get(0)),
                      Math.max(learningRates.get(1), next.learningRates.get(1))));
    }

    /** Returns the highest learning rate (or multiplier); 0 if nothing is trained. */
    public double maxLearningRate() {
      return learningRates.isEmpty() ? 0 : rounded(learningRates.get(1)).doubleValue();
    }

    /** Returns the learning rate (or multiplier) as text: {@code frozen}, a number or a range. */
    public String learningRateText() {
      if (learningRates.isEmpty()) {
        return "";
      }
      double lowest = learningRates.get(0);
      double highest = learningRates.get(1);
      return lowest == highest ? number(lowest) : number(lowest) + ".." + number(highest);
    }

    private static String number(double learningRate) {
      if (learningRate == 0) {
        return "frozen";
      }
      return rounded(learningRate).stripTrailingZeros().toPlainString();
    }

    private static BigDecimal rounded(double learningRate) {
      return new BigDecimal(learningRate, PRECISION);
    }
  }

  /** Rounds away the digits that products of binary fractions have, as in 0.1 * 0.001. */
  private static final MathContext PRECISION = new MathContext(6);

  public Summary {
    rows = ImmutableList.copyOf(rows);
  }

  /** Summarizes a network; all learning-rate multipliers are 1. */
  public static Summary of(Network network) {
    return of(network, LearningRateMultipliers.uniform());
  }

  /**
   * Summarizes a network with the learning-rate multiplier of each layer.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if a pattern matches no layer
   */
  public static Summary of(Network network, LearningRateMultipliers multipliers) {
    return of(network, multipliers, "LR multiplier", 1);
  }

  /**
   * Summarizes a network with the learning rate of each layer: that of the optimizer times the
   * multiplier of the layer.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if a pattern matches no layer
   */
  public static Summary of(
      Network network, LearningRateMultipliers multipliers, Optimizer optimizer) {
    return of(network, multipliers, "learning rate", optimizer.learningRate());
  }

  private static Summary of(
      Network network,
      LearningRateMultipliers multipliers,
      String learningRateHeader,
      double baseLearningRate) {
    LayerGraph graph = network.graph();
    Map<String, Double> layerMultipliers = multipliers.resolve(graph);
    List<Row> rows = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Parameter> parameters = graph.parameters(node);
      double learningRate = baseLearningRate * layerMultipliers.get(node.name());
      String configuration = node.layer().configSummary();
      rows.add(
          new Row(
              node.path(),
              configuration.isEmpty()
                  ? node.layer().kind()
                  : node.layer().kind() + " " + configuration,
              node.shape(),
              parameters.stream().mapToLong(Parameter::size).sum(),
              learningRate == 0
                  ? 0
                  : parameters.stream()
                      .filter(Parameter::trainable)
                      .mapToLong(Parameter::size)
                      .sum(),
              node.layer().multiplyAccumulates(graph.inputShape(node), node.shape()),
              node.shape().size(),
              parameters.isEmpty() ? List.of() : List.of(learningRate, learningRate)));
    }
    return new Summary(network.name() + ", " + inputs(network.inputs()), learningRateHeader, rows);
  }

  private static String inputs(List<Input> inputs) {
    return inputs.size() == 1
        ? "input " + inputs.get(0).shape()
        : inputs.stream()
            .map(input -> input.name() + " " + input.shape())
            .collect(Collectors.joining(", ", "inputs ", ""));
  }

  /**
   * Returns the summary with one row for each block at this depth of the paths; 1 for the top-level
   * blocks.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if the depth is below 1
   */
  public Summary collapsed(int depth) {
    Checks.require(depth >= 1, () -> NumberProblems.belowMinimum("collapsed", "depth", 1, depth));
    Map<String, Row> blocks = new LinkedHashMap<>();
    Map<String, Integer> layers = new LinkedHashMap<>();
    for (Row row : rows) {
      String[] names = row.path.split("/");
      String path =
          names.length <= depth ? row.path : String.join("/", List.of(names).subList(0, depth));
      int count = layers.merge(path, 1, Integer::sum);
      Row before = blocks.get(path);
      boolean isCollapsed = names.length > depth;
      blocks.put(
          path,
          before == null
              ? new Row(
                  path,
                  isCollapsed ? "1 layer" : row.kind,
                  row.shape,
                  row.parameters,
                  row.trainable,
                  row.multiplyAccumulates,
                  row.activations,
                  row.learningRates)
              : before.plus(row, count));
    }
    return new Summary(title, learningRateHeader, List.copyOf(blocks.values()));
  }

  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  public long trainable() {
    return rows.stream().mapToLong(Row::trainable).sum();
  }

  public long multiplyAccumulates() {
    return rows.stream().mapToLong(Row::multiplyAccumulates).reduce(0, LongMath::saturatedAdd);
  }

  public long activations() {
    return rows.stream().mapToLong(Row::activations).sum();
  }

  @Override
  public String toString() {
    Table table =
        new Table(
            "block",
            "kind",
            "shape",
            "parameters",
            "trainable",
            "MACs",
            "memory",
            learningRateHeader);
    for (Row row : rows) {
      table.row(
          row.path,
          row.kind,
          row.shape.toString(),
          count(row.parameters),
          count(row.trainable),
          count(row.multiplyAccumulates),
          memory(row.activations),
          row.learningRateText());
    }
    String totals =
        String.format(
            Locale.ROOT,
            "parameters %,d, trainable %,d, multiply-accumulates %,d, activations %s per example",
            parameters(),
            trainable(),
            multiplyAccumulates(),
            memory(activations()));
    return title + "\n" + table + "\n" + totals;
  }

  private static String count(long n) {
    return n == 0 ? "" : String.format(Locale.ROOT, "%,d", n);
  }

  private static String memory(long floats) {
    double kib = floats * 4 / 1024.0;
    return kib >= 1024
        ? String.format(Locale.ROOT, "%.1f MB", kib / 1024)
        : String.format(Locale.ROOT, "%.1f KB", kib);
  }
}

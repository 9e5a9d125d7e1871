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
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;

/**
 * What a network is made of: for each layer its kind, shape, parameters, multiply-accumulates,
 * memory and rate; in all; and folded by block.
 *
 * @param title name and inputs
 * @param learningRateHeader what the last column holds: multipliers, or the rates of an optimizer
 * @param rows layers, or blocks where it is folded
 */
public record Summary(String title, String learningRateHeader, List<Row> rows) {

  /**
   * One line.
   *
   * @param path of the layer, or of the block that is folded
   * @param kind Keras's class and numbers, or how many layers a block has
   * @param shape what it gives
   * @param parameters all of them, moving statistics included
   * @param trainable those that training changes by their gradient, at these rates
   * @param multiplyAccumulates for one example
   * @param activations how many numbers one example has here, summed over the layers of a block
   * @param learningRates the multipliers or rates of its layers that have parameters, lowest and
   *     highest; 0 is frozen
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

    /** The highest rate; 0 where nothing learns. */
    public double maxLearningRate() {
      return learningRates.isEmpty() ? 0 : rounded(learningRates.get(1)).doubleValue();
    }

    /** The rate as people read it. */
    public String learningRateText() {
      if (learningRates.isEmpty()) {
        return "";
      }
      double lowest = learningRates.get(0);
      double highest = learningRates.get(1);
      return lowest == highest ? number(lowest) : number(lowest) + ".." + number(highest);
    }

    private static String number(double rate) {
      if (rate == 0) {
        return "frozen";
      }
      return rounded(rate).stripTrailingZeros().toPlainString();
    }

    private static BigDecimal rounded(double rate) {
      return new BigDecimal(rate, PRECISION);
    }
  }

  /** Enough for every rate that people write; products of binary fractions have more. */
  private static final MathContext PRECISION = new MathContext(6);

  public Summary {
    rows = ImmutableList.copyOf(rows);
  }

  public static Summary of(Network network) {
    return of(network, LearningRateMultipliers.uniform());
  }

  /**
   * A summary with the multiplier of each layer.
   *
   * @throws org.blockwright.base.DescriptionException where a pattern matches nothing
   */
  public static Summary of(Network network, LearningRateMultipliers rates) {
    return of(network, rates, "multiplier", 1);
  }

  /**
   * A summary with the rate at which each layer learns: the optimizer's times its multiplier.
   *
   * @throws org.blockwright.base.DescriptionException where a pattern matches nothing
   */
  public static Summary of(Network network, LearningRateMultipliers rates, Optimizer optimizer) {
    return of(network, rates, "rate", optimizer.learningRate());
  }

  private static Summary of(
      Network network, LearningRateMultipliers rates, String rated, double base) {
    LayerGraph graph = network.graph();
    Map<String, Double> multipliers = rates.resolve(graph);
    List<Row> rows = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Parameter> parameters = graph.parameters(node);
      double rate = base * multipliers.get(node.name());
      String numbers = node.layer().configSummary();
      rows.add(
          new Row(
              node.path(),
              numbers.isEmpty() ? node.layer().kind() : node.layer().kind() + " " + numbers,
              node.shape(),
              parameters.stream().mapToLong(Parameter::size).sum(),
              rate == 0
                  ? 0
                  : parameters.stream()
                      .filter(Parameter::trainable)
                      .mapToLong(Parameter::size)
                      .sum(),
              node.layer().multiplyAccumulates(graph.inputShape(node), node.shape()),
              node.shape().size(),
              parameters.isEmpty() ? List.of() : List.of(rate, rate)));
    }
    return new Summary(network.name() + ", " + inputs(network.inputs()), rated, rows);
  }

  private static String inputs(List<Input> inputs) {
    return inputs.size() == 1
        ? "input " + inputs.get(0).shape()
        : inputs.stream()
            .map(input -> input.name() + " " + input.shape())
            .collect(Collectors.joining(", ", "inputs ", ""));
  }

  /**
   * One line for each block at this depth of the paths; 1 for the top blocks.
   *
   * @throws org.blockwright.base.DescriptionException where the depth is below 1
   */
  public Summary folded(int depth) {
    Problems.require(depth >= 1, () -> Problems.belowMinimum("folded", "depth", 1, depth));
    Map<String, Row> blocks = new LinkedHashMap<>();
    Map<String, Integer> layers = new LinkedHashMap<>();
    for (Row row : rows) {
      String[] names = row.path.split("/");
      String path =
          names.length <= depth ? row.path : String.join("/", List.of(names).subList(0, depth));
      int count = layers.merge(path, 1, Integer::sum);
      Row before = blocks.get(path);
      boolean whole = names.length <= depth;
      blocks.put(
          path,
          before == null
              ? new Row(
                  path,
                  whole ? row.kind : "1 layer",
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
            "parameters %,d, trainable %,d, multiply-accumulates %,d, activations %s an example",
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

package org.blockwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.dsl.Task;

/**
 * The groups of a dataset with the labels by which they are stratified: the labels and classes of
 * all outputs, and quantiles of the numbers.
 *
 * <p>A number has up to 10 quantiles, fewer if one would have less than twice the images that the
 * smallest subset needs to get one: at 8:1:1 a quantile has at least 20 images.
 */
record LabelGroups(
    List<IterativeStratification.Label> labels, List<IterativeStratification.Group> groups) {
  private static final int MAX_QUANTILES = 10;

  /** A label with the images that have it, in the order of the dataset. */
  private record Column(IterativeStratification.Label label, boolean[] positive) {}

  static LabelGroups of(Dataset data, Ratios ratios, long seed) {
    List<Column> columns = new ArrayList<>();
    for (int output = 0; output < data.targets().size(); output++) {
      Targets targets = data.targets().get(output);
      for (int i = 0; i < targets.names().size(); i++) {
        String name = targets.name() + ":" + targets.names().get(i);
        if (targets.task() == Task.REGRESSION) {
          columns.addAll(quantiles(name, numbers(data, output, i), quantileCount(data, ratios)));
        } else {
          columns.add(label(name, data, output, i));
        }
      }
    }
    // Independent of the order of outputs and labels.
    columns.sort(Comparator.comparing(column -> column.label().name()));
    Map<String, List<Integer>> rows =
        IntStream.range(0, data.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    row -> data.samples().get(row).group(), TreeMap::new, Collectors.toList()));
    List<IterativeStratification.Group> groups = new ArrayList<>();
    rows.forEach(
        (key, ofGroup) -> {
          int[] positives =
              columns.stream()
                  .mapToInt(c -> (int) ofGroup.stream().filter(row -> c.positive()[row]).count())
                  .toArray();
          groups.add(IterativeStratification.Group.of(seed, key, ofGroup.size(), positives));
        });
    return new LabelGroups(columns.stream().map(Column::label).toList(), groups);
  }

  private static Column label(String name, Dataset data, int output, int index) {
    boolean[] positive = new boolean[data.size()];
    for (int row = 0; row < positive.length; row++) {
      Target target = data.samples().get(row).targets().get(output);
      positive[row] = data.targets().get(output).isPositive(target, index);
    }
    return new Column(new IterativeStratification.Label(name, false), positive);
  }

  private static double[] numbers(Dataset data, int output, int index) {
    return data.samples().stream()
        .mapToDouble(sample -> sample.targets().get(output).value(index))
        .toArray();
  }

  private static int quantileCount(Dataset data, Ratios ratios) {
    double smallest =
        Arrays.stream(Subset.values())
            .mapToDouble(ratios::of)
            .filter(ratio -> ratio > 0)
            .min()
            .orElseThrow();
    // 1 / 0.1 is 10, whatever the last bit of the ratio is.
    double images = 2 * Math.ceil(1 / smallest - 1e-9);
    return (int) Math.max(1, Math.min(MAX_QUANTILES, data.size() / images));
  }

  /** The quantiles of numbers; equal numbers are in the same one. */
  private static List<Column> quantiles(String name, double[] numbers, int count) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    boolean[][] positive = new boolean[count][numbers.length];
    for (int row = 0; row < numbers.length; row++) {
      double number = numbers[row];
      int below = firstIndex(sorted, number);
      int upTo = firstIndex(sorted, Math.nextUp(number));
      double middleRank = (below + upTo) / 2.0 / numbers.length;
      positive[Math.min(count - 1, (int) (middleRank * count))][row] = true;
    }
    List<Column> columns = new ArrayList<>();
    for (int quantile = 0; quantile < count; quantile++) {
      columns.add(
          new Column(
              new IterativeStratification.Label(
                  String.format(Locale.ROOT, "%s:%02d", name, quantile), true),
              positive[quantile]));
    }
    return columns;
  }

  /** The index of the first number that is not below a value. */
  private static int firstIndex(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

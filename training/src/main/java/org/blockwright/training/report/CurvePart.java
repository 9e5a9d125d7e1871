package org.blockwright.training.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.Range;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.History;
import org.blockwright.training.ValidationMetric;

/**
 * Learning curves: loss, the metric of the task (of each of several outputs) and the learning rate,
 * if it changes, over the epochs, of one run or of several in one chart.
 */
final class CurvePart {
  private CurvePart() {}

  static void add(Html html, List<RunSection> runs) {
    boolean several = runs.size() > 1;
    List<Charts.Line> losses = new ArrayList<>();
    Map<ValidationMetric, List<Charts.Line>> metrics = new LinkedHashMap<>();
    for (RunSection run : runs) {
      if (several) {
        // Training losses are only in the section of each run, to keep this chart readable.
        add(losses, run, run.name(), e -> e.validation(Metrics.LOSS));
      } else {
        add(losses, run, "training", e -> OptionalDouble.of(e.trainLoss()));
        add(losses, run, "validation", e -> e.validation(Metrics.LOSS));
      }
      for (ValidationMetric primary : run.history().primaryMetrics()) {
        add(
            metrics.computeIfAbsent(primary, key -> new ArrayList<>()),
            run,
            several ? run.name() : "validation",
            e -> e.validation(primary));
      }
    }
    if (losses.isEmpty() && metrics.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    html.open("div.pair");
    chart(html, several ? "Validation loss" : "Loss", Metrics.LOSS, losses);
    metrics.forEach(
        (metric, lines) -> chart(html, "Validation " + metric.title(), metric.definition(), lines));
    learningRates(html, runs);
    html.close("div");
  }

  /** Adds the learning rates at the end of each epoch, if a run has several. */
  private static void learningRates(Html html, List<RunSection> runs) {
    List<Charts.Line> lines = new ArrayList<>();
    for (RunSection run : runs) {
      add(
          lines,
          run,
          runs.size() > 1 ? run.name() : "learning rate",
          e -> OptionalDouble.of(e.learningRate()));
    }
    if (lines.stream().noneMatch(line -> Arrays.stream(line.values()).distinct().count() > 1)) {
      return;
    }
    html.open("figure.card").element("h3", "Learning rate");
    ChartImage.add(
        html,
        "Learning rate over the epochs",
        palette -> Charts.curves("learning rate", lines, false, palette));
    html.close("figure");
  }

  private static void chart(
      Html html, String name, MetricDefinition<ScoredSamples> metric, List<Charts.Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    html.open("figure.card").element("h3", name);
    boolean fraction = metric.range().equals(Range.FRACTION);
    ChartImage.add(
        html,
        name + " over the epochs",
        palette -> Charts.curves(metric.title(), lines, fraction, palette));
    html.close("figure");
  }

  private static void add(
      List<Charts.Line> lines,
      RunSection run,
      String name,
      Function<History.Epoch, OptionalDouble> metric) {
    List<History.Epoch> epochs = run.history().epochs();
    Charts.Line line =
        Charts.line(
            name,
            epochs.stream().mapToDouble(History.Epoch::epoch).toArray(),
            epochs.stream().mapToDouble(e -> metric.apply(e).orElse(Double.NaN)).toArray());
    if (line.epochs().length > 0) {
      lines.add(line);
    }
  }
}

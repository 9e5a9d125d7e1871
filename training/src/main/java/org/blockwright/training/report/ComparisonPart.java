package org.blockwright.training.report;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.ValidationMetric;

/** The comparison of several runs: a table of their metrics, and their learning curves. */
final class ComparisonPart {
  private ComparisonPart() {}

  static void add(Html html, List<RunSection> runs) {
    html.element("h2", "Comparison");
    html.raw("<div class=\"card scroll\"><table class=\"comparison\">\n<thead><tr><th></th>");
    runs.forEach(run -> html.element("th", run.name()));
    html.raw("</tr></thead>\n<tbody>\n");
    row(
        html,
        "evaluated on",
        runs,
        ifMeasured(
            (h, run) -> h.element("td", RunPart.headlineSubset(run).orElseThrow().getKey())));
    for (MetricDefinition<ScoredSamples> metric : metrics(runs)) {
      row(html, metric.title(), runs, metricCell(metric));
    }
    row(
        html,
        "epochs",
        runs,
        (h, run) -> h.element("td", String.valueOf(run.history().epochs().size())));
    row(html, "time", runs, (h, run) -> h.element("td", RunPart.duration(run.history().seconds())));
    html.raw("</tbody></table></div>\n");
    CurvePart.add(html, runs);
  }

  /** Returns the metrics of all runs in the order of the table; their tasks may differ. */
  private static List<MetricDefinition<ScoredSamples>> metrics(List<RunSection> runs) {
    Set<MetricDefinition<ScoredSamples>> measured =
        runs.stream().flatMap(ComparisonPart::metrics).collect(ImmutableSet.toImmutableSet());
    return Metrics.OVERALL.stream().filter(measured::contains).toList();
  }

  private static Stream<MetricDefinition<ScoredSamples>> metrics(RunSection run) {
    return RunPart.headlineSubset(run)
        .map(subset -> subset.getValue().overallMetrics().stream())
        .orElseGet(() -> run.history().metrics().stream().map(ValidationMetric::definition));
  }

  private static void row(
      Html html, String name, List<RunSection> runs, BiConsumer<Html, RunSection> cell) {
    html.raw("<tr>").element("th", name);
    runs.forEach(run -> cell.accept(html, run));
    html.raw("</tr>\n");
  }

  private static BiConsumer<Html, RunSection> metricCell(MetricDefinition<ScoredSamples> metric) {
    return ifMeasured(
        (html, run) -> {
          Measurements m = RunPart.headlineSubset(run).orElseThrow().getValue();
          if (m.overallMetrics().contains(metric)) {
            MetricCells.add(html, metric, m.get(metric));
          } else {
            html.element("td", "");
          }
        });
  }

  private static BiConsumer<Html, RunSection> ifMeasured(BiConsumer<Html, RunSection> cell) {
    return (html, run) -> {
      if (run.subsetMeasurements().isEmpty()) {
        html.element("td", "n/a");
      } else {
        cell.accept(html, run);
      }
    };
  }
}

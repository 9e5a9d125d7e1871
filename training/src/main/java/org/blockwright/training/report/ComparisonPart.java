package org.blockwright.training.report;

import java.util.List;
import java.util.function.BiConsumer;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

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
    for (MetricDefinition<ScoredSamples> metric : Metrics.OVERALL) {
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

  private static void row(
      Html html, String name, List<RunSection> runs, BiConsumer<Html, RunSection> cell) {
    html.raw("<tr>").element("th", name);
    runs.forEach(run -> cell.accept(html, run));
    html.raw("</tr>\n");
  }

  private static BiConsumer<Html, RunSection> metricCell(MetricDefinition<ScoredSamples> metric) {
    return ifMeasured(
        (html, run) ->
            MetricCells.add(
                html, metric, RunPart.headlineSubset(run).orElseThrow().getValue().get(metric)));
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

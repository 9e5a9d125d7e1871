package org.blockwright.training.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.MetricValue;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.History;

/** The section of one run in a report. */
final class RunPart {
  private RunPart() {}

  static void add(Html html, RunSection run, Function<String, Optional<BufferedImage>> thumbnails) {
    html.element("h2", run.name());
    notes(html, run);
    headline(html, run);
    CurvePart.add(html, List.of(run));
    // The headline subset comes first.
    List<Map.Entry<String, Measurements>> subsets =
        new ArrayList<>(run.subsetMeasurements().entrySet());
    for (int i = subsets.size() - 1; i >= 0; i--) {
      boolean first = i == subsets.size() - 1;
      String subset = subsets.get(i).getKey();
      MeasurementsPart.add(html, subset, subsets.get(i).getValue());
      if (first) {
        MistakesPart.add(html, subset, subsets.get(i).getValue(), thumbnails);
      }
    }
    run.breakdowns().forEach((name, breakdown) -> breakdown(html, name, breakdown));
    runDetails(html, run);
  }

  private static void breakdown(Html html, String name, Breakdown breakdown) {
    html.open("div.card").element("h3", "Metrics by " + name);
    html.raw("<div class=\"scroll\"><table>\n<thead><tr>");
    breakdown.header().forEach(cell -> html.element("th", cell));
    html.raw("</tr></thead>\n<tbody>\n");
    for (List<String> row : breakdown.rows()) {
      html.raw("<tr>");
      row.forEach(cell -> html.element("td", cell));
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
    if (breakdown.omitted() > 0) {
      html.element("p", breakdown.omitted() + " more");
    }
    html.close("div");
  }

  /** Returns the subset whose metrics are the headline, the last one. */
  static Optional<Map.Entry<String, Measurements>> headlineSubset(RunSection run) {
    return run.subsetMeasurements().entrySet().stream().reduce((first, second) -> second);
  }

  private static void notes(Html html, RunSection run) {
    List<String> lines = new ArrayList<>(run.notes());
    run.subsetMeasurements()
        .forEach((subset, m) -> m.notes().forEach(note -> lines.add(subset + ": " + note)));
    if (!run.skipped().isEmpty()) {
      lines.add(count(run.skipped().size(), "file") + " skipped, listed below");
    }
    if (lines.isEmpty()) {
      return;
    }
    html.open("div.warnings").open("ul");
    lines.forEach(line -> html.element("li", line));
    html.close("ul").close("div");
  }

  private static void headline(Html html, RunSection run) {
    html.open("div.tiles");
    headlineSubset(run)
        .ifPresent(
            headline -> {
              String subset = headline.getKey();
              Measurements m = headline.getValue();
              tile(
                  html,
                  subset + " images",
                  String.format(Locale.ROOT, "%,d", m.samples()),
                  count(m.groups(), "group"));
              for (MetricDefinition<ScoredSamples> metric : m.overallMetrics()) {
                MetricValue value = m.get(metric);
                tile(
                    html,
                    subset + " " + metric.title(),
                    MeasurementsText.number(value.value()),
                    value.interval().map(MetricCells::range).orElse(""));
              }
            });
    History history = run.history();
    if (!history.epochs().isEmpty()) {
      double waiting = history.epochs().stream().mapToDouble(History.Epoch::dataWaitSeconds).sum();
      tile(
          html,
          "training",
          count(history.epochs().size(), "epoch"),
          duration(history.seconds()) + ", including " + duration(waiting) + " waiting for images");
    }
    html.close("div");
  }

  private static void tile(Html html, String name, String value, String below) {
    html.open("div.card")
        .element("div.tile-name", name)
        .element("div.tile-value", value)
        .element("div.muted", below)
        .close("div");
  }

  private static void runDetails(Html html, RunSection run) {
    if (!run.provenance().isEmpty() || !run.command().isEmpty()) {
      html.open("div.card").element("h3", "Configuration");
      if (!run.command().isEmpty()) {
        html.element("pre.command", run.command());
      }
      html.open("dl");
      run.provenance().forEach((key, value) -> html.element("dt", key).element("dd", value));
      html.close("dl").close("div");
    }
    if (!run.summary().isEmpty()) {
      details(html, "Model summary");
      html.element("pre", run.summary()).close("details");
    }
    if (!run.history().epochs().isEmpty()) {
      details(html, "Training history");
      epochs(html, run.history());
      html.close("details");
    }
    if (!run.skipped().isEmpty()) {
      details(html, count(run.skipped().size(), "file") + " skipped");
      html.raw("<div class=\"scroll\"><table class=\"text-table\">\n");
      html.raw("<thead><tr><th>file</th><th>reason</th></tr></thead>\n<tbody>\n");
      for (SkippedFile file : run.skipped()) {
        html.raw("<tr>").element("td", file.key()).element("td", file.reason()).raw("</tr>\n");
      }
      html.raw("</tbody></table></div>\n").close("details");
    }
  }

  private static void details(Html html, String summary) {
    html.open("details.card").element("summary", summary);
  }

  private static void epochs(Html html, History history) {
    html.raw("<div class=\"scroll\"><table>\n<thead><tr>").element("th", "epoch");
    if (history.hasPhases()) {
      html.element("th", "phase");
    }
    html.element("th", "training loss");
    history.metrics().forEach(metric -> html.element("th", "validation " + metric.title()));
    for (String column : List.of("learning rate", "time (s)", "waiting for data (s)", "note")) {
      html.element("th", column);
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for (History.Epoch e : history.epochs()) {
      html.raw("<tr>").element("td", String.valueOf(e.epoch()));
      if (history.hasPhases()) {
        html.element("td", String.valueOf(e.phase()));
      }
      html.element("td", MeasurementsText.number(OptionalDouble.of(e.trainLoss())));
      history
          .metrics()
          .forEach(metric -> html.element("td", MeasurementsText.number(e.validation(metric))));
      html.element("td", String.format(Locale.ROOT, "%.3g", e.learningRate()))
          .element("td", String.format(Locale.ROOT, "%.1f", e.seconds()))
          .element("td", String.format(Locale.ROOT, "%.1f", e.dataWaitSeconds()))
          .element("td", e.note())
          .raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  /** Formats a fraction, {@code 59.6 %}, or {@code n/a}. */
  static String percent(OptionalDouble fraction) {
    return fraction.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * fraction.getAsDouble())
        : "n/a";
  }

  /** Formats a number with its unit, {@code 1 file}, {@code 1,024 files}. */
  static String count(long n, String unit) {
    return String.format(Locale.ROOT, "%,d %s%s", n, unit, n == 1 ? "" : "s");
  }

  /** Formats a duration, {@code 3.2 s}, {@code 3 min 31 s} or {@code 2 h 3 min}. */
  static String duration(double seconds) {
    long rounded = Math.round(seconds);
    if (rounded < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return rounded < 3600
        ? "%s min %s s".formatted(rounded / 60, rounded % 60)
        : "%s h %s min".formatted(rounded / 3600, rounded % 3600 / 60);
  }
}

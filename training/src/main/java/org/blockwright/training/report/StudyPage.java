package org.blockwright.training.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes the page of a {@link StudyReport}. */
final class StudyPage {
  private static final String NONE = "";

  private final StudyReport study;
  private final Html html;

  private StudyPage(StudyReport study) {
    this.study = study;
    this.html = Report.startPage(study.title());
  }

  static String html(StudyReport study) {
    StudyPage page = new StudyPage(study);
    page.addTiles();
    if (!study.done().isEmpty()) {
      page.addHistory();
      page.addSlices();
      page.addParallelCoordinates();
      page.addImportances();
    }
    StudyTimeline.add(page.html, study);
    page.addTable();
    StudyCurves.add(page.html, study);
    return Report.endPage(page.html);
  }

  private void addTiles() {
    html.open("div.tiles");
    study
        .best()
        .ifPresent(
            best ->
                tile(
                    "best " + study.metric(),
                    number(best.value().getAsDouble()),
                    "trial " + best.number()));
    long pruned = study.trials().stream().filter(StudyReport.Trial::pruned).count();
    tile(
        "trials",
        String.valueOf(study.trials().size()),
        "%s done, %s pruned, %s failed"
            .formatted(
                study.done().size(), pruned, study.trials().size() - pruned - study.done().size()));
    if (pruned > 0) {
      addEpochsOfPrunedTrials();
    }
    html.close("div");
  }

  private void addEpochsOfPrunedTrials() {
    OptionalDouble full = study.done().stream().mapToInt(t -> t.reported().size()).average();
    double run =
        study.trials().stream()
            .filter(StudyReport.Trial::pruned)
            .mapToInt(t -> t.reported().size())
            .average()
            .orElse(0);
    if (full.isPresent() && full.getAsDouble() > 0) {
      long pruned = study.trials().stream().filter(StudyReport.Trial::pruned).count();
      tile(
          "epochs saved by pruning",
          String.format(Locale.ROOT, "%.0f", Math.max(0, pruned * (full.getAsDouble() - run))),
          String.format(
              Locale.ROOT,
              "estimate: pruned trials ran %.1f epochs, completed ones %.1f",
              run,
              full.getAsDouble()));
    }
  }

  private void tile(String name, String value, String note) {
    html.open("div.card")
        .element("div.tile-name", name)
        .element("div.tile-value", value)
        .element("div.muted", note)
        .close("div");
  }

  private void addHistory() {
    SvgPlot plot = new SvgPlot(720, 260, values());
    int last = study.trials().get(study.trials().size() - 1).number();
    List<double[]> best = new ArrayList<>();
    double bestValue = Double.NaN;
    for (StudyReport.Trial trial : study.done()) {
      double value = trial.value().getAsDouble();
      double x = last == 0 ? 0.5 : (double) trial.number() / last;
      if (Double.isNaN(bestValue) || study.better(value, bestValue)) {
        if (!best.isEmpty()) {
          best.add(new double[] {x, bestValue});
        }
        bestValue = value;
      }
      plot.point(x, value, describe(trial));
      best.add(new double[] {x, bestValue});
    }
    plot.line(best, NONE);
    figure("History", "Each trial, and the best value so far.", plot.svg("0", "trial " + last));
  }

  private void addSlices() {
    html.element("h2", "Slices").open("div.pair");
    for (String parameter : study.parameters()) {
      SvgPlot plot = new SvgPlot(360, 200, values());
      study.done().stream()
          .filter(t -> t.positions().containsKey(parameter))
          .forEach(
              t -> plot.point(t.positions().get(parameter), t.value().getAsDouble(), describe(t)));
      html.open("figure.card")
          .element("h3", parameter)
          .raw(plot.svg(end(parameter, false), end(parameter, true)))
          .close("figure");
    }
    html.close("div");
  }

  /** Returns the smallest or largest value of a parameter as text. */
  private String end(String parameter, boolean largest) {
    return study.done().stream()
        .filter(t -> t.positions().containsKey(parameter))
        .reduce(
            (a, b) ->
                b.positions().get(parameter) > a.positions().get(parameter) == largest ? b : a)
        .map(t -> t.values().get(parameter))
        .orElse(NONE);
  }

  private void addParallelCoordinates() {
    if (study.parameters().isEmpty()) {
      return;
    }
    SvgPlot plot = new SvgPlot(720, 300, new double[] {0, 1});
    double[] values = values();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    int axes = study.parameters().size();
    for (StudyReport.Trial trial : study.done()) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < axes; i++) {
        Double position = trial.positions().get(study.parameters().get(i));
        if (position != null) {
          points.add(new double[] {(double) i / axes, position});
        }
      }
      double y = high > low ? (trial.value().getAsDouble() - low) / (high - low) : 0.5;
      points.add(new double[] {1, y});
      double quality = study.maximized() ? y : 1 - y;
      plot.line(points, describe(trial), 0.1 + 0.8 * quality * quality);
    }
    figure(
        "Parallel coordinates",
        "From left to right: %s, %s. Better trials have stronger lines; each axis spans its range."
            .formatted(String.join(", ", study.parameters()), study.metric()),
        plot.svg(study.parameters().get(0), study.metric()));
  }

  private void figure(String title, String note, String svg) {
    html.element("h2", title).open("figure.card").element("p.muted", note).raw(svg).close("figure");
  }

  private void addImportances() {
    if (study.importances().isEmpty() || study.done().size() < 2) {
      return;
    }
    html.element("h2", "Importance")
        .open("div.card scroll")
        .element(
            "p.muted",
            "How much the values of a parameter in the best tenth of the trials differ from those in"
                + " all of them (PED-ANOVA), as a fraction of the sum. With fewer than 50 completed"
                + " trials it depends on single trials; here are %s."
                    .formatted(study.done().size()))
        .raw("<table>\n<tbody>\n");
    study
        .importances()
        .forEach(
            (name, importance) ->
                html.raw("<tr>")
                    .element("th", name)
                    .element("td", String.format(Locale.ROOT, "%.3f", importance))
                    .raw(
                        String.format(
                            Locale.ROOT,
                            "<td style=\"width:60%%\"><span class=\"bar\"><i"
                                + " style=\"left:0;width:%.1f%%\"></i></span></td></tr>%n",
                            100 * importance)));
    html.raw("</tbody>\n</table>\n").close("div");
  }

  private void addTable() {
    html.element("h2", "Trials").open("div.card scroll").raw("<table>\n<thead><tr>");
    html.element("th", "trial").element("th", "state").element("th", study.metric());
    study.parameters().forEach(p -> html.element("th", p));
    html.element("th", "epochs").element("th", "time (s)").element("th", "curve");
    html.raw("</tr></thead>\n<tbody>\n");
    for (StudyReport.Trial trial : study.trials()) {
      html.raw("<tr>")
          .element("td", String.valueOf(trial.number()))
          .element("td", trial.state())
          .element("td", trial.value().isPresent() ? number(trial.value().getAsDouble()) : NONE);
      study.parameters().forEach(p -> html.element("td", trial.values().getOrDefault(p, NONE)));
      html.element("td", String.valueOf(trial.reported().size()))
          .element("td", String.format(Locale.ROOT, "%.1f", trial.seconds()))
          .raw("<td>")
          .raw(StudyCurves.link(trial))
          .raw("</td></tr>\n");
    }
    html.raw("</tbody>\n</table>\n").close("div");
  }

  private double[] values() {
    return study.done().stream().mapToDouble(t -> t.value().getAsDouble()).toArray();
  }

  private String describe(StudyReport.Trial trial) {
    return "trial %s: %s = %s, %s"
        .formatted(
            trial.number(), study.metric(), number(trial.value().getAsDouble()), trial.values());
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

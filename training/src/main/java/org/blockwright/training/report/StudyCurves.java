package org.blockwright.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The metric by epoch of each trial: a small curve in the table, which leads to a larger one. */
final class StudyCurves {
  private static final int MIN_POINTS = 2;

  private StudyCurves() {}

  /** Returns the cell of a trial: its small curve, and a link to its run, as far as they exist. */
  static String link(StudyReport.Trial trial) {
    String curve = "";
    if (isDrawn(trial)) {
      SortedMap<Integer, Double> values = trial.curve();
      SvgPlot plot = new SvgPlot(120, 32, array(values));
      plot.line(points(values, values.lastKey()), trial.reported().toString());
      curve =
          "<a href=\"#trial-%s\" aria-label=\"curve of trial %s\">%s</a>"
              .formatted(trial.number(), trial.number(), plot.small());
    }
    return curve
        + trial
            .run()
            .map(run -> "<small><a href=\"%s\">run</a></small>".formatted(Html.escape(run)))
            .orElse("");
  }

  /** Adds the curves of all trials, on the same axes. */
  static void add(Html html, StudyReport study) {
    List<StudyReport.Trial> trials = study.trials().stream().filter(StudyCurves::isDrawn).toList();
    if (trials.isEmpty()) {
      return;
    }
    int epochs = trials.stream().mapToInt(t -> t.curve().lastKey()).max().orElse(1);
    double[] values =
        trials.stream().flatMap(t -> t.curve().values().stream()).mapToDouble(v -> v).toArray();
    html.element("h2", "Curves")
        .element("p.muted", "%s by epoch, on the same axes.".formatted(study.metric()))
        .open("div.pair");
    for (StudyReport.Trial trial : trials) {
      SvgPlot plot = new SvgPlot(360, 200, values);
      plot.line(points(trial.curve(), epochs), "");
      trial
          .curve()
          .forEach(
              (epoch, value) ->
                  plot.point(
                      (double) epoch / epochs,
                      value,
                      "epoch %s: %s".formatted(epoch, StudyPage.number(value))));
      html.raw("<figure class=\"card\" id=\"trial-%s\">%n".formatted(trial.number()))
          .element("h3", title(trial))
          .element("p.muted", trial.values().toString())
          .raw(plot.svg("epoch 0", "epoch " + epochs))
          .close("figure");
    }
    html.close("div");
  }

  private static String title(StudyReport.Trial trial) {
    String name = "Trial " + trial.number();
    return trial.value().isPresent()
        ? name + ": " + StudyPage.number(trial.value().getAsDouble())
        : name + ", " + trial.state();
  }

  private static boolean isDrawn(StudyReport.Trial trial) {
    return trial.curve().size() >= MIN_POINTS;
  }

  private static List<double[]> points(SortedMap<Integer, Double> values, int epochs) {
    List<double[]> points = new ArrayList<>();
    values.forEach((epoch, value) -> points.add(new double[] {(double) epoch / epochs, value}));
    return points;
  }

  private static double[] array(SortedMap<Integer, Double> values) {
    return values.values().stream().mapToDouble(v -> v).toArray();
  }
}

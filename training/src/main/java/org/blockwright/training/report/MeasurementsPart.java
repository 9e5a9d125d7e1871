package org.blockwright.training.report;

import org.blockwright.inference.metrics.ClassMeasurements;
import org.blockwright.inference.metrics.ConfusionMatrix;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;

/** The metrics of each class and the confusion matrix of one subset. */
final class MeasurementsPart {
  /** A larger heat map has no space for names and numbers. */
  private static final int MAX_CLASSES = 30;

  private MeasurementsPart() {}

  static void add(Html html, String subset, Measurements m) {
    String heading =
        "%s, %s in %s"
            .formatted(
                subset, RunPart.count(m.samples(), "image"), RunPart.count(m.groups(), "group"));
    html.open("div.card").element("h3", "Classes: " + heading);
    classes(html, m);
    html.close("div");
    html.open("div.card").element("h3", "Confusion matrix: " + heading);
    matrix(html, m.matrix());
    html.close("div");
  }

  private static void classes(Html html, Measurements m) {
    html.raw("<div class=\"scroll\"><table>\n<thead><tr><th>class</th><th>support</th>")
        .raw("<th>recall</th><th>precision</th><th>F1</th><th>specificity</th>")
        .raw("<th>one-vs-rest accuracy</th><th>ROC AUC</th></tr></thead>\n<tbody>\n");
    for (ClassMeasurements c : m.classes()) {
      html.raw("<tr>").element("th", c.name()).element("td", String.valueOf(c.support()));
      MetricCells.add(html, c.recall());
      MetricCells.add(html, c.precision());
      MetricCells.add(html, c.f1());
      MetricCells.add(html, c.specificity());
      MetricCells.add(html, c.oneVsRest());
      html.element("td", MeasurementsText.number(c.auc())).raw("</tr>\n");
    }
    html.raw("<tr>").element("th", "average").element("td", String.valueOf(m.samples()));
    MetricCells.add(html, m.balancedAccuracy());
    MetricCells.add(html, m.macroPrecision());
    MetricCells.add(html, m.macroF1());
    html.raw("<td></td><td></td><td></td></tr>\n</tbody></table></div>\n");
  }

  private static void matrix(Html html, ConfusionMatrix matrix) {
    if (matrix.size() > MAX_CLASSES) {
      html.element(
          "p.muted",
          "%s classes are too many for a heat map; the counts are in metrics.json."
              .formatted(matrix.size()));
      return;
    }
    html.open("figure.heat");
    ChartImage.add(
        html, "Confusion matrix as a heat map", palette -> ConfusionChart.draw(matrix, palette));
    html.close("figure")
        .element(
            "p.muted",
            "Numbers are images. The darker a cell (in dark mode: the brighter), the larger its fraction of the row.")
        .raw("<details><summary>As a table</summary><div class=\"scroll\"><table>\n")
        .raw("<thead><tr><th>true \\ predicted</th>");
    matrix.names().forEach(name -> html.element("th", name));
    html.raw("</tr></thead>\n<tbody>\n");
    for (int t = 0; t < matrix.size(); t++) {
      html.raw("<tr>").element("th", matrix.names().get(t));
      for (int p = 0; p < matrix.size(); p++) {
        html.element("td", String.valueOf(matrix.count(t, p)));
      }
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div></details>\n");
  }
}

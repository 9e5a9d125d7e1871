package org.blockwright.training.report;

import org.blockwright.inference.metrics.ClassMeasurements;
import org.blockwright.inference.metrics.ConfusionMatrix;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.OneVsRest;

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
    html.raw("<div class=\"scroll\"><table>\n<thead><tr><th>class</th><th>support</th>");
    m.classMetrics().forEach(metric -> html.element("th", metric.title()));
    html.raw("</tr></thead>\n<tbody>\n");
    for (ClassMeasurements c : m.classes()) {
      html.raw("<tr>").element("th", c.name()).element("td", String.valueOf(c.support()));
      m.classMetrics().forEach(metric -> MetricCells.add(html, metric, c.get(metric)));
      html.raw("</tr>\n");
    }
    html.raw("<tr>").element("th", "average").element("td", String.valueOf(m.samples()));
    for (MetricDefinition<OneVsRest> metric : m.classMetrics()) {
      Metrics.averageOf(metric, m.task())
          .ifPresentOrElse(
              average -> MetricCells.add(html, average, m.get(average)),
              () -> html.element("td", ""));
    }
    html.raw("</tr>\n</tbody></table></div>\n");
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
            "Numbers are images. The darker a cell (in dark mode: the brighter), the larger its"
                + " fraction of the row.")
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

package org.blockwright.training.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.inference.metrics.ClassMeasurements;
import org.blockwright.inference.metrics.ConfusionMatrix;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.OneVsRest;
import org.blockwright.inference.metrics.TargetName;

/**
 * The metrics of each class, label or target of one subset; and the confusion matrices, or the true
 * and predicted values.
 */
final class MeasurementsPart {
  /** A larger heat map has no space for names and numbers. */
  private static final int MAX_CLASSES = 30;

  /** Heat maps of more labels, or charts of more targets, make the report too long. */
  private static final int MAX_CHARTS = 20;

  private MeasurementsPart() {}

  static void add(Html html, String subset, Measurements m) {
    String heading =
        "%s, %s in %s"
            .formatted(
                subset, RunPart.count(m.samples(), "image"), RunPart.count(m.groups(), "group"));
    String names =
        switch (m.task()) {
          case CLASSIFICATION, BINARY -> "Classes";
          case MULTI_LABEL -> "Labels";
          case REGRESSION -> "Targets";
        };
    html.open("div.card").element("h3", names + ": " + heading);
    classes(html, m);
    html.close("div");
    html.open("div.card");
    switch (m.task()) {
      case CLASSIFICATION, BINARY -> {
        html.element("h3", "Confusion matrix: " + heading);
        matrix(html, m.matrix());
      }
      case MULTI_LABEL -> {
        html.element("h3", "Confusion matrices of the labels: " + heading);
        labelMatrices(html, m);
      }
      case REGRESSION -> {
        html.element("h3", "True and predicted values: " + heading);
        scatterCharts(html, m);
      }
    }
    html.close("div");
  }

  private static void classes(Html html, Measurements m) {
    List<Column> columns = Column.of(m);
    html.raw("<div class=\"scroll\"><table>\n<thead><tr>");
    columns.forEach(column -> html.element("th", column.title()));
    m.classMetrics().forEach(metric -> html.element("th", metric.title()));
    html.raw("</tr></thead>\n<tbody>\n");
    for (ClassMeasurements c : m.classes()) {
      html.raw("<tr>").element("th", c.name());
      columns.stream().skip(1).forEach(column -> html.element("td", column.cell().apply(c)));
      m.classMetrics().forEach(metric -> MetricCells.add(html, metric, c.get(metric)));
      html.raw("</tr>\n");
    }
    html.raw("<tr>").element("th", "average");
    columns.stream().skip(1).forEach(column -> html.element("td", column.average()));
    for (MetricDefinition<OneVsRest> metric : m.classMetrics()) {
      Metrics.averageOf(metric, m.task())
          .ifPresentOrElse(
              average -> MetricCells.add(html, average, m.get(average)),
              () -> html.element("td", ""));
    }
    html.raw("</tr>\n</tbody></table></div>\n");
  }

  /** A column before those of the metrics. */
  private record Column(String title, Function<ClassMeasurements, String> cell, String average) {

    static List<Column> of(Measurements m) {
      Column support =
          new Column("support", c -> String.valueOf(c.support()), String.valueOf(m.samples()));
      return switch (m.task()) {
        case CLASSIFICATION -> List.of(name("class"), support);
        case BINARY -> List.of(name("class"), support, threshold());
        case MULTI_LABEL -> List.of(name("label"), support, threshold());
        case REGRESSION ->
            m.intervals().isEmpty()
                ? List.of(name("target"))
                : List.of(
                    name("target"),
                    new Column("90 % interval", MeasurementsPart::predictionInterval, ""));
      };
    }

    private static Column name(String title) {
      return new Column(title, ClassMeasurements::name, "");
    }

    private static Column threshold() {
      return new Column(
          "threshold",
          c -> c.threshold().isPresent() ? MeasurementsText.number(c.threshold()) : "",
          "");
    }
  }

  private static String predictionInterval(ClassMeasurements c) {
    return "± " + TargetName.parse(c.name()).format(c.intervalHalfWidth().orElseThrow());
  }

  private static void labelMatrices(Html html, Measurements m) {
    if (m.classes().size() <= MAX_CHARTS) {
      html.open("div.pair");
      for (ClassMeasurements label : m.classes()) {
        html.open("figure.heat");
        ChartImage.add(
            html,
            "Confusion matrix of " + label.name() + " as a heat map",
            palette -> ConfusionChart.draw(label.matrix(), palette));
        html.close("figure");
      }
      html.close("div");
      colors(html);
    }
    html.raw("<details open><summary>As a table</summary><div class=\"scroll\"><table>\n")
        .raw("<thead><tr><th>label</th>");
    for (String title :
        List.of("true positives", "false positives", "false negatives", "true negatives")) {
      html.element("th", title);
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for (ClassMeasurements label : m.classes()) {
      ConfusionMatrix matrix = label.matrix();
      html.raw("<tr>")
          .element("th", label.name())
          .element("td", String.valueOf(matrix.count(1, 1)))
          .element("td", String.valueOf(matrix.count(0, 1)))
          .element("td", String.valueOf(matrix.count(1, 0)))
          .element("td", String.valueOf(matrix.count(0, 0)))
          .raw("</tr>\n");
    }
    html.raw("</tbody></table></div></details>\n");
  }

  private static void scatterCharts(Html html, Measurements m) {
    if (m.names().size() > MAX_CHARTS) {
      html.element("p.muted", "%s targets are too many for charts.".formatted(m.names().size()));
      return;
    }
    html.open("div.pair");
    for (int target = 0; target < m.names().size(); target++) {
      int t = target;
      double[] truth = m.predictions().stream().mapToDouble(p -> p.target(t)).toArray();
      double[] predicted = m.predictions().stream().mapToDouble(p -> p.output(t)).toArray();
      OptionalDouble halfWidth = m.classes().get(t).intervalHalfWidth();
      html.open("figure");
      ChartImage.add(
          html,
          "True and predicted values of " + m.names().get(t),
          palette -> ScatterChart.draw(m.names().get(t), truth, predicted, halfWidth, palette));
      html.close("figure");
    }
    html.close("div")
        .element(
            "p.muted",
            "A point is an image; on the solid line its prediction is exact."
                + (m.intervals().isPresent()
                    ? " The dashed lines are the borders of the 90 % prediction interval."
                    : ""));
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
    html.close("figure");
    colors(html);
    html.raw("<details><summary>As a table</summary><div class=\"scroll\"><table>\n")
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

  private static void colors(Html html) {
    html.element(
        "p.muted",
        "Numbers are images. The darker a cell (in dark mode: the brighter), the larger its"
            + " fraction of the row.");
  }
}

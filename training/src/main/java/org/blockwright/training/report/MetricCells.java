package org.blockwright.training.report;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricValue;

/** Figures in a table: the number, its range in words, and where both lie between 0 and 1. */
final class MetricCells {
  private MetricCells() {}

  static void add(Html html, MetricValue figure) {
    html.raw("<td>").text(MeasurementsText.number(figure.value()));
    if (figure.value().isPresent()) {
      boolean both = figure.wilson().isPresent() && figure.bootstrap().isPresent();
      figure
          .wilson()
          .ifPresent(i -> html.element("small", (both ? "Wilson " : "") + range(i, 1, "")));
      figure
          .bootstrap()
          .ifPresent(i -> html.element("small", (both ? "groups " : "") + range(i, 1, "")));
      bar(html, figure.value().getAsDouble(), figure.interval());
    }
    html.raw("</td>");
  }

  /** {@code 0.596 – 0.982}, or with a scale of 100 {@code 59.6 – 98.2} and the unit. */
  static String range(Interval interval, int scale, String unit) {
    String form = scale == 1 ? "%.3f – %.3f%s" : "%.1f – %.1f%s";
    return String.format(Locale.ROOT, form, scale * interval.low(), scale * interval.high(), unit);
  }

  private static void bar(Html html, double value, Optional<Interval> interval) {
    html.raw("<span class=\"bar\">");
    interval.ifPresent(
        i ->
            html.raw(
                String.format(
                    Locale.ROOT,
                    "<i style=\"left:%.1f%%;width:%.1f%%\"></i>",
                    100 * i.low(),
                    100 * (i.high() - i.low()))));
    html.raw(String.format(Locale.ROOT, "<b style=\"left:%.1f%%\"></b></span>", 100 * value));
  }
}

package org.blockwright.training.report;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricValue;

/** Table cells of metrics: the value, its intervals as text, and a bar from 0 to 1. */
final class MetricCells {
  private MetricCells() {}

  static void add(Html html, MetricValue metric) {
    html.raw("<td>").text(MeasurementsText.number(metric.value()));
    if (metric.value().isPresent()) {
      boolean both = metric.wilson().isPresent() && metric.bootstrap().isPresent();
      metric
          .wilson()
          .ifPresent(i -> html.element("small", (both ? "Wilson " : "") + range(i, 1, "")));
      metric
          .bootstrap()
          .ifPresent(i -> html.element("small", (both ? "bootstrap " : "") + range(i, 1, "")));
      bar(html, metric.value().getAsDouble(), metric.interval());
    }
    html.raw("</td>");
  }

  /**
   * Formats an interval, {@code 0.596 – 0.982}; with a scale of 100 and a unit, {@code 59.6 – 98.2
   * %}.
   */
  static String range(Interval interval, int scale, String unit) {
    String format = scale == 1 ? "%.3f – %.3f%s" : "%.1f – %.1f%s";
    return String.format(
        Locale.ROOT, format, scale * interval.low(), scale * interval.high(), unit);
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

package org.blockwright.training.report;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.IntervalMethod;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.MetricValue;
import org.blockwright.inference.metrics.Range;

/** Table cells of metrics: the value, its intervals as text, and a bar over the range. */
final class MetricCells {
  private MetricCells() {}

  static void add(Html html, MetricDefinition<?> metric, MetricValue value) {
    html.raw("<td>").text(MeasurementsText.number(value.value()));
    boolean both = value.wilson().isPresent() && value.bootstrap().isPresent();
    value.wilson().ifPresent(i -> interval(html, both, IntervalMethod.WILSON, i));
    value.bootstrap().ifPresent(i -> interval(html, both, IntervalMethod.BOOTSTRAP, i));
    if (value.value().isPresent() && metric.range().isBounded()) {
      bar(html, metric.range(), value.value().getAsDouble(), value.interval());
    }
    html.raw("</td>");
  }

  private static void interval(Html html, boolean named, IntervalMethod method, Interval interval) {
    html.element("small", (named ? method.title() + " " : "") + range(interval));
  }

  /** Formats an interval, {@code 0.596 – 0.982}. */
  static String range(Interval interval) {
    return String.format(Locale.ROOT, "%.3f – %.3f", interval.low(), interval.high());
  }

  private static void bar(Html html, Range range, double value, Optional<Interval> interval) {
    html.raw("<span class=\"bar\">");
    interval.ifPresent(
        i -> {
          double left = range.position(i.low());
          html.raw(
              String.format(
                  Locale.ROOT,
                  "<i style=\"left:%.1f%%;width:%.1f%%\"></i>",
                  100 * left,
                  100 * (range.position(i.high()) - left)));
        });
    html.raw(
        String.format(
            Locale.ROOT, "<b style=\"left:%.1f%%\"></b></span>", 100 * range.position(value)));
  }
}

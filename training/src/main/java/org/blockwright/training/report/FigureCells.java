package org.blockwright.training.report;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.training.measure.Figure;
import org.blockwright.training.measure.Interval;
import org.blockwright.training.measure.MeasurementsText;

/** Figures in a table: the number, its range in words, and where both lie between 0 and 1. */
final class FigureCells {
  private FigureCells() {}

  static void add(Html html, Figure figure) {
    html.raw("<td>").text(MeasurementsText.number(figure.value()));
    if (figure.value().isPresent()) {
      html.element("small", range(figure));
      bar(html, figure.value().getAsDouble(), figure.interval());
    }
    html.raw("</td>");
  }

  /** {@code 0.5958 – 0.9821}; where groups count, Wilson's beside. */
  static String range(Figure figure) {
    String range = figure.interval().map(FigureCells::words).orElse("");
    boolean both = figure.bootstrap().isPresent() && figure.wilson().isPresent();
    return both ? range + " (Wilson " + words(figure.wilson().orElseThrow()) + ")" : range;
  }

  private static String words(Interval interval) {
    return String.format(Locale.ROOT, "%.3f – %.3f", interval.low(), interval.high());
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

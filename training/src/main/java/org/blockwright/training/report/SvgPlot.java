package org.blockwright.training.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plot as SVG within a page, in the colors of its style sheet. The x axis is from 0 to 1; the y
 * axis spans the given values.
 */
final class SvgPlot {
  private static final int LEFT = 64;
  private static final int BOTTOM = 24;
  private static final int MARGIN = 10;

  private final int width;
  private final int height;
  private final double low;
  private final double high;
  private final StringBuilder marks = new StringBuilder();
  private final boolean small;

  SvgPlot(int width, int height, double[] values) {
    this.width = width;
    this.height = height;
    this.small = height < 100;
    this.low = Arrays.stream(values).min().orElse(0);
    this.high = Arrays.stream(values).max().orElse(1);
  }

  private double x(double position) {
    int left = small ? 2 : LEFT;
    return left + position * (width - left - (small ? 2 : MARGIN));
  }

  private double y(double value) {
    double position = high > low ? (value - low) / (high - low) : 0.5;
    int bottom = height - (small ? 2 : BOTTOM);
    return bottom - position * (bottom - (small ? 2 : MARGIN));
  }

  /** Adds a point with a tooltip. */
  void point(double x, double y, String title) {
    marks.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"var(--accent)\""
                + " fill-opacity=\"0.55\"><title>%s</title></circle>%n",
            x(x),
            y(y),
            Html.escape(title)));
  }

  /**
   * Adds a horizontal bar with a tooltip.
   *
   * @param thickness in pixels
   * @param color as in a style sheet
   */
  void bar(double from, double to, double y, double thickness, String color, String title) {
    marks.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s"
                + "</title></rect>%n",
            x(from),
            y(y) - thickness / 2,
            Math.max(1, x(to) - x(from)),
            thickness,
            color,
            Html.escape(title)));
  }

  /** Adds a line with a tooltip. */
  void line(List<double[]> points, String title) {
    line(points, title, 1);
  }

  void line(List<double[]> points, String title, double opacity) {
    StringBuilder path = new StringBuilder();
    for (double[] p : points) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(p[0]), y(p[1])));
    }
    marks.append(
        String.format(
            Locale.ROOT,
            "<polyline points=\"%s\" fill=\"none\" stroke=\"var(--accent)\" stroke-width=\"1.5\""
                + " stroke-opacity=\"%.2f\"><title>%s</title></polyline>%n",
            path.toString().strip(),
            opacity,
            Html.escape(title)));
  }

  /** Returns the plot with its axes. */
  String svg(String first, String last) {
    return svg(first, last, value(high), value(low));
  }

  /** Returns the plot with its axes, and texts at the ends of the y axis. */
  String svg(String first, String last, String top, String lowest) {
    int bottom = height - BOTTOM;
    String axes =
        String.format(
            Locale.ROOT,
            "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"var(--line)\"/>%n",
            LEFT,
            MARGIN,
            bottom,
            width - MARGIN);
    return start()
        + axes
        + label(LEFT - 6, MARGIN + 8, "end", top)
        + label(LEFT - 6, bottom, "end", lowest)
        + label(LEFT, height - 6, "start", first)
        + label(width - MARGIN, height - 6, "end", last)
        + marks
        + "</svg>\n";
  }

  /** Returns the plot without axes. */
  String small() {
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%n",
            width,
            height,
            width,
            height)
        + marks
        + "</svg>";
  }

  private String start() {
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" style=\"display:block;width:100%%;height:auto\">%n",
        width,
        height);
  }

  private static String label(int x, int y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"11\" fill=\"var(--muted)\">%s</text>%n",
        x,
        y,
        anchor,
        Html.escape(text));
  }

  private static String value(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

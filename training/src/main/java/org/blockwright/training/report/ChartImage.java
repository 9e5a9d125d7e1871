package org.blockwright.training.report;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.util.function.Function;

/** A chart in the report, drawn for light mode and for dark mode. */
final class ChartImage {
  private ChartImage() {}

  /**
   * Adds a chart, or a note if it cannot be drawn. Java without fontconfig or fonts cannot draw
   * text and throws errors of many kinds; the metrics of a finished run must not be lost because of
   * that.
   *
   * @param caption alternative text of the image
   */
  static void add(Html html, String caption, Function<Palette, BufferedImage> draw) {
    String light;
    String dark;
    try {
      light = Thumbnails.png(draw.apply(Palette.LIGHT));
      dark = Thumbnails.png(draw.apply(Palette.DARK));
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      html.element("p.muted", ReportProblems.chartNotDrawn(caption, e));
      return;
    }
    image(html, "light", caption, light);
    image(html, "dark", caption, dark);
  }

  /** Adds an image that report.css displays in one mode only. */
  private static void image(Html html, String mode, String caption, String uri) {
    html.raw("<img class=\"" + mode + "\" alt=\"")
        .text(caption)
        .raw("\" src=\"")
        .raw(uri)
        .raw("\">\n");
  }
}

package org.blockwright.training.report;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.util.function.Function;

/** A chart in the page, drawn once for light and once for dark. */
final class ChartImage {
  private ChartImage() {}

  /**
   * Java without fontconfig or fonts cannot draw text at all, and says so with errors of many
   * kinds; the figures of a finished run must not be lost for that.
   *
   * @param what a caption, also read out instead of the picture
   */
  static void add(Html html, String what, Function<Palette, BufferedImage> draw) {
    String light;
    String dark;
    try {
      light = Thumbnails.png(draw.apply(Palette.LIGHT));
      dark = Thumbnails.png(draw.apply(Palette.DARK));
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      html.element("p.faint", ReportProblems.chartNotDrawn(what, e));
      return;
    }
    html.raw("<picture><source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"")
        .raw(dark)
        .raw("\"><img alt=\"")
        .text(what)
        .raw("\" src=\"")
        .raw(light)
        .raw("\"></picture>\n");
  }
}

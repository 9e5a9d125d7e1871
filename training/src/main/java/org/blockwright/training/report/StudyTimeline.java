package org.blockwright.training.report;

import java.util.Locale;

/** When each trial ran. */
final class StudyTimeline {
  private static final int MAX_HEIGHT = 640;
  private static final int MARGINS = 34;
  private static final double ROW = 16;

  private StudyTimeline() {}

  /** Adds a bar for each trial, from its start to its end. */
  static void add(Html html, StudyReport study) {
    if (study.timeline().isEmpty()) {
      return;
    }
    double end = study.timeline().stream().mapToDouble(StudyReport.Span::end).max().orElse(0);
    int last = study.timeline().stream().mapToInt(StudyReport.Span::number).max().orElse(0);
    int height = (int) Math.max(120, Math.min(MAX_HEIGHT, MARGINS + ROW * (last + 1)));
    double thickness = Math.max(1, Math.min(ROW - 4, 0.8 * (height - MARGINS) / (last + 1)));
    // The first trial is at the top; half a row is left above and below.
    SvgPlot plot = new SvgPlot(720, height, new double[] {0.5, -last - 0.5});
    for (StudyReport.Span span : study.timeline()) {
      plot.bar(
          end > 0 ? span.start() / end : 0,
          end > 0 ? span.end() / end : 1,
          -span.number(),
          thickness,
          color(span.state()),
          String.format(
              Locale.ROOT,
              "trial %s, %s: %.1f s to %.1f s",
              span.number(),
              span.state(),
              span.start(),
              span.end()));
    }
    html.element("h2", "Timeline")
        .open("figure.card")
        .element(
            "p.muted",
            "Each trial from its start to its end. Pruned trials are gray, failed ones orange.")
        .raw(plot.svg("0 s", RunPart.duration(end), "trial 0", "trial " + last))
        .close("figure");
  }

  private static String color(String state) {
    return switch (state) {
      case "done" -> "var(--accent)";
      case "pruned" -> "var(--muted)";
      default -> "var(--warning-line)";
    };
  }
}

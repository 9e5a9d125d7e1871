package org.blockwright.training.report;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.blockwright.base.AtomicFiles;

/**
 * Writes report.html: a single file without scripts and external resources, for screens of any size
 * in light and dark mode, and for print.
 */
public final class Report {
  private Report() {}

  /** Writes the report. */
  public static void write(Path file, ReportData data) {
    AtomicFiles.write(file, html(data));
  }

  /** Returns the report as HTML. */
  public static String html(ReportData data) {
    Html html = startPage(data.title());
    if (!data.introduction().isEmpty()) {
      html.element("p.lead", data.introduction());
    }
    if (data.runs().size() > 1) {
      ComparisonPart.add(html, data.runs());
    }
    for (RunSection run : data.runs()) {
      RunPart.add(html, run, data.thumbnails());
    }
    footer(html);
    return endPage(html);
  }

  /** Starts a page with its title as heading. */
  static Html startPage(String title) {
    return new Html()
        .raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .element("title", title)
        .raw("<style>\n" + css() + "</style>\n</head>\n<body>\n<main>\n")
        .element("h1", title);
  }

  /** Returns the complete page. */
  static String endPage(Html html) {
    return html.raw("</main>\n</body>\n</html>\n").toString();
  }

  private static void footer(Html html) {
    html.element(
        "footer",
        "Ranges are 95 % intervals: Wilson's for fractions of images, and both Wilson's and a"
            + " bootstrap over groups (2,000 resamples) if a group has several images; the"
            + " bootstrap for other metrics. Bars and headlines show the wider one; a bar spans the"
            + " range of its metric. Averages are over the classes that have samples. n/a:"
            + " undefined.");
  }

  private static String css() {
    try {
      return Resources.toString(
          Resources.getResource(Report.class, "report.css"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css is on the class path", e);
    }
  }
}

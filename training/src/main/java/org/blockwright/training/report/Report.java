package org.blockwright.training.report;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.blockwright.base.AtomicFiles;

/**
 * Makes report.html: one file without scripts and without anything from elsewhere, for a desk, a
 * phone, paper, by day and by night.
 */
public final class Report {
  private Report() {}

  /** Writes the page. */
  public static void write(Path file, ReportData data) {
    AtomicFiles.write(file, html(data));
  }

  /** The page as text. */
  public static String html(ReportData data) {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .element("title", data.title())
        .raw("<style>\n" + css() + "</style>\n</head>\n<body>\n<main>\n")
        .element("h1", data.title());
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
    return html.raw("</main>\n</body>\n</html>\n").toString();
  }

  private static void footer(Html html) {
    html.element(
        "footer",
        "Ranges are 95 % intervals: Wilson's for shares, a bootstrap over groups (2,000 draws) for F1,"
            + " for averages, and beside Wilson's where a group has several pictures; bars and"
            + " headlines show the wider one. Averages are over the classes that occur in the"
            + " truth. n/a: not defined.");
  }

  private static String css() {
    try {
      return Resources.toString(
          Resources.getResource(Report.class, "report.css"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css stands beside this class", e);
    }
  }
}

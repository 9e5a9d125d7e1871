package org.blockwright.training.report;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.data.Dataset;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.ClassSummary;
import org.blockwright.data.audit.Cue;
import org.blockwright.data.audit.DuplicatePair;
import org.blockwright.data.audit.Finding;
import org.blockwright.data.audit.ImageEntry;
import org.blockwright.data.audit.LeakCheck;
import org.blockwright.data.audit.LeakExample;
import org.blockwright.data.audit.LeakScore;
import org.blockwright.data.decode.ImageSource;

/**
 * Writes the audit of a dataset as a page: a single file without scripts and external resources,
 * with its findings, its figures, and the images that they are about.
 */
public final class AuditPage {
  /** Number of pairs of duplicates that are shown as images. */
  static final int MAX_PAIRS = 48;

  private static final int MAX_FILES = 100;

  private final Html html;
  private final Map<String, ImageSource> images = new HashMap<>();

  private AuditPage(String title, Map<String, Dataset> subsets) {
    this.html = Report.startPage(title);
    subsets.forEach(
        (subset, data) ->
            data.samples().stream()
                .flatMap(sample -> sample.single().stream())
                .forEach(sample -> images.put(id(subset, sample.key()), sample.image())));
  }

  private static String id(String subset, String key) {
    return subset + "\n" + key;
  }

  /**
   * Writes a page.
   *
   * @param subsets the audited datasets
   */
  public static void write(Path file, String title, Audit audit, Map<String, Dataset> subsets) {
    AtomicFiles.write(file, html(title, audit, subsets));
  }

  /** Returns a page, see {@link #write}. */
  static String html(String title, Audit audit, Map<String, Dataset> subsets) {
    AuditPage page = new AuditPage(title, subsets);
    page.addTiles(audit);
    page.addFindings(audit.findings());
    page.addClasses(audit.classes());
    audit.leak().ifPresent(page::addLeak);
    page.addDuplicates(audit.duplicates());
    page.addUnreadable(audit);
    page.html.element(
        "footer",
        "Ranges are 95 % intervals of a bootstrap over groups (2,000 resamples). A leak shows that a"
            + " model could use size, color or brightness, not that it does. Cropped, rotated and"
            + " mirrored copies are not searched for.");
    return Report.endPage(page.html);
  }

  private void addTiles(Audit audit) {
    html.open("div.tiles");
    int total = audit.images().values().stream().mapToInt(Integer::intValue).sum();
    String subsets =
        audit.images().size() > 1
            ? String.join(
                ", ",
                audit.images().entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .toList())
            : RunPart.count(audit.examined(), "image") + " examined";
    tile("images", String.format(Locale.ROOT, "%,d", total), subsets);
    audit
        .leak()
        .ifPresent(
            leak -> {
              tile("verdict", leak.verdict().toString(), "of the leak check");
              tile(
                  "accuracy of trivial cues",
                  decimal(leak.all().balancedAccuracy()),
                  "guessing: " + decimal(1.0 / leak.classes()));
            });
    tile("duplicates", String.valueOf(audit.duplicates().size()), "pairs");
    html.close("div");
  }

  private void tile(String name, String value, String below) {
    html.open("div.card")
        .element("div.tile-name", name)
        .element("div.tile-value", value)
        .element("div.muted", below)
        .close("div");
  }

  private void addFindings(List<Finding> findings) {
    html.open("div.warnings").open("ul");
    findings.forEach(finding -> html.element("li", finding.toString()));
    html.close("ul").close("div");
  }

  private void addClasses(List<ClassSummary> classes) {
    if (classes.isEmpty()) {
      return;
    }
    html.element("h2", "Classes").open("div.card");
    startTable(
        "class",
        "images",
        "groups",
        "color files",
        "square",
        "shortest side",
        "longest side",
        "bits/pixel");
    for (ClassSummary c : classes) {
      row(
          c.name(),
          number(c.images()),
          number(c.groups()),
          number(c.color()),
          number(c.square()),
          number(c.minSide()),
          number(c.maxSide()),
          String.format(Locale.ROOT, "%.2f", c.bitsPerPixel()));
    }
    endTable();
    html.close("div");
  }

  private void startTable(String... header) {
    startAnyTable("<table>", header);
  }

  /** Starts a table whose cells are aligned to the left. */
  private void startTextTable(String... header) {
    startAnyTable("<table class=\"text-table\">", header);
  }

  private void startAnyTable(String table, String... header) {
    html.raw("<div class=\"scroll\">" + table + "\n<thead><tr>");
    for (String cell : header) {
      html.element("th", cell);
    }
    html.raw("</tr></thead>\n<tbody>\n");
  }

  private void row(String... cells) {
    html.raw("<tr>");
    for (String cell : cells) {
      html.element("td", cell);
    }
    html.raw("</tr>\n");
  }

  private void endTable() {
    html.raw("</tbody></table></div>\n");
  }

  private void addLeak(LeakCheck leak) {
    html.element("h2", "Leak check").open("div.card");
    html.element(
        "p",
        "How well sixteen numbers that say nothing about the content tell the classes apart, by"
            + " logistic regression on images that it was not fitted to.");
    startTable("cues", "balanced accuracy", "95 % interval", "skill");
    score("all", leak.all(), leak.classes());
    score("size, shape, color", leak.form(), leak.classes());
    score("brightness", leak.tone(), leak.classes());
    endTable();
    html.close("div").open("div.card").element("h3", "Single cues");
    startTextTable("cue", "meaning", "balanced accuracy");
    for (Cue cue : leak.best(Cue.values().length)) {
      row(cue.key(), cue.description(), decimal(leak.single().get(cue)));
    }
    endTable();
    html.close("div");
    leak.examples()
        .forEach(
            (className, examples) ->
                addExamples(className, leak.recalls().get(className), examples));
  }

  private void score(String name, LeakScore score, int classes) {
    row(
        name,
        decimal(score.balancedAccuracy()),
        decimal(score.low()) + " – " + decimal(score.high()),
        String.format(Locale.ROOT, "%.2f", score.skill(classes)));
  }

  private void addExamples(String className, double recall, List<LeakExample> examples) {
    html.open("div.card").element("h3", "Given away by the cues: " + className);
    html.element(
        "p.muted",
        "Recall %s; the images of this class that the cues predict with the highest probability."
            .formatted(decimal(recall)));
    html.open("div.errors");
    for (LeakExample example : examples) {
      figure(
          example.image(),
          List.of(
              String.format(Locale.ROOT, "probability %.3f", example.probability()),
              String.format(
                  Locale.ROOT,
                  "%.0f x %.0f, %s",
                  example.cues().get(Cue.WIDTH),
                  example.cues().get(Cue.HEIGHT),
                  example.cues().get(Cue.CHANNELS) == 3 ? "color" : "gray"),
              String.format(
                  Locale.ROOT,
                  "%.2f bits/pixel, border %.0f",
                  example.cues().get(Cue.BITS_PER_PIXEL),
                  example.cues().get(Cue.BORDER_MEAN))));
    }
    html.close("div").close("div");
  }

  private void addDuplicates(List<DuplicatePair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    html.element("h2", "Duplicates");
    if (pairs.size() > MAX_PAIRS) {
      html.element("p.muted", "%s of %s pairs.".formatted(MAX_PAIRS, number(pairs.size())));
    }
    html.open("div.pair");
    pairs.stream()
        .sorted(
            Comparator.comparing((DuplicatePair p) -> !p.crossesSubsets() && !p.crossesClasses()))
        .limit(MAX_PAIRS)
        .forEach(this::addPair);
    html.close("div");
  }

  private void addPair(DuplicatePair pair) {
    html.open("div.card").element("h3", title(pair));
    html.element(
        "p.muted",
        pair.kind() == DuplicatePair.Kind.COPY
            ? "copies of the same image, by their names or the manifest"
            : String.format(
                Locale.ROOT,
                "distance %d of 64 bits, correlation %.3f",
                pair.distance(),
                pair.correlation()));
    html.open("div.errors");
    figure(pair.first(), List.of("class " + pair.first().className()));
    figure(pair.second(), List.of("class " + pair.second().className()));
    html.close("div").close("div");
  }

  private static String title(DuplicatePair pair) {
    return pair.kind()
        + (pair.crossesSubsets() ? ", different subsets" : "")
        + (pair.crossesClasses() ? ", different classes" : "");
  }

  private void figure(ImageEntry entry, List<String> lines) {
    html.open("figure").open("div.frame");
    Optional<BufferedImage> image =
        Optional.ofNullable(images.get(id(entry.subset(), entry.key()))).flatMap(Thumbnails::read);
    image.ifPresentOrElse(
        pixels ->
            html.raw("<img alt=\"")
                .text(entry.key())
                .raw("\" src=\"")
                .raw(Thumbnails.thumbnail(pixels))
                .raw("\">"),
        () -> html.text("image not available"));
    html.close("div").open("figcaption");
    for (int i = 0; i < lines.size(); i++) {
      html.raw(i > 0 ? "<br>" : "").text(lines.get(i));
    }
    html.element("span.file", entry.toString()).close("figcaption").close("figure");
  }

  private void addUnreadable(Audit audit) {
    if (audit.unreadable().isEmpty()) {
      return;
    }
    html.element("h2", "Files that cannot be used").open("div.card");
    html.raw("<div class=\"scroll\"><table class=\"text-table\">\n");
    html.raw("<thead><tr><th>file</th><th>reason</th></tr></thead>\n<tbody>\n");
    audit.unreadable().stream().limit(MAX_FILES).forEach(file -> row(file.key(), file.reason()));
    if (audit.unreadable().size() > MAX_FILES) {
      row(number(audit.unreadable().size() - MAX_FILES) + " more", "");
    }
    endTable();
    html.close("div");
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, "%.3f", value);
  }
}

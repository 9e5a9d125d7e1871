package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.blockwright.base.Table;

/** The page of statistics: tables, then lines of text. */
final class Statistics {
  static final String FILE = "statistics.html";

  private final List<Section> sections = new ArrayList<>();

  /** A table or lines of text with a heading. */
  private record Section(
      String title, List<String> header, List<List<String>> rows, List<String> lines) {}

  static Statistics of(List<SourceSummary> sources, List<OutputImage> images, List<String> notes) {
    Statistics statistics = new Statistics();
    statistics.addSources(sources);
    statistics.addClasses(images);
    statistics.addCross("Images by class and source", images, i -> i.image().row().source().id());
    statistics.addCross(
        "Images by class and view",
        images,
        i -> i.image().row().view().isEmpty() ? "unknown" : View.name(i.image().row().view()));
    statistics.addLines("Notes", notes);
    return statistics;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private void addSources(List<SourceSummary> sources) {
    List<DropReason> reasons =
        Arrays.stream(DropReason.values())
            .filter(reason -> sources.stream().anyMatch(s -> s.dropped().containsKey(reason)))
            .toList();
    List<String> header = new ArrayList<>(List.of("source", "rows", "images", "patients"));
    reasons.forEach(reason -> header.add(reason.toString()));
    List<List<String>> rows = new ArrayList<>();
    for (SourceSummary source : sources) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  source.source().id(),
                  number(source.rows()),
                  number(source.kept()),
                  number(source.patients())));
      reasons.forEach(reason -> row.add(number(source.dropped().getOrDefault(reason, 0))));
      rows.add(row);
    }
    sections.add(new Section("Rows of the sources", header, rows, List.of()));
  }

  private void addClasses(List<OutputImage> images) {
    List<String> subsets =
        images.stream()
            .map(OutputImage::subset)
            .flatMap(Optional::stream)
            .distinct()
            .sorted()
            .map(Object::toString)
            .toList();
    List<String> header = new ArrayList<>(List.of("class", "images", "groups"));
    header.addAll(subsets);
    List<List<String>> rows = new ArrayList<>();
    for (ImageClass imageClass : ImageClass.values()) {
      List<OutputImage> own =
          images.stream().filter(i -> i.image().imageClass() == imageClass).toList();
      List<String> row =
          new ArrayList<>(
              List.of(
                  imageClass.toString(),
                  number(own.size()),
                  number(own.stream().map(OutputImage::group).distinct().count())));
      subsets.forEach(
          subset ->
              row.add(number(own.stream().filter(i -> i.subsetName().equals(subset)).count())));
      rows.add(row);
    }
    sections.add(new Section("Classes", header, rows, List.of()));
  }

  private void addCross(
      String title, List<OutputImage> images, Function<OutputImage, String> property) {
    CrossTable table = CrossTable.of(images, property);
    double v = table.cramersV();
    String line =
        Double.isNaN(v)
            ? "Cramér's V: n/a, since there is only one class or column."
            : String.format(
                Locale.ROOT, "Cramér's V: %.2f (0: independent, 1: the class follows from it).", v);
    sections.add(new Section(title, table.header(), table.rows(), List.of(line)));
  }

  /** Adds lines of text, unless there are none. */
  void addLines(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      sections.add(new Section(title, List.of(), List.of(), ImmutableList.copyOf(lines)));
    }
  }

  /** Returns the page as text. */
  String text() {
    return sections.stream().map(Statistics::text).collect(Collectors.joining("\n"));
  }

  private static String text(Section section) {
    StringBuilder out = new StringBuilder(section.title()).append("\n\n");
    if (!section.header().isEmpty()) {
      Table table = new Table(section.header().toArray(String[]::new));
      section.rows().forEach(row -> table.row(row.toArray(String[]::new)));
      out.append(table.toString().stripTrailing()).append('\n');
    }
    section.lines().forEach(line -> out.append(line).append('\n'));
    return out.toString();
  }

  /** Returns the page as HTML, without links to other files. */
  String html() {
    StringBuilder out =
        new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Statistics of the dataset</title>
            <style>
            body { font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }
            table { border-collapse: collapse; margin: 1em 0; }
            th, td { border-bottom: 1px solid #ccc; padding: .25em .8em; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            pre { overflow-x: auto; }
            </style>
            </head>
            <body>
            <h1>Statistics of the dataset</h1>
            """);
    sections.forEach(section -> out.append(html(section)));
    return out.append("</body>\n</html>\n").toString();
  }

  private static String html(Section section) {
    StringBuilder out = new StringBuilder("<h2>" + escaped(section.title()) + "</h2>\n");
    if (!section.header().isEmpty()) {
      out.append("<table>\n").append(row("th", section.header()));
      section.rows().forEach(row -> out.append(row("td", row)));
      out.append("</table>\n");
    }
    if (!section.lines().isEmpty()) {
      out.append("<pre>").append(escaped(String.join("\n", section.lines()))).append("</pre>\n");
    }
    return out.toString();
  }

  private static String row(String tag, List<String> cells) {
    return cells.stream()
        .map(cell -> "<%s>%s</%s>".formatted(tag, escaped(cell), tag))
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}

package org.blockwright.dsl.show;

import com.google.common.xml.XmlEscapers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.blockwright.dsl.show.Drawing.Arrow;
import org.blockwright.dsl.show.Drawing.Box;
import org.blockwright.dsl.show.Placement.Area;
import org.blockwright.dsl.show.Placement.Extent;
import org.blockwright.dsl.show.Placement.Point;
import org.blockwright.dsl.show.Placement.Route;

/**
 * A drawing as one self-contained SVG 1.1 file with about the proportions of an A4 page. Each box
 * and arrow is a group of class {@code box} or {@code arrow}; its title, which viewers show as a
 * tooltip, lists all its properties. Equal drawings give the same text, byte for byte.
 */
public final class Svg {
  private static final double LARGE = 16;
  private static final double NAME = 12;
  private static final double TEXT = 10.5;
  private static final double SMALL = 9.5;
  private static final double LINE = 14;

  private static final double MARGIN = 16;
  private static final double HEAD = 48;
  private static final double PAD = 10;
  private static final double STRIP = 9;
  private static final double MIN_BOX_WIDTH = 110;
  private static final double MAX_BOX_WIDTH = 250;
  private static final double SWATCH = 12;
  private static final double LEGEND = 20;

  private final Drawing drawing;
  private final List<List<String>> texts = new ArrayList<>();
  private final Placement placement;
  private final StringBuilder out = new StringBuilder();

  private Svg(Drawing drawing) {
    this.drawing = drawing;
    drawing.boxes().forEach(box -> texts.add(lines(box)));
    double widest = texts.stream().mapToDouble(Svg::maxWidth).max().orElse(0);
    double width = Math.ceil(Math.max(widest + 2 * PAD, MIN_BOX_WIDTH));
    List<Extent> boxes = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      double strip = drawing.boxes().get(i).layerKinds().isEmpty() ? 0 : STRIP;
      boxes.add(new Extent(width, texts.get(i).size() * LINE + PAD + strip));
    }
    List<Extent> labels =
        drawing.arrows().stream()
            .map(a -> new Extent(TextMetrics.width(a.shape().toString(), SMALL, false) + 4, 12))
            .toList();
    this.placement = Placement.of(boxes, drawing.arrows(), labels);
  }

  /** Returns the text of an {@code .svg} file. */
  public static String of(Drawing drawing) {
    return new Svg(drawing).text();
  }

  /** Returns the lines of text in a box: its path, then as much as fits. */
  private static List<String> lines(Box box) {
    double maxWidth = MAX_BOX_WIDTH - 2 * PAD;
    List<String> lines = new ArrayList<>();
    lines.add(TextMetrics.truncate(box.path(), maxWidth, NAME, true));
    if (box.kind() != BoxKind.INPUT) {
      // A truncated configuration would be misleading; the title has all of it.
      String kind = box.description().replaceFirst(" .*", "");
      boolean fits = TextMetrics.width(box.description(), TEXT, false) <= maxWidth;
      lines.add(fits ? box.description() : TextMetrics.truncate(kind, maxWidth, TEXT, false));
    }
    lines.add(TextMetrics.truncate(box.shape(), maxWidth, TEXT, false));
    if (box.parameters() > 0) {
      String parameters = Drawing.count(box.parameters()) + " parameters";
      String joined = box.shape() + ", " + parameters;
      if (TextMetrics.width(joined, TEXT, false) <= maxWidth) {
        lines.set(lines.size() - 1, joined);
      } else {
        lines.add(parameters);
      }
    }
    return lines;
  }

  private static double maxWidth(List<String> lines) {
    double name = TextMetrics.width(lines.get(0), NAME, true);
    return lines.stream()
        .skip(1)
        .mapToDouble(line -> TextMetrics.width(line, TEXT, false))
        .reduce(name, Math::max);
  }

  private String text() {
    double inner = Math.max(placement.width(), 320);
    double title = TextMetrics.width(drawing.title(), LARGE, true);
    double subtitle = TextMetrics.width(drawing.subtitle(), TEXT, false);
    inner = Math.max(inner, Math.min(Placement.PAGE.width(), Math.max(title, subtitle)));
    List<List<BoxKind>> legend = legend(inner);
    double width = inner + 2 * MARGIN;
    double height = HEAD + placement.height() + legend.size() * LEGEND + 2 * MARGIN;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%s\" height=\"%s\""
            + " viewBox=\"0 0 %s %s\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\""
            + " text-anchor=\"middle\">",
        number(width), number(height), number(width), number(height));
    line("<title>%s</title>", escapeXml(drawing.title()));
    line("<desc>%s</desc>", escapeXml(drawing.subtitle()));
    line(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\""
            + " markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
            + "<path d=\"M0 0.5L8 4L0 7.5z\" fill=\"#64748b\"/></marker></defs>");
    line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    line("<g fill=\"#0f172a\">");
    write(truncate(drawing.title(), inner, LARGE, true), width / 2, MARGIN + 16, LARGE, true);
    write(truncate(drawing.subtitle(), inner, TEXT, false), width / 2, MARGIN + 34, TEXT, false);
    line("</g>");
    line(
        "<g transform=\"translate(%s %s)\">",
        number(MARGIN + (inner - placement.width()) / 2), number(MARGIN + HEAD));
    line(
        "<g fill=\"none\" stroke=\"#64748b\" stroke-width=\"1.2\" font-size=\"%s\">",
        number(SMALL));
    for (int i = 0; i < drawing.arrows().size(); i++) {
      arrow(drawing.arrows().get(i), placement.routes().get(i));
    }
    line("</g>");
    for (int i = 0; i < texts.size(); i++) {
      box(drawing.boxes().get(i), placement.boxes().get(i), texts.get(i));
    }
    line("</g>");
    double top = MARGIN + HEAD + placement.height() + LEGEND / 2;
    for (List<BoxKind> row : legend) {
      legendRow(row, width / 2, top);
      top += LEGEND;
    }
    return out.append("</svg>\n").toString();
  }

  private static String truncate(String text, double maxWidth, double size, boolean bold) {
    return TextMetrics.truncate(text, maxWidth, size, bold);
  }

  private void box(Box box, Area area, List<String> lines) {
    line("<g class=\"box\"><title>%s</title>", escapeXml(box.details()));
    line(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"%s\" stroke=\"%s\"%s/>",
        number(area.x()),
        number(area.y()),
        number(area.width()),
        number(area.height()),
        box.kind() == BoxKind.INPUT ? 12 : 5,
        box.kind().fill(),
        box.kind().stroke(),
        box.kind() == BoxKind.INPUT ? " stroke-dasharray=\"4 3\"" : "");
    double y = area.y() + PAD / 2 + 11;
    for (int i = 0; i < lines.size(); i++) {
      write(lines.get(i), area.middle(), y, i == 0 ? NAME : TEXT, i == 0);
      y += LINE;
    }
    strip(box.layerKinds(), area);
    line("</g>");
  }

  /** Draws the layers of a block in order as a strip, each in the color of its kind. */
  private void strip(List<BoxKind> layerKinds, Area area) {
    double available = area.width() - 2 * PAD;
    double each = Math.min(available / Math.max(1, layerKinds.size()), 14);
    double x = area.middle() - each * layerKinds.size() / 2;
    double gap = each > 4 ? 1.5 : 0;
    for (BoxKind kind : layerKinds) {
      line(
          "<path d=\"M%s %sh%sv5h-%sz\" fill=\"%s\"/>",
          number(x + gap / 2),
          number(area.y() + area.height() - STRIP),
          number(each - gap),
          number(each - gap),
          kind.stroke());
      x += each;
    }
  }

  private void arrow(Arrow arrow, Route route) {
    String from = drawing.boxes().get(arrow.from()).path();
    String to = drawing.boxes().get(arrow.to()).path();
    line(
        "<g class=\"arrow\"><title>%s</title>",
        escapeXml(from + " to " + to + ": " + arrow.shape()));
    StringBuilder path = new StringBuilder();
    for (Point point : route.points()) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(number(point.x()))
          .append(' ')
          .append(number(point.y()));
    }
    line("<path d=\"%s\" marker-end=\"url(#tip)\"/>", path);
    Area label = route.label();
    line(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"#ffffff\" stroke=\"none\"/>",
        number(label.x()), number(label.y()), number(label.width()), number(label.height()));
    line(
        "<text x=\"%s\" y=\"%s\" fill=\"#334155\" stroke=\"none\">%s</text>",
        number(label.middle()), number(label.y() + 9.5), escapeXml(arrow.shape().toString()));
    line("</g>");
  }

  /** Returns the kinds of boxes in the drawing, in rows of at most this width. */
  private List<List<BoxKind>> legend(double maxWidth) {
    Set<BoxKind> kinds = new TreeSet<>();
    for (Box box : drawing.boxes()) {
      kinds.add(box.kind());
      kinds.addAll(box.layerKinds());
    }
    List<List<BoxKind>> rows = new ArrayList<>();
    double available = 0;
    for (BoxKind kind : kinds) {
      if (rows.isEmpty() || available < legendEntryWidth(kind)) {
        rows.add(new ArrayList<>());
        available = maxWidth;
      }
      rows.get(rows.size() - 1).add(kind);
      available -= legendEntryWidth(kind);
    }
    return rows;
  }

  private static double legendEntryWidth(BoxKind kind) {
    return SWATCH + 6 + TextMetrics.width(kind.label(), TEXT, false) + 6;
  }

  private void legendRow(List<BoxKind> row, double middle, double y) {
    double x = middle - row.stream().mapToDouble(Svg::legendEntryWidth).sum() / 2;
    line(
        "<g class=\"legend\" text-anchor=\"start\" font-size=\"%s\" fill=\"#0f172a\">",
        number(TEXT));
    for (BoxKind kind : row) {
      line(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\" fill=\"%s\" stroke=\"%s\"/>",
          number(x), number(y), number(SWATCH), number(SWATCH), kind.fill(), kind.stroke());
      line(
          "<text x=\"%s\" y=\"%s\">%s</text>",
          number(x + SWATCH + 6), number(y + 10), escapeXml(kind.label()));
      x += legendEntryWidth(kind);
    }
    line("</g>");
  }

  private void write(String text, double x, double y, double size, boolean bold) {
    line(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\"%s>%s</text>",
        number(x), number(y), number(size), bold ? " font-weight=\"bold\"" : "", escapeXml(text));
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Escapes text; characters that XML does not allow become the replacement character. */
  private static String escapeXml(String text) {
    return XmlEscapers.xmlContentEscaper().escape(text);
  }
}

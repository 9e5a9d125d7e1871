package org.blockwright.dsl.show;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.show.Drawing.Arrow;
import org.blockwright.dsl.show.Drawing.Box;

/**
 * A drawing in <a href="https://graphviz.org/doc/info/lang.html">DOT, the language of Graphviz</a>.
 * {@code dot -Tpdf} renders it.
 */
public final class Dot {
  private Dot() {}

  /** Returns the text of a {@code .dot} file. */
  public static String of(Drawing drawing) {
    StringBuilder out = new StringBuilder();
    out.append("digraph ").append(quoted(drawing.title())).append(" {\n");
    out.append("  rankdir=TB;\n");
    out.append("  labelloc=t;\n");
    out.append("  label=")
        .append(quoted(drawing.title() + "\n" + drawing.subtitle()))
        .append(";\n");
    out.append("  fontname=\"Helvetica\";\n");
    out.append(
        "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n");
    out.append("  edge [fontname=\"Helvetica\", fontsize=9, color=\"#64748b\"];\n");
    List<Box> boxes = drawing.boxes();
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      out.append(
          "  b%s [label=%s, fillcolor=\"%s\", color=\"%s\", tooltip=%s];\n"
              .formatted(
                  i,
                  quoted(label(box)),
                  box.kind().fill(),
                  box.kind().stroke(),
                  quoted(box.details())));
    }
    for (Arrow arrow : drawing.arrows()) {
      out.append(
          "  b%s -> b%s [label=%s];\n"
              .formatted(arrow.from(), arrow.to(), quoted(arrow.shape().toString())));
    }
    return out.append("}\n").toString();
  }

  private static String label(Box box) {
    List<String> lines = new ArrayList<>(List.of(box.path()));
    if (box.kind() != BoxKind.INPUT) {
      lines.add(box.description());
    }
    lines.add(box.shape());
    if (box.parameters() > 0) {
      lines.add(Drawing.count(box.parameters()) + " parameters");
    }
    return String.join("\n", lines);
  }

  /** Quotes a string. Graphviz decodes HTML entities in strings, so ampersands are escaped too. */
  private static String quoted(String text) {
    String escaped =
        text.replace("&", "&amp;").replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }
}

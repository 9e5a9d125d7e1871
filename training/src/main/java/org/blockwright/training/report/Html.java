package org.blockwright.training.report;

import com.google.common.html.HtmlEscapers;
import java.util.Set;

/**
 * Puts HTML together so that text from outside can only enter escaped: tags and classes are ours
 * and literal, everything else goes through {@link #text} or an attribute.
 */
final class Html {
  /** Within a line a line break would show as a blank. */
  private static final Set<String> INLINE = Set.of("b", "span", "small");

  private final StringBuilder out = new StringBuilder();

  /** Markup of our own; never text from outside. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** {@code <tag class="...">text</tag>}; the tag may carry a class: {@code "p.note"}. */
  Html element(String tag, String text) {
    return open(tag).text(text).close(tag);
  }

  Html open(String tag) {
    int dot = tag.indexOf('.');
    return dot < 0
        ? raw("<" + tag + ">")
        : raw("<" + tag.substring(0, dot) + " class=\"" + tag.substring(dot + 1) + "\">");
  }

  Html close(String tag) {
    int dot = tag.indexOf('.');
    String name = dot < 0 ? tag : tag.substring(0, dot);
    return raw("</" + name + (INLINE.contains(name) ? ">" : ">\n"));
  }

  /** Safe between tags and within a quoted attribute. */
  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(replaceControlCharacters(text));
  }

  /** File names may hold control characters, which HTML forbids: a picture of each instead. */
  private static String replaceControlCharacters(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      boolean control = c < ' ' && c != '\n' && c != '\t';
      shown.append(control ? (char) (0x2400 + c) : c == 0x7f ? '\u2421' : c);
    }
    return shown.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}

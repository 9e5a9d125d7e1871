package org.blockwright.training.report;

import com.google.common.html.HtmlEscapers;
import java.util.Set;

/** Builds HTML. Tags and classes are literals; all other text is escaped by {@link #text}. */
final class Html {
  /** A line break after these elements would be displayed as a space. */
  private static final Set<String> INLINE = Set.of("b", "span", "small");

  private final StringBuilder out = new StringBuilder();

  /** Appends literal markup; never user data. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Appends escaped text. */
  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Appends an element with escaped text; the tag may have a class: {@code "p.note"}. */
  Html element(String tag, String text) {
    return open(tag).text(text).close(tag);
  }

  /** Appends a start tag. */
  Html open(String tag) {
    int dot = tag.indexOf('.');
    return dot < 0
        ? raw("<" + tag + ">")
        : raw("<" + tag.substring(0, dot) + " class=\"" + tag.substring(dot + 1) + "\">");
  }

  /** Appends an end tag. */
  Html close(String tag) {
    int dot = tag.indexOf('.');
    String name = dot < 0 ? tag : tag.substring(0, dot);
    return raw("</" + name + (INLINE.contains(name) ? ">" : ">\n"));
  }

  /** Escapes text for element content and for quoted attributes. */
  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(replaceControlCharacters(text));
  }

  /**
   * Replaces control characters, which file names may contain and HTML forbids, by Unicode's
   * symbols for them (U+2400 and following).
   */
  private static String replaceControlCharacters(String text) {
    StringBuilder replaced = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      boolean control = c < ' ' && c != '\n' && c != '\t';
      replaced.append(control ? (char) (0x2400 + c) : c == 0x7f ? '\u2421' : c);
    }
    return replaced.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}

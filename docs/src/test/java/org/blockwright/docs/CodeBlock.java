package org.blockwright.docs;

import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param page the file's name
 * @param line of its first line of text, from 1
 * @param info the language, as it stands after the three back ticks, then the words of a comment on
 *     the line before, which say what the tests do with it
 * @param text without the fences
 */
record CodeBlock(String page, int line, List<String> info, String text) {

  boolean hasLanguage(String language) {
    return !info.isEmpty() && info.get(0).equals(language);
  }

  /** The second word, or nothing. */
  String kind() {
    return info.size() > 1 ? info.get(1) : "";
  }

  /** What a test of it is called. */
  String location() {
    return page + ":" + line;
  }
}

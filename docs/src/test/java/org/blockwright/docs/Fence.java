package org.blockwright.docs;

import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param page the file's name
 * @param line of its first line of text, from 1
 * @param words what stands behind the three back ticks: the language, then what the tests want to
 *     know
 * @param text without the fences
 */
record Fence(String page, int line, List<String> words, String text) {

  boolean is(String language) {
    return !words.isEmpty() && words.get(0).equals(language);
  }

  /** The second word, or nothing. */
  String kind() {
    return words.size() > 1 ? words.get(1) : "";
  }

  /** What a test of it is called. */
  String place() {
    return page + ":" + line;
  }
}

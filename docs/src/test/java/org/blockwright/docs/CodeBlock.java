package org.blockwright.docs;

import java.util.List;

/**
 * A fenced code block of a page.
 *
 * @param page name of the page
 * @param line number of the first line of the code, from 1
 * @param info the language, followed by the words of a comment on the line before the fence, which
 *     tell the tests how to check the block
 * @param text the code without the fences
 */
record CodeBlock(String page, int line, List<String> info, String text) {

  boolean hasLanguage(String language) {
    return !info.isEmpty() && info.get(0).equals(language);
  }

  /** Returns whether this is Java that runs here, and not code for another library. */
  boolean isRunnableJava() {
    return hasLanguage("java") && !kind().equals("not-run");
  }

  /** Returns the first word of the comment, or an empty string. */
  String kind() {
    return info.size() > 1 ? info.get(1) : "";
  }

  /** Returns the name of a test of this block. */
  String location() {
    return page + ":" + line;
  }
}

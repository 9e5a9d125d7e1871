package org.blockwright.data.audit;

import java.util.Locale;

/**
 * A conclusion of an audit, as one line of text.
 *
 * @param kind what it is about
 * @param severity how much it matters
 * @param text what was found, with an example and what to do
 */
public record Finding(Kind kind, Severity severity, String text) {
  /** What a finding is about. */
  public enum Kind {
    /** Whether trivial cues tell the classes apart. */
    LEAK,
    /** Groups in several subsets. */
    SHARED_GROUPS,
    /** The same image in several subsets. */
    SHARED_IMAGES,
    /** The same image with different classes. */
    LABEL_CONFLICTS,
    /** Other images that occur twice. */
    DUPLICATES,
    /** Files that cannot be used. */
    UNREADABLE,
    /** Classes of very different size. */
    IMBALANCE,
    /** Classes that are stored in different ways. */
    CHANNELS,
    /** Groups with several classes, or no groups. */
    GROUPS,
    /** What was not examined. */
    OMISSION;

    /** Returns the name in files. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much a finding matters, the most severe first. */
  public enum Severity {
    /** Results on this data would be wrong. */
    ERROR("error"),
    /** Results may be affected. */
    WARNING("warning"),
    /** For information. */
    NOTE("note");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public String toString() {
    return severity + ": " + text;
  }
}

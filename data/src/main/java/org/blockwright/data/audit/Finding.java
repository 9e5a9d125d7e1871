package org.blockwright.data.audit;

/**
 * A conclusion of an audit, as one line of text.
 *
 * @param severity how much it matters
 * @param text what was found, with an example and what to do
 */
public record Finding(Severity severity, String text) {
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

package org.blockwright.inference.metrics;

/** How the 95 % interval of a metric is computed. */
public enum IntervalMethod {
  /**
   * Wilson's score interval for a fraction of independent samples; and, if a group has several
   * samples, a bootstrap over groups.
   */
  WILSON("Wilson"),
  /** A bootstrap over groups, see {@link Bootstrap}. */
  BOOTSTRAP("bootstrap"),
  /** No interval. */
  NONE("none");

  private final String title;

  IntervalMethod(String title) {
    this.title = title;
  }

  /** Returns the name in reports. */
  public String title() {
    return title;
  }
}

package org.blockwright.data.covidx;

/** Which images are duplicates of an earlier one, and so not in the dataset. */
public enum DuplicateRule {
  /** Resized, compressed or slightly edited copies, too. */
  NEAR("near"),
  /** Only equal pixels. Near duplicates stay in one group, and so in one subset. */
  EXACT("exact");

  private final String id;

  DuplicateRule(String id) {
    this.id = id;
  }

  /** Returns the name of the option, such as {@code near}. */
  @Override
  public String toString() {
    return id;
  }
}

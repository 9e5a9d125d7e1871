package org.blockwright.data;

import java.util.Locale;

/** The part of a split that a picture is in. */
public enum Subset {
  TRAINING,
  VALIDATION,
  TEST;

  /** As in files: {@code train}, {@code validation}, {@code test}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
